import type { AudioReference } from '../../schemas/generated.ts'
import { MAX_CLOCK_MS } from '../../schemas/live.ts'
import { folded, searchedText } from './search/words.ts'

/** A separator below every letter, so that a shorter name comes first. */
const SEPARATOR = '\u0000'

/** Above every letter that a tag may hold: what has no name comes last. */
export const NAMELESS = '\uffff'

/** Digits of a number in a name that count for its order. */
const MAX_DIGITS = 12

/** Where compilations without an album artist are: a track artist would scatter them. */
const COMPILATIONS = 'various artists'

/** A name by which things are in order, compared by UTF-16 unit: folded, "2" before "10", what has no name last. */
export function orderOf(name: string): string {
  const text = folded(name).replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(MAX_DIGITS, '0'))
  return text === '' ? NAMELESS : text
}

/** A track that is not here now comes behind all that are. */
const HERE = 'here'
const NOT_HERE = 'not here'

/** Where in a `sortKey` the name of the album artist begins; null for a track that is not here now. */
export function artistAt(key: string): number | null {
  return key.startsWith(HERE + SEPARATOR) ? HERE.length + SEPARATOR.length : null
}

/**
 * Places a track by album artist, album, disc, track number and title (their sort names, where tagged), behind all others while
 * it is not here now; unique, since its id comes last. Compared by UTF-16 unit.
 */
export function sortKey(reference: AudioReference): string {
  const { album, albumSort, albumArtist, albumArtistSort, title, titleSort } = reference
  const number = (value: number | null, none: string) => (value === null ? none : String(value).padStart(10, '0'))
  return [
    reference.absentSince === null ? HERE : NOT_HERE,
    orderOf(albumArtistSort ?? albumArtist ?? trackArtistOf(reference)),
    orderOf(albumSort ?? album),
    // A track that names no disc is on the first.
    number(reference.discNumber ?? 1, NAMELESS),
    number(reference.trackNumber, NAMELESS),
    orderOf(titleSort ?? title),
    reference.trackId,
  ].join(SEPARATOR)
}

/** Guests do not take a track out of its album. */
function trackArtistOf(reference: AudioReference): string {
  const { artist, artists, artistSort, featuredArtists, compilation } = reference
  if (compilation) return COMPILATIONS
  return featuredArtists.length > 0 && artists.length > 0 ? artists.join(', ') : (artistSort ?? artist)
}

const DIGITS_OF_TIME = 16

/** A moment by which things are in order, the latest first, what has none last. */
export function latestFirst(ms: number | null): string {
  return String(MAX_CLOCK_MS - Math.min(MAX_CLOCK_MS, Math.max(0, ms ?? 0))).padStart(DIGITS_OF_TIME, '0')
}

/** The moment in a key that begins with what `latestFirst` made, epoch ms. */
export function momentIn(key: string): number {
  return MAX_CLOCK_MS - Number(key.slice(0, DIGITS_OF_TIME))
}

/** Genres that a track is found by. */
const MAX_GENRES = 20
/** Artists of each kind that a track is found by. */
const MAX_ARTISTS = 20

/** Everybody who is named for a track, as displayed and each by itself. */
export function creditsOf(reference: AudioReference): readonly string[] {
  const { artist, albumArtist, artists, albumArtists, featuredArtists } = reference
  const some = (names: readonly string[]) => names.slice(0, MAX_ARTISTS)
  return [
    ...new Set([artist, albumArtist ?? '', ...some(artists), ...some(albumArtists), ...some(featuredArtists)]),
  ].filter(Boolean)
}

/** All that a search looks into. */
export function trackText(reference: AudioReference): string {
  const { title, album, genres, year, work, composers } = reference
  return searchedText(title, [
    ...creditsOf(reference),
    album,
    ...genres.slice(0, MAX_GENRES),
    String(year ?? ''),
    ...composers.slice(0, MAX_ARTISTS),
    work ?? '',
  ])
}
