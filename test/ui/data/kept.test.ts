import { expect, it } from 'vitest'
import type { KeyValueStore } from '../../../ui/data/kept.ts'
import { browserStore, keep, memoryStore } from '../../../ui/data/kept.ts'
import { keepSettings, readSettings } from '../../../ui/data/settings.ts'

it('reads settings as they were kept, and the first ones when what was kept is broken or of another shape', () => {
  const store = memoryStore()
  const first = readSettings(memoryStore())
  expect(readSettings(store)).toEqual(first)
  const kept = { ...first, volume: 0.3, muted: true, characterKeys: false }
  keepSettings(store, kept)
  expect(readSettings(store)).toEqual(kept)
  for (const text of ['{', 'null', '{"volume":7,"muted":false,"characterKeys":true}']) {
    store.setItem('slipstream.settings', text)
    expect(readSettings(store)).toEqual(first)
  }
})

it('goes on without storage where the browser has no room or forbids it', () => {
  const full: KeyValueStore = {
    ...memoryStore(),
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }
  expect(keep(full, 'key', 1)).toBe(false)
  const forbidden = browserStore(() => {
    throw new DOMException('forbidden', 'SecurityError')
  })
  expect(keep(forbidden, 'key', 1)).toBe(true)
  expect(forbidden.getItem('key')).toBe('1')
})
