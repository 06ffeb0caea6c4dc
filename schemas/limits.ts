import type { Play } from './generated.ts'

/**
 * The longest texts of a play, in UTF-16 units. The bridge refuses longer ones; a processor that stores texts of plays refuses
 * them again, because any program may write to the topic. Sizes of states are derived from these.
 */
export const MAX_ID_LENGTH = 64
export const MAX_SESSION_ID_LENGTH = 64
/** As long as a genre in a tag may be: a radio of any genre of the library can be wished for. */
export const MAX_GENRE_LENGTH = 500

/**
 * What `recommend` still tells apart of a listener, so that one play can be taken back; it becomes part of the taste then. Age since
 * the last play of its track in its session; tracks in sessions; plays in all of them. The earliest of what is above goes first.
 */
export const PLAY_SETTLES_AFTER_MS = 2 * 86_400_000
export const MAX_SESSION_LISTENS = 200
export const MAX_TOLD_PLAYS = 1_000

/** The name of the first text of a play that is too long; null when none is. */
export function overlongText({ playId, trackId, sessionId, wish, artistId, retracts }: Play): string | null {
  if (playId.length > MAX_ID_LENGTH) return 'playId'
  if (trackId.length > MAX_ID_LENGTH) return 'trackId'
  if (sessionId.length > MAX_SESSION_ID_LENGTH) return 'sessionId'
  if ((artistId?.length ?? 0) > MAX_ID_LENGTH) return 'artistId'
  if ((retracts?.length ?? 0) > MAX_ID_LENGTH) return 'retracts'
  return wish !== null && wish.genre.length > MAX_GENRE_LENGTH ? 'wish.genre' : null
}
