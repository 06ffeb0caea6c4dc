import type { KeyValueStore } from './kept.ts'

const OURS = 'slipstream.'
/** They are of the browser, and say nothing of a listener. */
const KEPT: ReadonlySet<string> = new Set(['slipstream.settings', 'slipstream.insight-token'])

/** Removes what is kept of a listener who was forgotten: plays that wait, the queue, opinions, the sitting. */
export function dropKept(...stores: readonly KeyValueStore[]): void {
  for (const store of stores) {
    const keys = Array.from({ length: store.length }, (_, i) => store.key(i) ?? '')
    for (const key of keys) if (key.startsWith(OURS) && !KEPT.has(key)) store.removeItem(key)
  }
}
