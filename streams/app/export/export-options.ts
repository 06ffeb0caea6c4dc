import { z } from 'zod'
import { ConfigError } from '../../engine/errors.ts'
import { parseRangeEdge } from '../records/range.ts'
import type { RangeEdge } from '../records/range.ts'

export const EXPORT_FORMATS = ['parquet', 'csv', 'ndjson'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** The options as they were typed. */
export interface RangeText {
  readonly from?: string
  readonly to?: string
}

/** Which records of each topic are taken: `to` is exclusive, null the end of the log. */
export interface ExportRange {
  readonly from: RangeEdge
  readonly to: RangeEdge | null
}

/** @throws {ConfigError} naming the forms of an edge. */
export const parseRange = ({ from = 'earliest', to }: RangeText, nowMs: number): ExportRange => ({
  from: parseRangeEdge(from, nowMs),
  to: to === undefined ? null : parseRangeEdge(to, nowMs),
})

/** @throws {ConfigError} naming the formats. */
export function parseFormat<F extends string>(text: string, formats: readonly F[]): F {
  const parsed = z.enum(formats).safeParse(text)
  if (parsed.success) return parsed.data
  throw new ConfigError(`--format: there is no format ${text}. There are: ${formats.join(', ')}.`)
}
