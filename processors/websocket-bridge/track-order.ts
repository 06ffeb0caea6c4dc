import type { AudioReference } from '../../schemas/generated.ts'
import { foldText } from '../shared/text/fold.ts'

/** Letters of a tag that count for order and search: a longer one is padding or an attack. */
const MAX_LETTERS = 120

/** A separator below every letter, so that a shorter name comes first. */
const SEPARATOR = '\u0000'

/** Above every letter that a tag may hold: what has no name comes last. */
const NAMELESS = '\uffff'

/** Text as it is compared, so that "Björk" and "bjork" are the same. */
export function folded(text: string): string {
  return foldText(text.slice(0, MAX_LETTERS))
}

/**
 * Places a track by artist, album, track number and title, behind all others while it is not here now; unique, since its id
 * comes last. Compared by UTF-16 unit.
 */
export function sortKey(reference: AudioReference): string {
  const name = (text: string) => folded(text) || NAMELESS
  return [
    reference.absentSince === null ? 'here' : 'not here',
    name(reference.albumArtist ?? reference.artist),
    name(reference.album),
    reference.trackNumber === null ? NAMELESS : String(reference.trackNumber).padStart(10, '0'),
    name(reference.title),
    reference.trackId,
  ].join(SEPARATOR)
}

/** All that a search looks into. */
export function searchText(reference: AudioReference): string {
  const { title, artist, album, albumArtist, genres, year } = reference
  return [title, artist, album, albumArtist ?? '', ...genres.slice(0, 20), String(year ?? '')]
    .map(folded)
    .join(SEPARATOR)
}
