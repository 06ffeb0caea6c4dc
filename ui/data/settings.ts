import type { KeyValueStore } from './kept.ts'
import { keep, readKept } from './kept.ts'
import { z } from './shape.ts'

const KEY = 'slipstream.settings'

const settingsShape = z.object({
  /** 0 to 1. */
  volume: z.number().check(z.minimum(0), z.maximum(1)),
  muted: z.boolean(),
  /** Whether shortcuts of a single character work. */
  characterKeys: z.boolean(),
  /** Whether the queue stands beside the view, where there is room. */
  queueOpen: z._default(z.boolean(), true),
})
export type Settings = z.infer<typeof settingsShape>

const FIRST: Settings = { volume: 1, muted: false, characterKeys: true, queueOpen: true }

export function readSettings(store: KeyValueStore): Settings {
  return readKept(store, KEY, settingsShape) ?? FIRST
}

export function keepSettings(store: KeyValueStore, settings: Settings): void {
  keep(store, KEY, settings)
}
