import type { OpinionKind } from '../../schemas/generated.ts'
import { BYTES_PER_ID, idHash } from '../shared/recent-ids.ts'

/**
 * Opinions that can no longer be retracted, as bytes that a state can hold: what `opinions` says of a subject, so that taking
 * it back, or stating it again, gives what it must. Newest first.
 */

/** Opinions kept; above, the oldest makes room, and stays in `opinions`. */
export const MAX_SETTLED = 20_000

/** An opinion that stands, since an event time in epoch ms; null: none does. */
export type Held = { readonly opinion: OpinionKind; readonly since: number } | null

const CODES: readonly OpinionKind[] = ['unknown', 'liked', 'disliked', 'never']
const SINCE_BYTES = 6
const ENTRY_BYTES = BYTES_PER_ID + 1 + SINCE_BYTES
const MAX_SINCE = 2 ** (8 * SINCE_BYTES) - 1

/** Whether an opinion may have made room: of a subject that is not known here, `opinions` may still say something. */
export const isFull = (settled: Buffer): boolean => settled.length >= MAX_SETTLED * ENTRY_BYTES

/** @param subject such as `track/<id>`. */
export function settledOf(settled: Buffer, subject: string): Held {
  const at = placeOf(settled, subject)
  if (at < 0) return null
  const opinion = CODES[settled.readUInt8(at + BYTES_PER_ID)] ?? 'unknown'
  return { opinion, since: settled.readUIntBE(at + BYTES_PER_ID + 1, SINCE_BYTES) }
}

/** @returns other bytes, in which the subject has this opinion alone. */
export function withSettled(settled: Buffer, subject: string, held: Held): Buffer {
  const at = placeOf(settled, subject)
  const others = at < 0 ? [settled] : [settled.subarray(0, at), settled.subarray(at + ENTRY_BYTES)]
  if (held === null) return Buffer.concat(others)
  const entry = Buffer.alloc(ENTRY_BYTES)
  idHash(subject).copy(entry)
  entry.writeUInt8(Math.max(0, CODES.indexOf(held.opinion)), BYTES_PER_ID)
  entry.writeUIntBE(Math.min(MAX_SINCE, Math.max(0, held.since)), BYTES_PER_ID + 1, SINCE_BYTES)
  return Buffer.concat([entry, ...others]).subarray(0, MAX_SETTLED * ENTRY_BYTES)
}

function placeOf(settled: Buffer, subject: string): number {
  const hash = idHash(subject)
  for (let at = 0; at + ENTRY_BYTES <= settled.length; at += ENTRY_BYTES)
    if (hash.compare(settled, at, at + BYTES_PER_ID) === 0) return at
  return -1
}
