import type { KeyValueStore } from './kept.ts'
import { keep, readKept } from './kept.ts'
import { z } from './shape.ts'

const KEY = 'slipstream.settings'

export const themes = ['system', 'light', 'dark', 'black', 'contrast'] as const
export type Theme = (typeof themes)[number]

/** What a screen reader is told unasked: nothing, what the listener's own acts brought, also each song that begins. */
export const announcements = ['off', 'acts', 'all'] as const
export type Announcements = (typeof announcements)[number]

export const MAX_CROSSFADE_S = 12

/** CSS pixels of the queue beside the view. */
export const MIN_QUEUE_WIDTH = 300
export const MAX_QUEUE_WIDTH = 480

const settingsShape = z.object({
  /** 0 to 1. */
  volume: z.number().check(z.minimum(0), z.maximum(1)),
  muted: z.boolean(),
  /** Whether shortcuts of a single character work. */
  characterKeys: z.boolean(),
  /** Whether the queue stands beside the view, where there is room. */
  queueOpen: z._default(z.boolean(), true),
  /** Null: as wide as the window suggests. */
  queueWidth: z._default(z.nullable(z.number().check(z.minimum(MIN_QUEUE_WIDTH), z.maximum(MAX_QUEUE_WIDTH))), null),
  theme: z._default(z.enum(themes), 'system'),
  /** Seconds in which one song goes over into the next; within an album there is none. */
  crossfadeS: z._default(z.number().check(z.minimum(0), z.maximum(MAX_CROSSFADE_S)), 0),
  /** Whether songs are made equally loud. */
  levelling: z._default(z.boolean(), true),
  /** Whether Live is held by its switch. */
  held: z._default(z.boolean(), false),
  announcements: z._default(z.enum(announcements), 'acts'),
  /** Keys by action, where they are not the first ones; empty: none. */
  keys: z._default(z.record(z.string(), z.string()), {}),
})
export type Settings = z.infer<typeof settingsShape>

const FIRST: Settings = settingsShape.parse({ volume: 1, muted: false, characterKeys: true })

export function readSettings(store: KeyValueStore): Settings {
  return readKept(store, KEY, settingsShape) ?? FIRST
}

export function keepSettings(store: KeyValueStore, settings: Settings): void {
  keep(store, KEY, settings)
}
