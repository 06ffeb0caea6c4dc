import type { KeyValueStore } from './kept.ts'
import type { Settings } from './settings.ts'
import { keepSettings, readSettings } from './settings.ts'
import { Observable } from './store.ts'

/** What the listener set in this browser; kept there. */
export class SettingsStore extends Observable {
  readonly #store: KeyValueStore
  #settings: Settings

  constructor(store: KeyValueStore) {
    super()
    this.#store = store
    this.#settings = readSettings(store)
  }

  get current(): Settings {
    return this.#settings
  }

  set(settings: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...settings }
    keepSettings(this.#store, this.#settings)
    this.changed()
  }
}
