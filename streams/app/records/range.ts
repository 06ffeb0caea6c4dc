import { z } from 'zod'
import { ConfigError } from '../../engine/errors.ts'

/** Where reading of each partition begins, or ends: the record at the edge is the first one read, or the first one not read. */
export type RangeEdge =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  /** The same offset in every partition. */
  | { readonly kind: 'offset'; readonly offset: number }
  /** The last so many committed records of each partition. */
  | { readonly kind: 'last'; readonly count: number }
  /** Records of this time or later, epoch ms, wherever they stand: what is old may have been written late. */
  | { readonly kind: 'time'; readonly atMs: number }

/** For `--help` and for messages. */
export const RANGE_EDGE_FORMS =
  'earliest, latest, an offset (42), the last records of each partition (-100), a time (2026-11-30T18:00Z, or without a zone in that of this machine), a date (2026-11-30, its midnight on this machine), or a time ago (-30s, -15m, -2h, -7d)'

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const wholeNumber = z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
const isoDate = z.iso.date()
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/

/**
 * @param nowMs epoch ms, for a time ago.
 * @throws {ConfigError} naming the forms.
 */
export function parseRangeEdge(text: string, nowMs: number): RangeEdge {
  if (text === 'earliest' || text === 'latest') return { kind: text }
  const ago = /^-(\d+)([smhd])$/.exec(text)
  if (ago !== null) return { kind: 'time', atMs: nowMs - Number(ago[1]) * (UNIT_MS[ago[2] ?? ''] ?? 0) }
  const number = /^(-?)(\d+)$/.exec(text)
  const parsed = wholeNumber.safeParse(number?.[2])
  if (number !== null && parsed.success) {
    return number[1] === '-' ? { kind: 'last', count: parsed.data } : { kind: 'offset', offset: parsed.data }
  }
  const [date, timeOfDay = '00:00'] = text.split('T', 2) // a date alone would be midnight in UTC
  const atMs = isoDate.safeParse(date).success && TIME_OF_DAY.test(timeOfDay) ? Date.parse(`${date}T${timeOfDay}`) : NaN
  if (!Number.isNaN(atMs)) return { kind: 'time', atMs }
  throw new ConfigError(`"${text}" is no place in a topic. It can be ${RANGE_EDGE_FORMS}.`)
}
