import type { AnswerOf, QueryOf, listTracks } from '../../schemas/http.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { entriesAfter, entriesIn, hasCover, linkKey, wholeName, problemOf, stateOf } from './catalogue.ts'
import { cursorAt, keyAfter } from './cursor.ts'
import { idsOfAlbum, idsOfArtist, linksOf } from './links.ts'
import { playedType } from './media-type.ts'
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
export function trackItem(content: Catalogue, entry: CatalogueEntry): TrackItem {
  const { reference } = entry
  const { trackId, title, artist, album, genres, year, trackNumber, discNumber, library, absentSince, artVersion } =
    reference
  const path = shownPath(reference.path)
  const hasArt = hasCover(reference)
  const durationMs = content.sounds.get(trackId)?.durationMs ?? reference.durationMs
  const state = stateOf(content, trackId)
  const problem = state === 'failed' ? problemOf(content, trackId) : null
  const mediaType = playedType(reference.container, reference.codec, reference.path)
  const described = { genres, durationMs, year, trackNumber, discNumber, path, hasArt, mediaType, state }
  const item = { trackId, title, artist, album, ...described }
  return {
    ...item,
    ...(artVersion === null ? {} : { artVersion }),
    ...linksOf(content, entry),
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
  const after = keyAfter(query.cursor)
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
    nextCursor: last === undefined ? null : cursorAt(last),
  }
}

interface Candidates {
  /** Null: all tracks. */
  readonly slots: SlotSet | null
  /** Words that their texts have to hold. */
  readonly unproved: readonly string[]
}

/** Slots of the tracks that each of the filters lets through. */
function filtered(
  content: Catalogue,
  { genre, artist, albumId, artistId }: TracksQuery,
): readonly (readonly number[])[] {
  const { names } = content
  const linked = (kind: 'album-id' | 'artist-id', ids: readonly string[]) =>
    ids.flatMap((id) => names.of(linkKey(kind, id)))
  return [
    ...(genre === undefined ? [] : [names.of(wholeName('genre', genre))]),
    ...(artist === undefined ? [] : [names.of(wholeName('artist', artist))]),
    ...(albumId === undefined ? [] : [linked('album-id', idsOfAlbum(content, albumId))]),
    ...(artistId === undefined ? [] : [linked('artist-id', idsOfArtist(content, artistId))]),
  ]
}

function candidates(content: Catalogue, query: TracksQuery, work: SearchWork): Candidates {
  const count = content.bySlot.length
  const named = filtered(content, query)
  const asked = askedFor(query.q)
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
