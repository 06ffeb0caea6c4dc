import type { AnswerOf, QueryOf, listTracks } from '../../schemas/http.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { hasCover, problemOf, sortedEntries, stateOf } from './catalogue.ts'
import { shownMessage, shownPath } from './shown-text.ts'
import { folded } from './track-order.ts'

export type TracksQuery = QueryOf<typeof listTracks>
export type TracksAnswer = AnswerOf<typeof listTracks>
export type TrackItem = TracksAnswer['items'][number]

/** A track as the player sees it. */
export function trackItem(content: Catalogue, { reference }: CatalogueEntry): TrackItem {
  const { trackId, title, artist, album, genres, year, trackNumber, library, absentSince } = reference
  const path = shownPath(reference.path)
  const hasArt = hasCover(reference)
  const durationMs = content.sounds.get(trackId)?.durationMs ?? reference.durationMs
  const state = stateOf(content, trackId)
  const problem = state === 'failed' ? problemOf(content, trackId) : null
  const item = { trackId, title, artist, album, genres, durationMs, year, trackNumber, path, hasArt, state }
  return {
    ...item,
    ...(absentSince === null ? {} : { absentSince }),
    ...(problem === null ? {} : { problem: { ...problem, message: shownMessage(problem.message, library) } }),
  }
}

/**
 * One page of the library. A cursor is a position in its order, so tracks that are added or removed between two pages make
 * no other track appear twice or not at all.
 */
export function pageOfTracks(content: Catalogue, query: TracksQuery): TracksAnswer {
  const entries = sortedEntries(content)
  const matches = matcher(query)
  const found: CatalogueEntry[] = []
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

function page(content: Catalogue, found: readonly CatalogueEntry[], more: boolean): TracksAnswer {
  const last = found.at(-1)
  return {
    items: found.map((entry) => trackItem(content, entry)),
    nextCursor: more && last !== undefined ? Buffer.from(last.sortKey, 'utf16le').toString('base64url') : null,
  }
}

function decoded(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString('utf16le')
}

function matcher(query: TracksQuery): (entry: CatalogueEntry) => boolean {
  const words = folded(query.q).split(/\s+/).filter(Boolean)
  const genre = query.genre === undefined ? null : folded(query.genre)
  const artist = query.artist === undefined ? null : folded(query.artist)
  return ({ reference, searchText }) =>
    words.every((word) => searchText.includes(word)) &&
    (genre === null || reference.genres.some((name) => folded(name) === genre)) &&
    (artist === null || folded(reference.artist) === artist)
}

/** The first index in a sorted list whose key comes after this one. */
function firstAfter(entries: readonly CatalogueEntry[], key: string): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle]?.sortKey ?? '') > key) high = middle
    else low = middle + 1
  }
  return low
}
