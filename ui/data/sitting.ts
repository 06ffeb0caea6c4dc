import { z } from './shape.ts'

const partShape = z.object({
  sessionId: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  /** Epoch ms. */
  since: z.number(),
  /** Songs that began in it. */
  plays: z.number(),
})
export type SittingPart = z.infer<typeof partShape>

/**
 * One stretch of listening in one tab, under a `sessionId`. Private listening is a stretch of its own that is retracted as it begins,
 * so that nothing in it counts; leaving it begins another one.
 */
export const sittingShape = z.extend(partShape, {
  isPrivate: z.boolean(),
  /** Whether the server was told that this one does not count. */
  isRetracted: z.boolean(),
  /** What was played before it became private; null when there is nothing that could be forgotten. */
  earlier: z.nullable(partShape),
})
export type OwnSitting = z.infer<typeof sittingShape>

export function newSitting(sessionId: string, nowMs: number): OwnSitting {
  return { sessionId, since: nowMs, plays: 0, isPrivate: false, isRetracted: false, earlier: null }
}

/** From now on nothing counts. */
export function madePrivate(sitting: OwnSitting, sessionId: string, nowMs: number): OwnSitting {
  if (sitting.isPrivate) return sitting
  return { ...newSitting(sessionId, nowMs), isPrivate: true, earlier: partOf(sitting) }
}

/** From now on it counts again. */
export function leftPrivate(sitting: OwnSitting, sessionId: string, nowMs: number): OwnSitting {
  return sitting.isPrivate ? newSitting(sessionId, nowMs) : sitting
}

export function withPlay(sitting: OwnSitting): OwnSitting {
  return { ...sitting, plays: sitting.plays + 1 }
}

/** What can be forgotten besides: what was played in this sitting while it counted. */
export function forgettableIn(sitting: OwnSitting): SittingPart | null {
  return sitting.isPrivate ? sitting.earlier : partOf(sitting)
}

/** What could be forgotten is: a sitting that counted goes on as another one. */
export function withForgotten(sitting: OwnSitting, sessionId: string, nowMs: number): OwnSitting {
  return sitting.isPrivate ? { ...sitting, earlier: null } : newSitting(sessionId, nowMs)
}

function partOf({ sessionId, since, plays }: SittingPart): SittingPart | null {
  return plays === 0 ? null : { sessionId, since, plays }
}
