import { cleanText } from '../../shared/text/clean-text.ts'

/** The subsets of the data set, each within the next. */
export const SUBSETS = ['small', 'medium', 'large', 'full'] as const
export type Subset = (typeof SUBSETS)[number]

/** One row of tracks.csv. */
export interface FmaTrack {
  readonly id: number
  /** The smallest subset that it is in. */
  readonly subset: Subset
  readonly title: string
  readonly artist: string
  readonly album: string
  /** By name, the main one first. */
  readonly genres: readonly string[]
  readonly year: number | null
  readonly trackNumber: number | null
  readonly licence: string | null
  /** Identities that the data set gives them; null where a row has none, or -1. */
  readonly albumId: string | null
  readonly artistId: string | null
}

/** The position of each column in a row. Names have two levels, since album and track both have a `title`. */
export type Columns = ReadonlyMap<string, number>

const NEEDED = ['set.subset', 'track.title', 'artist.name', 'album.title', 'track.genre_top', 'track.genres'] as const

/**
 * Parses the three header lines of tracks.csv: the groups, the names within them, and the name of the index column.
 * @throws {Error} naming the missing columns.
 */
export function columnsOf(groups: readonly string[], names: readonly string[], index: readonly string[]): Columns {
  const columns = new Map(names.map((name, at) => [`${groups[at] ?? ''}.${name}`, at]))
  const missing: string[] = NEEDED.filter((name) => !columns.has(name))
  if (index[0] !== 'track_id') missing.unshift('track_id in the third line')
  if (missing.length > 0) throw new Error(`tracks.csv has no ${missing.join(', no ')}: is it the one of fma_metadata?`)
  return columns
}

/**
 * One row; whatever it lacks is empty or null. Null: the row names no track.
 * @param genreNames by the identity that genres.csv gives them.
 */
export function fmaTrack(
  columns: Columns,
  row: readonly string[],
  genreNames: ReadonlyMap<number, string>,
): FmaTrack | null {
  const value = (name: string) => cleanText(row[columns.get(name) ?? -1] ?? '')
  const id = Number(row[0])
  if (!Number.isInteger(id) || id <= 0) return null
  const subset = value('set.subset')
  const ids = [...integersIn(value('track.genres')), ...integersIn(value('track.genres_all'))]
  const genres = [value('track.genre_top'), ...ids.map((genre) => genreNames.get(genre) ?? '')]
  return {
    id,
    subset: SUBSETS.find((known) => known === subset) ?? 'full',
    title: value('track.title'),
    artist: value('artist.name'),
    album: value('album.title'),
    genres: [...new Set(genres)].filter((genre) => genre !== ''),
    year: yearOf(value('album.date_released')) ?? yearOf(value('track.date_recorded')),
    trackNumber: whole(value('track.number')),
    licence: value('track.license') || null,
    albumId: identity(value('album.id')),
    artistId: identity(value('artist.id')),
  }
}

/** A list in Python's notation: `[76, 103]`. */
function integersIn(list: string): readonly number[] {
  return (list.match(/\d+/g) ?? []).map(Number)
}

/** Dates are `2008-11-26` or with a time. */
function yearOf(date: string): number | null {
  const year = Number(/^(\d{4})-/.exec(date)?.[1] ?? 0)
  return year > 0 ? year : null
}

function whole(text: string): number | null {
  const number = Number(text)
  return Number.isInteger(number) && number > 0 && number <= 9999 ? number : null
}

/** A whole number above 0, without the fraction that some writers give a column with gaps. */
function identity(text: string): string | null {
  const number = Number(text)
  return Number.isSafeInteger(number) && number > 0 ? String(number) : null
}

/** The identity of a track by the name of its file, as in `fma_small/000/000002.mp3`. Null: another kind of file. */
export function idOfPath(path: string): number | null {
  const digits = /\/(\d{6})\.\w+$/.exec(path)?.[1]
  return digits === undefined ? null : Number(digits)
}
