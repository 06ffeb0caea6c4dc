import type { AnswerOf, QueryOf, listTracks } from '../../schemas/http.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { entriesAfter, entriesIn, hasCover, nameKey, problemOf, stateOf } from './catalogue.ts'
import { shownMessage, shownPath } from './shown-text.ts'
import { inBoth, slotSet } from './search/slot-set.ts'
import type { SlotSet } from './search/slot-set.ts'
import { noWork } from './search/text-index.ts'
import type { SearchWork } from './search/text-index.ts'
import { askedFor, holds } from './search/words.ts'

export type TracksQuery = QueryOf<typeof listTracks>
export type TracksAnswer = AnswerOf<typeof listTracks>
export type TrackItem = TracksAnswer['items'][number]

/** A track as the player sees it. */
export function trackItem(content: Catalogue, { reference }: CatalogueEntry): TrackItem {
  const { trackId, title, artist, album, genres, year, trackNumber, library, absentSince, artVersion } = reference
  const path = shownPath(reference.path)
  const hasArt = hasCover(reference)
  const durationMs = content.sounds.get(trackId)?.durationMs ?? reference.durationMs
  const state = stateOf(content, trackId)
  const problem = state === 'failed' ? problemOf(content, trackId) : null
  const item = { trackId, title, artist, album, genres, durationMs, year, trackNumber, path, hasArt, state }
  return {
    ...item,
    ...(artVersion === null ? {} : { artVersion }),
    ...(absentSince === null ? {} : { absentSince }),
    ...(problem === null ? {} : { problem: { ...problem, message: shownMessage(problem.message, library) } }),
  }
}

/**
 * Texts that a page may look into: a millisecond's worth. Nearly all tracks that lack a word are left out before, so no search
 * of a person comes near it.
 */
export const MAX_TEXTS = 10_000

/**
 * One page of the library. A cursor is a position in its order, so tracks that are added or removed between two pages make
 * no other track appear twice or not at all. A page that costs too much ends early, with a cursor to go on from.
 */
export function pageOfTracks(content: Catalogue, query: TracksQuery, work: SearchWork = noWork()): TracksAnswer {
  const after = query.cursor === undefined ? '' : decoded(query.cursor)
  const { slots, unproved } = candidates(content, query, work)
  const found: CatalogueEntry[] = []
  let looked: CatalogueEntry | undefined
  for (const entry of slots === null ? entriesAfter(content, after) : entriesIn(content, slots, after)) {
    if (work.texts >= MAX_TEXTS) return page(content, found, looked)
    looked = entry
    if (!isProved(content, entry, unproved, work)) continue
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

interface Candidates {
  /** Null: all tracks. */
  readonly slots: SlotSet | null
  /** Words that their texts have to hold. */
  readonly unproved: readonly string[]
}

function candidates(content: Catalogue, { q, genre, artist }: TracksQuery, work: SearchWork): Candidates {
  const count = content.bySlot.length
  const named = [
    ...(genre === undefined ? [] : [content.names.of(nameKey('genre', genre))]),
    ...(artist === undefined ? [] : [content.names.of(nameKey('artist', artist))]),
  ]
  const asked = askedFor(q)
  if (asked.words.length === 0) return { slots: named.reduce<SlotSet | null>(within, null), unproved: [] }
  const typed = content.texts.matching(asked.words, work)
  const isNothing = typed.slots.size === 0 && asked.joined !== null
  const { slots, unproved } = isNothing ? content.texts.matching(asked.joined, work) : typed
  return { slots: named.reduce<SlotSet>(within, slots), unproved }

  function within(set: SlotSet | null, names: readonly number[]): SlotSet {
    return set === null ? slotSet([names], count) : inBoth(set, [names], count)
  }
}

function isProved(content: Catalogue, entry: CatalogueEntry, words: readonly string[], work: SearchWork): boolean {
  if (words.length === 0) return true
  work.texts += 1
  const text = content.texts.textOf(entry.slot)
  return words.every((word) => holds(text, word))
}
