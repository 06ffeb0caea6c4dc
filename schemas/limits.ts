import type { Play } from './generated.ts'

/**
 * The longest texts of a play, in UTF-16 units. The bridge refuses longer ones; a processor that stores texts of plays refuses
 * them again, because any program may write to the topic. Sizes of states are derived from these.
 */
export const MAX_ID_LENGTH = 64
export const MAX_SESSION_ID_LENGTH = 64
/** As long as a genre in a tag may be: a radio of any genre of the library can be wished for. */
export const MAX_GENRE_LENGTH = 500

/** The name of the first text of a play that is too long; null when none is. */
export function overlongText({ playId, trackId, sessionId, wish, artistId }: Play): string | null {
  if (playId.length > MAX_ID_LENGTH) return 'playId'
  if (trackId.length > MAX_ID_LENGTH) return 'trackId'
  if (sessionId.length > MAX_SESSION_ID_LENGTH) return 'sessionId'
  if ((artistId?.length ?? 0) > MAX_ID_LENGTH) return 'artistId'
  return wish !== null && wish.genre.length > MAX_GENRE_LENGTH ? 'wish.genre' : null
}
