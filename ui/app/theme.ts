import type { SettingsStore } from '../data/settings-store.ts'

/** The page looks as the listener set it, from now on. */
export function followTheme(settings: SettingsStore): void {
  const { dataset } = document.documentElement
  const show = () => {
    const { theme } = settings.current
    if (theme === 'system') delete dataset['theme']
    else dataset['theme'] = theme
  }
  show()
  settings.subscribe(show)
}
