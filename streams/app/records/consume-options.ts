import { z } from 'zod'
import { ConfigError } from '../../engine/errors.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'
import { parseLineFormat } from './line-format.ts'
import type { LineFormat } from './line-format.ts'
import { parseRangeEdge } from './range.ts'
import type { RangeEdge } from './range.ts'
import { parseWhere } from './where.ts'
import type { Where } from './where.ts'

/** As they were typed. */
export interface ConsumeArguments {
  readonly from?: string
  readonly to?: string
  readonly limit?: string
  readonly follow?: boolean
  readonly key?: string
  readonly where?: string
  readonly header?: readonly string[]
  readonly partition?: readonly string[]
  readonly raw?: boolean
  readonly latestByKey?: boolean
  readonly format?: string
  readonly iso?: boolean
}

export interface ConsumeOptions {
  readonly from: RangeEdge
  readonly to: RangeEdge | null
  /** Infinity: all. */
  readonly limit: number
  readonly follow: boolean
  /** Null: all. */
  readonly partitions: readonly number[] | null
  /** Of the record in bytes; null: all are wanted. */
  readonly isWanted: ((record: LogRecord) => boolean) | null
  readonly where: Where | null
  readonly raw: boolean
  readonly latestByKey: boolean
  /** Null: a line of JSON. */
  readonly format: LineFormat | null
  readonly iso: boolean
}

const wholeNumber = z.coerce.number().int()
const FORMAT_JSON = 'json'

/**
 * @param nowMs epoch ms, for times ago.
 * @throws {ConfigError} also where an option would have no effect beside another.
 */
export function parseConsumeOptions(typed: ConsumeArguments, nowMs: number): ConsumeOptions {
  const { follow = false, raw = false, latestByKey = false, iso = false } = typed
  if (follow && typed.to !== undefined) throw new ConfigError('With --follow there is no end: leave --to out.')
  if (follow && latestByKey) {
    throw new ConfigError('With --follow any record may be replaced later: leave --latest-by-key out.')
  }
  return {
    ...{ follow, raw, latestByKey, iso },
    from: parseRangeEdge(typed.from ?? (follow ? 'latest' : 'earliest'), nowMs),
    to: typed.to === undefined ? null : parseRangeEdge(typed.to, nowMs),
    limit: typed.limit === undefined ? Infinity : numberOf('--limit', typed.limit, 1),
    partitions: partitionsIn(typed.partition ?? []),
    isWanted: filterOf(typed),
    where: typed.where === undefined ? null : parseWhere(typed.where),
    format: (typed.format ?? FORMAT_JSON) === FORMAT_JSON ? null : parseLineFormat(typed.format ?? '', { iso }),
  }
}

function numberOf(option: string, text: string, min: number): number {
  const parsed = wholeNumber.min(min).safeParse(text.trim() === '' ? undefined : text)
  if (parsed.success) return parsed.data
  throw new ConfigError(`${option} has to be a whole number, ${min} or more, and is "${text}".`)
}

/** Each argument may name several, separated by commas. */
function partitionsIn(typed: readonly string[]): readonly number[] | null {
  const numbers = typed.flatMap((text) => text.split(',').map((each) => numberOf('--partition', each, 0)))
  return numbers.length === 0 ? null : [...new Set(numbers)]
}

function filterOf({ key, header = [] }: ConsumeArguments): ConsumeOptions['isWanted'] {
  if (key === undefined && header.length === 0) return null
  const bytes = key === undefined ? null : Buffer.from(key)
  const headers = header.map((text) => {
    const [, name = text, value] = /^([^=]*)=([^]*)$/.exec(text) ?? []
    return { name, value: value === undefined ? null : Buffer.from(value) }
  })
  return (record) =>
    (bytes === null || record.key?.equals(bytes) === true) &&
    headers.every(({ name, value }) => {
      const found = Object.hasOwn(record.headers, name) ? [record.headers[name] ?? []].flat() : null
      return found !== null && (value === null || found.some((each) => each.equals(value)))
    })
}
