import { randomHex } from './random.ts'
import { request } from './requests.ts'
import { z } from './shape.ts'

const sessionShape = z.object({ listenerId: z.string() })
const statedShape = z.object({ liked: z.array(z.string()), disliked: z.array(z.string()) })

/** Makes this browser a listener, or finds out which one it already is. */
export async function openSession(signal: AbortSignal): Promise<string> {
  const { listenerId } = await request('/api/session', sessionShape, { method: 'POST', signal })
  return listenerId
}

/** Tracks on which a like or a dislike stands, strongest opinion first. */
export interface Stated {
  readonly liked: readonly string[]
  readonly disliked: readonly string[]
}

export function fetchStated(signal: AbortSignal): Promise<Stated> {
  return request('/api/me/opinions', statedShape, { signal })
}

const SITTING_KEY = 'slipstream.sitting'

/** The id of this sitting: one per tab, also over reloads. */
export function sittingId(storage: Pick<Storage, 'getItem' | 'setItem'>): string {
  const kept = storage.getItem(SITTING_KEY)
  if (kept !== null && /^[0-9a-f]{32}$/.test(kept)) return kept
  const made = randomHex()
  storage.setItem(SITTING_KEY, made)
  return made
}
