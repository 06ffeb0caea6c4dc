import type { AnswerOf, QueryOf, listTracks } from '../../schemas/http.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { entriesWith, hasCover, problemOf, stateOf } from './catalogue.ts'
import { shownMessage, shownPath } from './shown-text.ts'
import { BETWEEN_WORDS, piecesOfName, piecesOfWord } from './text-index.ts'
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
 * Words that a page may be compared with texts for: a millisecond's worth. Nearly all texts that lack a word are left out
 * before, so no search of a person comes near it.
 */
export const MAX_COMPARISONS = 20_000

/** What a search has cost. */
export interface SearchWork {
  comparisons: number
}

/**
 * One page of the library. A cursor is a position in its order, so tracks that are added or removed between two pages make
 * no other track appear twice or not at all. A page that costs too much ends early, with a cursor to go on from.
 */
export function pageOfTracks(
  content: Catalogue,
  query: TracksQuery,
  work: SearchWork = { comparisons: 0 },
): TracksAnswer {
  const after = query.cursor === undefined ? '' : decoded(query.cursor)
  const { pieces, matches } = matcher(query, work)
  const found: CatalogueEntry[] = []
  let compared: CatalogueEntry | undefined
  for (const entry of entriesWith(content, pieces, after)) {
    if (work.comparisons >= MAX_COMPARISONS) return page(content, found, compared)
    compared = entry
    if (!matches(entry)) continue
    if (found.length === query.limit) return page(content, found, found.at(-1))
    found.push(entry)
  }
  return page(content, found)
}

/** @param last the one after which the next page begins, if there is one. */
function page(content: Catalogue, found: readonly CatalogueEntry[], last?: CatalogueEntry): TracksAnswer {
  return {
    items: found.map((entry) => trackItem(content, entry)),
    nextCursor: last === undefined ? null : Buffer.from(last.sortKey, 'utf16le').toString('base64url'),
  }
}

function decoded(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString('utf16le')
}

interface Matcher {
  /** Those that a matching text has. */
  readonly pieces: readonly number[]
  readonly matches: (entry: CatalogueEntry) => boolean
}

function matcher(query: TracksQuery, work: SearchWork): Matcher {
  const words = wordsOf(query.q)
  const genre = query.genre === undefined ? null : folded(query.genre)
  const artist = query.artist === undefined ? null : folded(query.artist)
  const isIn = (text: string) => (word: string) => {
    work.comparisons += 1
    return text.includes(word)
  }
  return {
    pieces: [
      ...words.flatMap((word) => [...piecesOfWord(word)]),
      ...(genre === null ? [] : piecesOfName('genre', genre)),
      ...(artist === null ? [] : piecesOfName('artist', artist)),
    ],
    matches(entry) {
      work.comparisons += 1
      return (
        (artist === null || entry.artist === artist) &&
        (genre === null || entry.genres.includes(genre)) &&
        words.every(isIn(entry.searchText))
      )
    },
  }
}

/** The longest first, as they are the least likely to be in a text; what is part of another word is no word of its own. */
function wordsOf(q: string): readonly string[] {
  const all = [...new Set(folded(q).split(BETWEEN_WORDS).filter(Boolean))]
  return all
    .filter((word) => !all.some((other) => other !== word && other.includes(word)))
    .sort((a, b) => b.length - a.length)
}
