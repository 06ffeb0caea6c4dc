import { expect, it } from 'vitest'
import { memoryStore } from '../../../ui/data/kept.ts'
import { keepSettings, readSettings } from '../../../ui/data/settings.ts'

const first = {
  volume: 1,
  muted: false,
  characterKeys: true,
  queueOpen: true,
  queueWidth: null,
  theme: 'system',
  crossfadeS: 0,
  levelling: true,
  held: false,
  announcements: 'acts',
  keys: {},
}

it('settings are kept, those of an earlier version gain what is new, and broken ones are the first ones', () => {
  const store = memoryStore()
  expect(readSettings(store)).toStrictEqual(first)
  keepSettings(store, { ...readSettings(store), crossfadeS: 12, theme: 'dark' })
  expect(readSettings(store)).toStrictEqual({ ...first, crossfadeS: 12, theme: 'dark' })
  store.setItem('slipstream.settings', JSON.stringify({ volume: 0.5, muted: true, characterKeys: false }))
  expect(readSettings(store)).toStrictEqual({ ...first, volume: 0.5, muted: true, characterKeys: false })
  store.setItem('slipstream.settings', JSON.stringify({ ...first, crossfadeS: 13 }))
  expect(readSettings(store)).toStrictEqual(first)
})
