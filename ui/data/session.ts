import type * as z from 'zod/mini'
import { openSession, readRatedTracks } from '../../schemas/http.ts'
import { randomHex } from './random.ts'
import { request } from './requests.ts'

/** Makes this browser a listener, or finds out which one it already is. */
export async function fetchListener(signal: AbortSignal): Promise<string> {
  const { listenerId } = await request(openSession, { signal })
  return listenerId
}

/** Tracks with explicit feedback that stands, strongest preference first. */
export type RatedTracks = z.output<typeof readRatedTracks.answer>

export function fetchRatedTracks(signal: AbortSignal): Promise<RatedTracks> {
  return request(readRatedTracks, { signal })
}

const SESSION_KEY = 'slipstream.sitting'

/** The id of the listening session: one per tab, kept over reloads. */
export function sessionIdOf(storage: Pick<Storage, 'getItem' | 'setItem'>): string {
  const kept = storage.getItem(SESSION_KEY)
  if (kept !== null && /^[0-9a-f]{32}$/.test(kept)) return kept
  const made = randomHex()
  storage.setItem(SESSION_KEY, made)
  return made
}
