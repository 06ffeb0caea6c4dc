import * as z from 'zod/mini'
import { intentShape, playShape } from '../../schemas/live.ts'
import type { SessionIntent } from '../../schemas/live.ts'

export const noIntent: SessionIntent = intentShape.parse({})

/** A play as this player sends it: with everything that the contract leaves to be absent, so that it can be kept until then. */
export const sentPlayShape = z.extend(playShape, {
  recommendationId: z.nullable(z.string()),
  sessionId: z.string(),
  deviceTime: z.number(),
  wish: z.optional(intentShape),
})
export type SentPlay = z.output<typeof sentPlayShape>

/**
 * What only the page can give: an id for the play, the session, the device's clock in epoch milliseconds and what it adds to
 * UTC, and whether the page can be seen.
 */
export type PlayIdentity = Pick<
  SentPlay,
  'playId' | 'sessionId' | 'deviceTime' | 'timeZoneOffsetMinutes' | 'pageVisible'
>
