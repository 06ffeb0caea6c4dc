import type { PlayEvent } from '../../schemas/live.ts'
import type { RatedTracks } from './session.ts'

/** What a listener said of a track. */
export type Opinion = 'liked' | 'disliked' | 'none'

/** Everything that a listener said of tracks and artists, as ids, the newest first. Sets keep the order of insertion. */
export interface OpinionLists {
  readonly liked: readonly string[]
  readonly disliked: readonly string[]
  readonly never: readonly string[]
  readonly neverArtists: readonly string[]
}

export const noOpinions: OpinionLists = { liked: [], disliked: [], never: [], neverArtists: [] }

/** Of what something is said, and what. */
export interface OpinionChange {
  readonly event: PlayEvent
  /** Of a track, or of an artist where the event is about one. */
  readonly id: string
}

/** The lists after the listener said something; the same lists when that changes nothing. */
export function withOpinion(lists: OpinionLists, { event, id }: OpinionChange): OpinionLists {
  switch (event) {
    case 'liked':
      return { ...lists, liked: first(lists.liked, id), disliked: without(lists.disliked, id) }
    case 'disliked':
      return { ...lists, disliked: first(lists.disliked, id), liked: without(lists.liked, id) }
    case 'unliked':
      return { ...lists, liked: without(lists.liked, id) }
    case 'undisliked':
      return { ...lists, disliked: without(lists.disliked, id) }
    case 'neverTrack':
      return { ...lists, never: first(lists.never, id) }
    case 'allowedTrack':
      return { ...lists, never: without(lists.never, id) }
    case 'neverArtist':
      return { ...lists, neverArtists: first(lists.neverArtists, id) }
    case 'allowedArtist':
      return { ...lists, neverArtists: without(lists.neverArtists, id) }
    default:
      return lists
  }
}

const without = (ids: readonly string[], id: string) => ids.filter((each) => each !== id)
const first = (ids: readonly string[], id: string) => [id, ...without(ids, id)]

/** What is to be stored when like or dislike is pressed: pressed again it is taken back, and one replaces the other. */
export function eventsOfPress(opinion: Opinion, pressed: 'liked' | 'disliked'): readonly PlayEvent[] {
  const takenBack = { liked: ['unliked'], disliked: ['undisliked'], none: [] } as const
  return opinion === pressed ? takenBack[opinion] : [...takenBack[opinion], pressed]
}

/**
 * The lists as the server has them, and what this browser said since, which an answer that was made before does not know.
 * @param said in order, the oldest first
 */
export function opinionsWith(stored: OpinionLists, said: readonly OpinionChange[]): OpinionLists {
  return said.reduce(withOpinion, stored)
}

/** What was said and may not have reached the database; no more than the outbox holds (`MAX_WAITING`). */
const MAX_SAID = 500

const NEVERS: ReadonlySet<PlayEvent> = new Set(['neverTrack', 'allowedTrack', 'neverArtist', 'allowedArtist'])

/** Of what is said of one thing, the last word counts. */
export function withSaid(said: readonly OpinionChange[], change: OpinionChange): readonly OpinionChange[] {
  const isReplaced = ({ event, id }: OpinionChange) =>
    id === change.id && NEVERS.has(event) === NEVERS.has(change.event)
  return [...said.filter((each) => !isReplaced(each)), change].slice(-MAX_SAID)
}

/** What the server does not have yet of what was said. */
export function withoutSettled(stored: OpinionLists, said: readonly OpinionChange[]): readonly OpinionChange[] {
  const [liked, disliked] = [new Set(stored.liked), new Set(stored.disliked)]
  const [never, neverArtists] = [new Set(stored.never), new Set(stored.neverArtists)]
  const isSettled = ({ event, id }: OpinionChange): boolean => {
    if (event === 'liked') return liked.has(id) && !disliked.has(id)
    if (event === 'disliked') return disliked.has(id) && !liked.has(id)
    if (event === 'neverTrack') return never.has(id)
    if (event === 'neverArtist') return neverArtists.has(id)
    const takenBack = { unliked: liked, undisliked: disliked, allowedTrack: never, allowedArtist: neverArtists }
    return !isTakingBack(event) || !takenBack[event].has(id)
  }
  return said.filter((change) => !isSettled(change))
}

type TakingBack = 'unliked' | 'undisliked' | 'allowedTrack' | 'allowedArtist'
const isTakingBack = (event: PlayEvent): event is TakingBack =>
  event === 'unliked' || event === 'undisliked' || event === 'allowedTrack' || event === 'allowedArtist'

/** The lists with one page more. */
export function withOpinionPage(lists: OpinionLists, page: RatedTracks): OpinionLists {
  return {
    liked: [...lists.liked, ...page.liked],
    disliked: [...lists.disliked, ...page.disliked],
    never: [...lists.never, ...page.never],
    neverArtists: [...lists.neverArtists, ...page.neverArtists],
  }
}
