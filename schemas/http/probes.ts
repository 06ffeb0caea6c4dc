import * as z from 'zod/mini'
import { JSON_TYPE, noQuery } from './parts.ts'
import type { Route } from './route.ts'

const partHealth = z.object({
  ok: z.boolean(),
  /** What does not answer, and what to do; absent when all is well. */
  why: z.optional(z.string()),
})

const processorsHealth = z.extend(partHealth, {
  /** Names of those that an operator keeps stopped, which is no failure; absent without any. */
  paused: z.optional(z.array(z.string())),
})

export const readLiveness = {
  method: 'GET',
  path: '/livez',
  query: noQuery,
  answer: z.object({ live: z.boolean() }),
  mediaType: JSON_TYPE,
  problems: [],
  doc: 'The process answers.',
} as const satisfies Route

export const readReadiness = {
  method: 'GET',
  path: '/readyz',
  query: noQuery,
  answer: z.object({
    ready: z.boolean(),
    /** Only for a program of the same machine, or with the token. */
    parts: z.optional(
      z.object({
        kafka: partHealth,
        registry: partHealth,
        mongodb: partHealth,
        library: partHealth,
        /** Not ok while a processor crashes again and again; the bridge works without it. */
        processors: processorsHealth,
      }),
    ),
  }),
  mediaType: JSON_TYPE,
  problems: [],
  doc: 'Whether the bridge can work, and for a program of the same machine, or with the token of `/metrics`, which part does not answer. Status 503 with the same body until it can.',
} as const satisfies Route

export const readMetrics = {
  method: 'GET',
  path: '/metrics',
  query: noQuery,
  answer: null,
  mediaType: 'text/plain',
  problems: ['token-required'],
  doc: 'Metrics in the Prometheus text format, for a program of the same machine, or with `Authorization: Bearer` and `SLIPSTREAM_METRICS_TOKEN`.',
} as const satisfies Route

export const allProbeRoutes: readonly Route[] = [readLiveness, readReadiness, readMetrics]
