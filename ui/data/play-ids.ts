import type { PlayEvent } from '../../schemas/live.ts'

/**
 * Ids of the plays that tell of one playback: how it began and how it ended. They are the id of the playback with a letter each,
 * so that who knows one knows both, and can take back a play that has not ended yet.
 */

const LETTERS = ['b', 'e'] as const
type Letter = (typeof LETTERS)[number]
const LETTER_OF: Partial<Record<PlayEvent, Letter>> = { started: 'b', finished: 'e', skipped: 'e' }
/** An id of a playback as `generatedId` makes it, and its letter. */
const OF_PLAYBACK = /^([0-9a-f]{32})-[be]$/

/** @param playbackId empty: it has none. @returns null: the event has an id of its own */
export function playIdOf(playbackId: string, event: PlayEvent): string | null {
  const letter = LETTER_OF[event]
  return playbackId === '' || letter === undefined ? null : `${playbackId}-${letter}`
}

/** All ids under which the playback of a play is told; of a play of another player its own. */
export function playIdsWith(playId: string): readonly string[] {
  const playbackId = OF_PLAYBACK.exec(playId)?.[1]
  return playbackId === undefined ? [playId] : playIdsOf(playbackId)
}

export function playIdsOf(playbackId: string): readonly string[] {
  return LETTERS.map((letter) => `${playbackId}-${letter}`)
}
