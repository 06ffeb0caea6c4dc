import type * as z from 'zod/mini'
import { closeLogin, openLogin, openSession, readRatedTracks } from '../../schemas/http.ts'
import { randomHex } from './random.ts'
import { request } from './requests.ts'

export type BrowserSession = z.output<typeof openSession.answer>

/** Makes this browser a listener, or finds out which one it already is. */
export function fetchSession(signal: AbortSignal): Promise<BrowserSession> {
  return request(openSession, { signal })
}

/** @throws {RequestError} `wrong-password` or `too-many-attempts` */
export async function logIn(password: string, signal: AbortSignal): Promise<void> {
  await request(openLogin, { signal, body: { password } })
}

/** From now on this browser has to give the password again. */
export async function logOut(signal: AbortSignal): Promise<void> {
  await request(closeLogin, { signal })
}

/** Tracks with explicit feedback that stands, strongest preference first. */
export type RatedTracks = z.output<typeof readRatedTracks.answer>

export function fetchRatedTracks(signal: AbortSignal, cursor: string | null = null): Promise<RatedTracks> {
  return request(readRatedTracks, { signal, ...(cursor === null ? {} : { query: new URLSearchParams({ cursor }) }) })
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
