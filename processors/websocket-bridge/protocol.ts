import { ARTIST_EVENTS, followFeedbackShape, followShape, playIdShape, playShape } from '../../schemas/live.ts'
import type { PlayMessage, RefusalCode } from '../../schemas/live.ts'
import type { ListenerId, Play } from '../../schemas/generated.ts'
import { artistId, playId, recommendationId, trackId } from '../../schemas/generated.ts'

/** The most bytes of one message from a player. */
export const MAX_MESSAGE_BYTES = 16 * 1024

/** What a player may ask to be told of. */
export type Followed = 'library' | 'feedback'

/** A text from a player, validated. `playId` of a refused one is given where it could be read. */
export type ParsedMessage =
  | { readonly kind: 'play'; readonly message: PlayMessage }
  | { readonly kind: 'follow'; readonly what: Followed }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly playId: string | null }

export function parsePlayerMessage(text: string): ParsedMessage {
  const json = parsedJson(text)
  const message = playShape.safeParse(json)
  if (message.success && isWhole(message.data)) return { kind: 'play', message: message.data }
  if (followShape.safeParse(json).success) return { kind: 'follow', what: 'library' }
  if (followFeedbackShape.safeParse(json).success) return { kind: 'follow', what: 'feedback' }
  const named = playIdShape.safeParse(json)
  return { kind: 'refused', code: 'bad-message', playId: named.success ? named.data.playId : null }
}

/** What is about an artist has to name one: of several artists of a track it would not be known which. */
const isWhole = ({ event, artistId: artist }: PlayMessage): boolean => !ARTIST_EVENTS.has(event) || artist != null

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What the track of a play was called then. */
export type PlayedNames = Pick<Play, 'title' | 'artist'>

/** The record of `plays` for a message. The listener comes from the session, never from the message. */
export function playRecordOf(
  message: PlayMessage,
  listener: ListenerId,
  arrivedAt: number,
  { title, artist }: PlayedNames = { title: null, artist: null },
): Play {
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
    artistId: ARTIST_EVENTS.has(message.event) && message.artistId != null ? artistId(message.artistId) : null,
    shuffled: message.shuffled ?? null,
    itemRank: message.itemRank ?? null,
    timeZoneOffsetMinutes: message.timeZoneOffsetMinutes ?? null,
    pageVisible: message.pageVisible ?? null,
    title,
    artist,
    retracts: message.event === 'retracted' && message.retracts != null ? playId(message.retracts) : null,
    importedFrom: null,
  }
}
