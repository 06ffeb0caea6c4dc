import * as z from 'zod/mini'
import { JSON_TYPE, noQuery, textUpTo } from './parts.ts'
import type { Route } from './route.ts'

/** What those who watch the service see of it: how the models do, and how the records flow. */

/** Upper bounds, inclusive, of the ranges in which times from a play to its suggestion are counted; the last range has none. */
export const WAIT_BOUNDS_MS = [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000] as const

/** The latest time that a `Date` can hold. */
const MAX_DATE_MS = 8_640_000_000_000_000
const epochMs = z.coerce.number().check(z.int(), z.minimum(0), z.maximum(MAX_DATE_MS))

/** Rows of a figure, and the SQL by which `slipstream sql` gives the same from the topics. */
const figureOf = <S extends z.ZodMiniType>(row: S) => z.object({ rows: z.array(row), sql: z.string() })

const count = z.number()
/** From 0 to 1, or of a score from -1; null where nothing is known. */
const figure = z.nullable(z.number())

export const readInsights = {
  method: 'GET',
  path: '/api/insights',
  query: z.object({ from: z.optional(epochMs), to: z.optional(epochMs) }),
  answer: z.object({
    /** The range that was counted: whole hours in UTC, epoch ms, `to` exclusive. */
    from: z.number(),
    to: z.number(),
    /** Whether the topics are still being read: then the figures lack what was not read yet. */
    reading: z.boolean(),
    /** Records that were read since somebody began to look. */
    records: count,
    scores: figureOf(
      z.object({
        model: z.string(),
        lists: count,
        judged: count,
        score: figure,
        low: figure,
        high: figure,
        started: count,
        finished: count,
        skipped: count,
        skipRate: figure,
        skipLow: figure,
        skipHigh: figure,
      }),
    ),
    explored: figureOf(
      z.object({
        rank: z.number(),
        explored: z.boolean(),
        offered: count,
        started: count,
        finished: count,
        skipped: count,
        finishedShare: figure,
        low: figure,
        high: figure,
      }),
    ),
    waits: figureOf(
      z.object({
        /** Null: longer than every bound. */
        upToMs: z.nullable(z.number()),
        lists: count,
      }),
    ),
    index: figureOf(
      z.object({
        version: z.number(),
        cells: count,
        probes: count,
        recall: z.number(),
        recallGoal: z.number(),
        tracks: count,
      }),
    ),
    deadLetters: figureOf(z.object({ code: z.string(), processor: z.string(), letters: count })),
  }),
  mediaType: JSON_TYPE,
  problems: ['token-required', 'bad-query', 'starting'],
  doc: 'How models, exploration, speed and index did from `from` to `to` (epoch ms, widened to whole hours; without: everything that is kept), with the SQL for `slipstream sql` that gives the same. For a program or browser of the same machine, or with the token of `/metrics`.',
} as const satisfies Route

export const readFlow = {
  method: 'GET',
  path: '/api/insights/flow',
  query: noQuery,
  answer: z.object({
    processors: z.array(z.object({ name: z.string(), instances: count })),
    topics: z.array(z.object({ name: z.string(), recordsPerSecond: figure })),
    edges: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        /** `input`: a topic that a processor reads; `table`: one that it looks up in; `output`: one that it writes. */
        kind: z.enum(['input', 'table', 'output']),
        /** Null where it is not measured: of lookups, and of a topic that several processors write. */
        recordsPerSecond: figure,
        /** Records that wait; null where nothing waits for them. */
        lag: figure,
      }),
    ),
    /** What was measured at the inputs, of which the edges are made. */
    inputs: figureOf(
      z.object({ processor: z.string(), topic: z.string(), recordsPerSecond: figure, lag: z.nullable(count) }),
    ),
  }),
  mediaType: JSON_TYPE,
  problems: ['token-required', 'starting'],
  doc: 'The graph of processors and topics, with records per second (of the last 10 s) and lag. Access as of `/api/insights`.',
} as const satisfies Route

export const tailTopic = {
  method: 'GET',
  path: '/api/insights/tail',
  query: z.object({
    topic: z._default(textUpTo(249), 'plays'),
    after: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
  }),
  answer: z.object({
    lines: z.array(
      z.object({
        /** Grows with each record; the next request names the last one as `after`. After a pause records may come again. */
        at: z.number(),
        partition: z.number(),
        offset: z.number(),
        timestamp: z.number(),
        key: z.string(),
        /** The decoded value as JSON, cut where it is long. */
        text: z.string(),
      }),
    ),
  }),
  mediaType: JSON_TYPE,
  problems: ['token-required', 'bad-query', 'too-busy', 'starting'],
  doc: 'The newest records of a topic, decoded, at most 50: those of the last minutes, then with `after` those that have come since. Eight topics at a time. Access as of `/api/insights`.',
} as const satisfies Route

export const allInsightRoutes: readonly Route[] = [readInsights, readFlow, tailTopic]
