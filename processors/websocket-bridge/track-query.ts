import { trackId } from '../../schemas/generated.ts'
import type { AnswerOf, QueryOf, listNamedTracks, listTrackLetters, listTracks } from '../../schemas/http.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { entriesIn, linkKey, sortedEntries, standingIn, wholeName } from './catalogue.ts'
import { cursorAt, keyAfter, pageAfter } from './cursor.ts'
import { lettersIn } from './letters.ts'
import type { Letters } from './letters.ts'
import { idsOfAlbum, idsOfArtist } from './links.ts'
import { trackItem } from './track-item.ts'
import { artistAt } from './track-order.ts'
import { inBoth, slotSet } from './search/slot-set.ts'
import type { SlotSet } from './search/slot-set.ts'
import { noWork } from './search/text-index.ts'
import type { SearchWork } from './search/text-index.ts'
import { askedFor, holds } from './search/words.ts'

export type TracksQuery = QueryOf<typeof listTracks>
type Filters = QueryOf<typeof listTrackLetters>
export type TracksAnswer = AnswerOf<typeof listTracks>

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
  const { slots, unproved } = candidates(content, query, work)
  if (slots !== null && unproved.length > 0) return searchedPage(content, query, { slots, words: unproved }, work)
  const entries = slots === null ? sortedEntries(content) : [...entriesIn(content, slots)]
  return pageAfter(entries, query, (entry) => trackItem(content, entry))
}

/** The tracks that ids lead to, in the order of the ids. */
export function namedTracks(
  content: Catalogue,
  { ids }: QueryOf<typeof listNamedTracks>,
): AnswerOf<typeof listNamedTracks> {
  const entries = ids.flatMap((id) => content.entries.get(standingIn(content, trackId(id))) ?? [])
  return { items: entries.map((entry) => trackItem(content, entry)), nextCursor: null }
}

/** Where each letter begins in the list of `pageOfTracks`. */
export function lettersOfTracks(content: Catalogue, query: Filters): Letters {
  const slots = inAll(filtered(content, query), content.bySlot.length)
  const entries = slots === null ? sortedEntries(content) : entriesIn(content, slots)
  return lettersIn(entries, ({ sortKey }) => artistAt(sortKey))
}

/** A page of the candidates whose texts hold the words: how many there are is not known. */
function searchedPage(
  content: Catalogue,
  { cursor, offset = 0, limit }: TracksQuery,
  { slots, words }: { readonly slots: SlotSet; readonly words: readonly string[] },
  work: SearchWork,
): TracksAnswer {
  const found: CatalogueEntry[] = []
  let [looked, passed]: [CatalogueEntry | undefined, number] = [undefined, 0]
  for (const entry of entriesIn(content, slots, keyAfter(cursor))) {
    if (work.texts >= MAX_TEXTS) return page(content, found, looked)
    looked = entry
    if (!isProved(content, entry, words, work)) continue
    if (passed < offset) passed += 1
    else if (found.length === limit) return page(content, found, found.at(-1))
    else found.push(entry)
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
function filtered(content: Catalogue, { genre, artist, albumId, artistId }: Filters): readonly (readonly number[])[] {
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
  if (asked.words.length === 0) return { slots: inAll(named, count), unproved: [] }
  const typed = content.texts.matching(asked.words, work)
  const isNothing = typed.slots.size === 0 && asked.joined !== null
  const { slots, unproved } = isNothing ? content.texts.matching(asked.joined, work) : typed
  return { slots: named.reduce((set, each) => inBoth(set, [each], count), slots), unproved }
}

/** What is in each of several lists of slots; null: there is no list, so all are meant. */
function inAll(lists: readonly (readonly number[])[], count: number): SlotSet | null {
  const [first, ...others] = lists
  return first === undefined ? null : others.reduce((set, each) => inBoth(set, [each], count), slotSet([first], count))
}

function isProved(content: Catalogue, entry: CatalogueEntry, words: readonly string[], work: SearchWork): boolean {
  work.texts += 1
  const text = content.texts.textOf(entry.slot)
  return words.every((word) => holds(text, word))
}
