import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { TrackId } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import { playEvents } from '../../../schemas/live.ts'
import { ConfigError } from '../../engine/errors.ts'

/** The part of a play that an evaluation reads. */
export interface ReplayedPlay {
  readonly listener: string
  readonly track: TrackId
  readonly event: string
  readonly via: string
  /** Empty when not known. */
  readonly playId: string
  readonly session: string
  /** With `retracted`: the one play that is taken back; empty: all of its track in its session. */
  readonly retracts: string
  /** Epoch ms. */
  readonly at: number
  /** The first tracks of the list that each model of the program had made before the track began; absent in files. */
  readonly served?: ReadonlyMap<string, readonly TrackId[]>
}

/** `listened` comes from an import, not from a player; `unknown` is what a reader makes of an event that a newer schema added. */
const EVENTS: ReadonlySet<string> = new Set([...playEvents, 'listened', 'unknown'])

/**
 * Plays from a file: one JSON object a line, as a consumer of `plays` prints them (the record, or its value alone), or
 * comma-separated values (RFC 4180) with a header that names listenerId, trackId, event and arrivedAt or timestamp. A play
 * without an event is `finished`.
 * @throws {ConfigError} naming the first line that is no play.
 */
export function parsePlays(text: string, isCsv: boolean): readonly ReplayedPlay[] {
  return (isCsv ? csvRows(text) : jsonRows(text)).map(({ line, fields }) => playOf(line, fields))
}

type Fields = Readonly<Record<string, unknown>>

interface Row {
  readonly line: number
  readonly fields: Fields
}

function playOf(line: number, fields: Fields): ReplayedPlay {
  const [listener, track] = [fields['listenerId'], fields['trackId']]
  const at = timeOf(fields['arrivedAt'] ?? fields['timestamp'])
  if (typeof listener !== 'string' || typeof track !== 'string' || !Number.isFinite(at)) {
    throw new ConfigError(
      `Line ${line} is no play: it needs listenerId, trackId, and arrivedAt or timestamp as epoch ms or in ISO 8601.`,
    )
  }
  const textOf = (name: string, absent: string) => {
    const value = fields[name]
    return typeof value === 'string' && value !== '' ? value : absent
  }
  const event = textOf('event', 'finished')
  if (!EVENTS.has(event)) {
    throw new ConfigError(`Line ${line}: the event "${event}" is unknown. Events are ${playEvents.join(', ')}.`)
  }
  const ids = { playId: textOf('playId', ''), session: textOf('sessionId', ''), retracts: textOf('retracts', '') }
  return { listener, track: trackId(track), event, via: textOf('via', 'unknown'), ...ids, at }
}

const mongoTime = z.object({ $date: z.unknown() })
const mongoLong = z.object({ $numberLong: z.unknown() })

/**
 * A time as epoch ms, as a number or as text, or in ISO 8601 as Python, pandas and MongoDB write it; one without a zone is in
 * UTC, as theirs are. NaN when it is none.
 */
function timeOf(value: unknown): number {
  const { data: mongo } = mongoTime.safeParse(value)
  if (mongo !== undefined) return timeOf(mongo.$date)
  const { data: long } = mongoLong.safeParse(value)
  if (long !== undefined) return timeOf(long.$numberLong)
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return NaN
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(value.trim())
  if (iso === null) return Number(value)
  return Date.parse(`${iso[1]}T${iso[2] ?? '00:00'}${iso[3] ?? 'Z'}`)
}

function csvRows(text: string): readonly Row[] {
  const options = { bom: true, columns: true, info: true, relax_column_count_less: true, skip_empty_lines: true, trim: true } as const // prettier-ignore
  try {
    return parse<{ readonly record: Fields; readonly info: { readonly lines: number } }>(text, options).map(
      ({ record, info }) => ({ line: info.lines, fields: record }),
    )
  } catch (cause) {
    throw new ConfigError(`The plays are no comma-separated values: ${cause instanceof Error ? cause.message : String(cause)}.`) // prettier-ignore
  }
}

function jsonRows(text: string): readonly Row[] {
  return text
    .split(/\r?\n/)
    .map((line, i) => ({ text: line, line: i + 1 }))
    .filter((each) => each.text.trim() !== '')
    .map((each) => ({ line: each.line, fields: jsonFields(each.text) }))
}

const jsonObject = z.record(z.string(), z.unknown())

/** No fields when the line is no JSON object. */
function jsonFields(line: string): Fields {
  const { data: object } = jsonObject.safeParse(parsedJson(line))
  if (object === undefined) return {}
  const { data: value } = jsonObject.safeParse(object['value'])
  return value === undefined ? object : { timestamp: object['timestamp'], ...value }
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
