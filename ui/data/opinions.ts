import type { OpinionsMessage, PlayEvent } from '../../schemas/live.ts'
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

/** Of a track one opinion stands at a time, as the processor `keep-opinions` has it. */
const OF_TRACKS = ['liked', 'disliked', 'never'] as const

/** Which list an event puts its subject into, or takes it out of. */
const LIST_OF = {
  liked: { list: 'liked', isSaid: true },
  unliked: { list: 'liked', isSaid: false },
  disliked: { list: 'disliked', isSaid: true },
  undisliked: { list: 'disliked', isSaid: false },
  neverTrack: { list: 'never', isSaid: true },
  allowedTrack: { list: 'never', isSaid: false },
  neverArtist: { list: 'neverArtists', isSaid: true },
  allowedArtist: { list: 'neverArtists', isSaid: false },
} as const

const isOpinion = (event: PlayEvent): event is keyof typeof LIST_OF => event in LIST_OF

/** The lists after the listener said something: the newest comes first. */
export function withOpinion(lists: OpinionLists, { event, id }: OpinionChange): OpinionLists {
  if (!isOpinion(event)) return lists
  const { list, isSaid } = LIST_OF[event]
  if (!isSaid) return { ...lists, [list]: without(lists[list], id) }
  const others = list === 'neverArtists' ? [] : OF_TRACKS.filter((other) => other !== list)
  const cleared = Object.fromEntries(others.map((other) => [other, without(lists[other], id)]))
  return { ...lists, ...cleared, [list]: [id, ...without(lists[list], id)] }
}

/** The same list where the id is not in it: most lists are left alone by most changes. */
function without(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((each) => each !== id) : ids
}

/** What the server says that stands now of a track or an artist. */
export type OpinionNews = OpinionsMessage['items'][number]

export function withNews(lists: OpinionLists, { trackId, artistId, opinion }: OpinionNews): OpinionLists {
  if (artistId !== null) {
    const event = opinion === 'never' ? 'neverArtist' : 'allowedArtist'
    return withOpinion(lists, { event, id: artistId })
  }
  if (trackId === null) return lists
  const event = { liked: 'liked', disliked: 'disliked', never: 'neverTrack' } as const
  if (opinion !== 'none') return withOpinion(lists, { event: event[opinion], id: trackId })
  const { liked, disliked, never } = lists
  return {
    ...lists,
    liked: without(liked, trackId),
    disliked: without(disliked, trackId),
    never: without(never, trackId),
  }
}

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

/** Of what is said of one thing, the last word counts. */
export function withSaid(said: readonly OpinionChange[], change: OpinionChange): readonly OpinionChange[] {
  return [...said.filter(({ id }) => id !== change.id), change].slice(-MAX_SAID)
}

/** What the server does not have yet of what was said. */
export function withoutSettled(stored: OpinionLists, said: readonly OpinionChange[]): readonly OpinionChange[] {
  const sets = opinionSets(stored)
  return said.filter(({ event, id }) => isOpinion(event) && sets[LIST_OF[event].list].has(id) !== LIST_OF[event].isSaid)
}

export type OpinionSets = Readonly<Record<keyof OpinionLists, ReadonlySet<string>>>

export function opinionSets({ liked, disliked, never, neverArtists }: OpinionLists): OpinionSets {
  return {
    liked: new Set(liked),
    disliked: new Set(disliked),
    never: new Set(never),
    neverArtists: new Set(neverArtists),
  }
}

/** The lists with one page more. */
export function withOpinionPage(lists: OpinionLists, page: RatedTracks): OpinionLists {
  return {
    liked: [...lists.liked, ...page.liked],
    disliked: [...lists.disliked, ...page.disliked],
    never: [...lists.never, ...page.never],
    neverArtists: [...lists.neverArtists, ...page.neverArtists],
  }
}
