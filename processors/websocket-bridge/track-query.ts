import { z } from 'zod'
import type { TrackId } from '../../schemas/generated.ts'
import type { Catalogue, Entry, TrackProblem, TrackState } from './catalogue.ts'
import { hasCover, sortedEntries, stateOf } from './catalogue.ts'
import { folded } from './track-order.ts'

const MAX_LIMIT = 500

/** How many items a page has: more than the most are cut to that. */
export const limitOf = (ordinary: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .transform((limit) => Math.min(limit, MAX_LIMIT))
    .default(ordinary)

/** The query of a list of tracks; `q` is words that must all occur, `genre` and `artist` are whole names. */
export const trackQuery = z.object({
  q: z.string().max(200).default(''),
  genre: z.string().max(200).optional(),
  artist: z.string().max(200).optional(),
  limit: limitOf(50),
  cursor: z.string().max(2000).optional(),
})
export type TrackQuery = z.infer<typeof trackQuery>

/** A track as the player sees it. */
export interface TrackItem {
  readonly trackId: TrackId
  readonly title: string
  readonly artist: string
  readonly album: string
  readonly genres: readonly string[]
  /** In milliseconds as it was heard, else as its container states it; null when neither is known. */
  readonly durationMs: number | null
  readonly year: number | null
  readonly trackNumber: number | null
  /** Below its library folder. */
  readonly path: string
  readonly hasArt: boolean
  readonly state: TrackState
  readonly problem?: TrackProblem
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Null: this is the last page. */
  readonly nextCursor: string | null
}

export function trackItem(content: Catalogue, { reference }: Entry): TrackItem {
  const { trackId, title, artist, album, genres, year, trackNumber, path } = reference
  const hasArt = hasCover(reference)
  const durationMs = content.sounds.get(trackId)?.durationMs ?? reference.durationMs
  const state = stateOf(content, trackId)
  const problem = state === 'failed' ? content.problems.get(trackId) : undefined
  const item = { trackId, title, artist, album, genres, durationMs, year, trackNumber, path, hasArt, state }
  return problem === undefined ? item : { ...item, problem }
}

/**
 * One page of the library. A cursor is a place in its order, so tracks that come or go meanwhile make no other track
 * appear twice or not at all.
 */
export function pageOfTracks(content: Catalogue, query: TrackQuery): Page<TrackItem> {
  const entries = sortedEntries(content)
  const matches = matcher(query)
  const found: Entry[] = []
  for (
    let i = query.cursor === undefined ? 0 : firstAfter(entries, decoded(query.cursor));
    i < entries.length;
    i += 1
  ) {
    const entry = entries[i]
    if (entry === undefined || !matches(entry)) continue
    if (found.length === query.limit) return page(content, found, true)
    found.push(entry)
  }
  return page(content, found, false)
}

function page(content: Catalogue, found: readonly Entry[], more: boolean): Page<TrackItem> {
  const last = found.at(-1)
  return {
    items: found.map((entry) => trackItem(content, entry)),
    nextCursor: more && last !== undefined ? Buffer.from(last.sortKey, 'utf16le').toString('base64url') : null,
  }
}

function decoded(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString('utf16le')
}

function matcher(query: TrackQuery): (entry: Entry) => boolean {
  const words = folded(query.q).split(/\s+/).filter(Boolean)
  const genre = query.genre === undefined ? null : folded(query.genre)
  const artist = query.artist === undefined ? null : folded(query.artist)
  return ({ reference, searchText }) =>
    words.every((word) => searchText.includes(word)) &&
    (genre === null || reference.genres.some((name) => folded(name) === genre)) &&
    (artist === null || folded(reference.artist) === artist)
}

/** The first place in a sorted list whose key comes after this one. */
function firstAfter(entries: readonly Entry[], key: string): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle]?.sortKey ?? '') > key) high = middle
    else low = middle + 1
  }
  return low
}
