import type { KeyValueStore } from '../data/kept.ts'
import { keep, readKept } from '../data/kept.ts'
import { z } from '../data/shape.ts'

const KEY = 'slipstream.queue-sync'
const syncMarkShape = z.object({
  /** Of the queue of the server that was here last. */
  revision: z.number(),
  /** Whether there is something here that the server does not have. */
  isChanged: z.boolean(),
  /** When the listener changed it last, epoch ms. */
  changedAt: z.number(),
  /** Ids of the entries that both had then. */
  base: z.array(z.string()),
})

/** How far the queue of this browser and the one of the server are the same. */
export type SyncMark = z.infer<typeof syncMarkShape>

/** Of a browser that has no queue yet. */
export const unsynced: SyncMark = { revision: 0, isChanged: false, changedAt: 0, base: [] }

/** @returns null: nothing was kept */
export function readSyncMark(store: KeyValueStore): SyncMark | null {
  return readKept(store, KEY, syncMarkShape)
}

export function keepSyncMark(store: KeyValueStore, mark: SyncMark): SyncMark {
  keep(store, KEY, mark)
  return mark
}

/** The listener changed the queue, or another track plays: the server is told as soon as that can be. */
export function markChanged(store: KeyValueStore, mark: SyncMark | null = readSyncMark(store)): SyncMark {
  return keepSyncMark(store, { ...(mark ?? unsynced), isChanged: true, changedAt: Date.now() })
}
