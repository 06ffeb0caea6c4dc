import { z } from 'zod'
import type { ListenerId, Play } from '../../schemas/generated.ts'
import { playId, recommendationId, trackId } from '../../schemas/generated.ts'

/** The most bytes of one message from a player. */
export const MAX_MESSAGE_BYTES = 16 * 1024

/**
 * Why a play was not taken. After `too-fast` and `not-stored` the player sends it again, later; after the others it does
 * not, since the answer would be the same.
 */
export type RefusalCode = 'bad-message' | 'unknown-track' | 'too-fast' | 'not-stored'

/** Printable, and short enough to be kept: ids are minted by players. */
const id = z.string().regex(/^[\x21-\x7e]{1,64}$/)

/** Within the range that a track or a clock can have; a fraction of a millisecond is rounded away. */
const milliseconds = z
  .number()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .transform((ms) => Math.round(ms))

/** How a message of a player must look; further fields are ignored, so that an older bridge serves a newer player. */
const playMessage = z.object({
  type: z.literal('play'),
  playId: id,
  trackId: id,
  event: z.enum([
    'started',
    'progressed',
    'finished',
    'skipped',
    'liked',
    'unliked',
    'disliked',
    'undisliked',
    'retracted',
    'wished',
    'sessionRetracted',
  ]),
  positionMs: milliseconds,
  playedMs: milliseconds,
  via: z.enum(['chosen', 'recommended', 'radio', 'search']),
  recommendationId: z.string().min(1).max(200).nullish(),
  sessionId: z.string().max(64).nullish(),
  deviceTime: milliseconds.nullish(),
  wish: z
    .object({
      familiarity: z.number().min(-1).max(1).default(0),
      energy: z.number().min(-1).max(1).default(0),
      radio: z.enum(['none', 'track', 'artist', 'genre']).default('none'),
      genre: z.string().max(100).default(''),
    })
    .nullish(),
})

export type PlayerMessage = z.infer<typeof playMessage>

/** What a player's text says. `playId` of a refused one is given where it could be read. */
export type Parsed =
  | { readonly kind: 'play'; readonly message: PlayerMessage }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly playId: string | null }

export function parseMessage(text: string): Parsed {
  const json = parsedJson(text)
  const message = playMessage.safeParse(json)
  if (message.success) return { kind: 'play', message: message.data }
  const named = z.object({ playId: id }).safeParse(json)
  return { kind: 'refused', code: 'bad-message', playId: named.success ? named.data.playId : null }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The fact that goes into Kafka: who did it is known from the session, never from the message. */
export function playOf(message: PlayerMessage, listener: ListenerId, arrivedAt: number): Play {
  return {
    playId: playId(message.playId),
    listenerId: listener,
    sessionId: message.sessionId ?? '',
    trackId: trackId(message.trackId),
    event: message.event,
    positionMs: message.positionMs,
    playedMs: message.playedMs,
    via: message.via,
    recommendationId: message.recommendationId == null ? null : recommendationId(message.recommendationId),
    deviceTime: message.deviceTime ?? null,
    arrivedAt,
    wish: message.event === 'wished' ? (message.wish ?? null) : null,
  }
}
