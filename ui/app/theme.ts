import type { SettingsStore } from '../data/settings-store.ts'

/** The page looks as the listener set it, from now on; else as the system wants it, of which style sheets know light and dark. */
export function followTheme(settings: SettingsStore): void {
  const { dataset } = document.documentElement
  const wantsContrast = matchMedia('(prefers-contrast: more)')
  const show = () => {
    const { theme } = settings.current
    if (theme !== 'system') dataset['theme'] = theme
    else if (wantsContrast.matches) dataset['theme'] = 'contrast'
    else delete dataset['theme']
  }
  show()
  settings.subscribe(show)
  wantsContrast.addEventListener('change', show)
}
