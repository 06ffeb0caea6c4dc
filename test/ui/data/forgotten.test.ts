import { expect, it } from 'vitest'
import { dropKept } from '../../../ui/data/forgotten.ts'
import type { KeyValueStore } from '../../../ui/data/kept.ts'

function storeOf(...keys: readonly string[]) {
  const content = new Map(keys.map((key) => [key, 'x']))
  const store: KeyValueStore = {
    getItem: (key) => content.get(key) ?? null,
    setItem: (key, value) => void content.set(key, value),
    removeItem: (key) => void content.delete(key),
    key: (at) => [...content.keys()][at] ?? null,
    get length() {
      return content.size
    },
  }
  return { store, keys: () => [...content.keys()] }
}

it('leaves nothing of a listener who was forgotten, in the browser and in the tab', () => {
  const browser = storeOf('slipstream.settings', 'slipstream.play.1', 'slipstream.queue', 'slipstream.said', 'other')
  const tab = storeOf('slipstream.sitting')
  dropKept(browser.store, tab.store)
  expect([browser.keys(), tab.keys()]).toStrictEqual([['slipstream.settings', 'other'], []])
})
