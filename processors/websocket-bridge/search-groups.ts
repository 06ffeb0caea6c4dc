import type { AnswerOf, QueryOf, SearchKind, searchLibrary } from '../../schemas/http.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { albumItem, artistItem } from './entity-items.ts'
import { noWork } from './search/text-index.ts'
import type { Hit, SearchWork, TextIndex } from './search/text-index.ts'
import { askedFor, fitOf, fits, holds, searchedText } from './search/words.ts'
import type { Asked, Fit } from './search/words.ts'
import { byKey } from './track-list.ts'
import { trackItem } from './track-item.ts'

type SearchAnswer = AnswerOf<typeof searchLibrary>

/** A playlist of the listener who searches. */
export type NamedPlaylist = SearchAnswer['playlists'][number]

/** When less than this is found, a word may have a wrong letter. */
const FEW = 5
/** Behind all that is here, what is not here now. */
const NOT_HERE = 1e6

interface Group {
  readonly texts: TextIndex
  /** Of two that fit equally well, the one with the lower comes first. */
  readonly rank: (slot: number) => number
}

/** What fits the query best, by kind. @param playlists of the listener, a few hundred at most. */
export function searchGroups(
  content: Catalogue,
  { q, limit }: QueryOf<typeof searchLibrary>,
  playlists: readonly NamedPlaylist[],
  work: SearchWork = noWork(),
): SearchAnswer {
  const { albums, artists } = content.entities
  const groups = [
    // Who made more is looked for more often.
    { texts: artists.texts, rank: (slot: number) => -(artists.atSlot(slot)?.trackCount ?? 0) },
    { texts: albums.texts, rank: (slot: number) => -(albums.atSlot(slot)?.trackCount ?? 0) },
    { texts: content.texts, rank: (slot: number) => trackRank(content, slot) },
  ] as const
  const asked = askedFor(q)
  const named = playlistHits(playlists, asked, limit)
  const [artistHits = [], albumHits = [], trackHits = []] = hitsOf(groups, asked, named.length, limit, work)
  const artistItems = artistHits.flatMap(({ slot }) => artists.atSlot(slot) ?? []).map(artistItem)
  const albumItems = albumHits.flatMap(({ slot }) => albums.atSlot(slot) ?? []).map(albumItem)
  const trackItems = inLibraryOrder(content, trackHits).map((each) => trackItem(content, each))
  return {
    top: best([
      { kind: 'artist', fit: artistHits[0]?.fit, id: artistItems[0]?.artistId },
      { kind: 'album', fit: albumHits[0]?.fit, id: albumItems[0]?.albumId },
      { kind: 'track', fit: trackHits[0]?.fit, id: trackItems[0]?.trackId },
      { kind: 'playlist', fit: named[0]?.fit, id: named[0]?.playlist.playlistId },
    ]),
    artists: artistItems,
    albums: albumItems,
    tracks: trackItems,
    playlists: named.map(({ playlist }) => playlist),
  }
}

function trackRank({ bySlot }: Catalogue, slot: number): number {
  const reference = bySlot[slot]?.reference
  if (reference === undefined) return NOT_HERE
  return reference.title.length + (reference.absentSince === null ? 0 : NOT_HERE)
}

/** Those that fit equally well stand as in the library: an album whose name was typed in its order. */
function inLibraryOrder(content: Catalogue, hits: readonly Hit[]): readonly CatalogueEntry[] {
  return hits
    .flatMap(({ slot, fit }) => {
      const entry = content.bySlot[slot]
      return entry === undefined || entry === null ? [] : [{ entry, fit, rank: trackRank(content, slot) }]
    })
    .sort((a, b) => a.fit - b.fit || a.rank - b.rank || byKey(a.entry, b.entry))
    .map(({ entry }) => entry)
}

/** As typed; then with joined words, and where little is found, with a wrong letter. */
function hitsOf(
  groups: readonly Group[],
  asked: Asked,
  alreadyFound: number,
  limit: number,
  work: SearchWork,
): readonly (readonly Hit[])[] {
  const spent = groups.map(() => ({ ...noWork() }))
  const found = groups.map(({ texts, rank }, at) => [...texts.best(asked, limit, rank, spent[at])])
  const isFew = () => alreadyFound + found.reduce((sum, hits) => sum + hits.length, 0) < FEW
  const add = (at: number, more: readonly Hit[]) => {
    const hits = found[at] ?? []
    const known = new Set(hits.map(({ slot }) => slot))
    hits.push(...more.filter(({ slot }) => !known.has(slot)).slice(0, limit - hits.length))
  }
  const { joined } = asked
  if (joined !== null && isFew())
    for (const [at, { texts, rank }] of groups.entries())
      add(at, texts.best({ ...asked, words: joined }, limit, rank, spent[at]))
  if (asked.words.length > 0 && isFew())
    for (const [at, { texts, rank }] of groups.entries()) add(at, texts.nearly(asked, limit, rank, spent[at]))
  for (const each of spent) {
    work.postings += each.postings
    work.texts += each.texts
    work.branches += each.branches
  }
  return found
}

function playlistHits(
  playlists: readonly NamedPlaylist[],
  asked: Asked,
  limit: number,
): readonly { readonly playlist: NamedPlaylist; readonly fit: Fit }[] {
  if (asked.words.length === 0) return []
  return playlists
    .map((playlist) => ({ playlist, text: searchedText(playlist.name, []) }))
    .filter(({ text }) => asked.words.every((word) => holds(text, word)))
    .map(({ playlist, text }) => ({ playlist, fit: fitOf(text, asked) }))
    .sort((a, b) => a.fit - b.fit || (a.playlist.name < b.playlist.name ? -1 : 1))
    .slice(0, limit)
}

interface Candidate {
  readonly kind: SearchKind
  readonly fit: Fit | undefined
  readonly id: string | undefined
}

/** The one that fits best; of those that fit equally well the first. */
function best(candidates: readonly Candidate[]): SearchAnswer['top'] {
  let top: SearchAnswer['top'] = null
  let least: number = fits.fuzzy + 1
  for (const { kind, fit, id } of candidates) {
    if (fit === undefined || id === undefined || fit >= least) continue
    top = { kind, id }
    least = fit
  }
  return top
}
