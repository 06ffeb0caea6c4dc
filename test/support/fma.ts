import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { mp3, sine } from './audio.ts'

const SAMPLE_RATE_HZ = 44_100

export interface FmaRow {
  readonly id: number
  readonly subset: string
  readonly title?: string
  readonly artist?: string
  readonly album?: string
  readonly genreTop?: string
  /** As Python prints a list. */
  readonly genres?: string
  readonly genresAll?: string
  readonly licence?: string
  readonly number?: string
  readonly released?: string
  readonly biography?: string
  /** As the data set has it: -1 where there is none. */
  readonly albumId?: string
  readonly artistId?: string
}

/** The 52 columns of the real file, in its order and under its head of three lines. */
const COLUMNS = {
  album:
    'comments,date_created,date_released,engineer,favorites,id,information,listens,producer,tags,title,tracks,type',
  artist:
    'active_year_begin,active_year_end,associated_labels,bio,comments,date_created,favorites,id,latitude,location,longitude,members,name,related_projects,tags,website,wikipedia_page',
  set: 'split,subset',
  track:
    'bit_rate,comments,composer,date_created,date_recorded,duration,favorites,genre_top,genres,genres_all,information,interest,language_code,license,listens,lyricist,number,publisher,tags,title',
}
const COLUMN_NAMES = Object.entries(COLUMNS).flatMap(([group, names]) => names.split(',').map((name) => [group, name] as const)) // prettier-ignore
const HEAD = [0, 1].map((line) => `,${COLUMN_NAMES.map((column) => column[line]).join(',')}\n`).join('')

const GENRES = `genre_id,#tracks,parent,title,top_level
10,13845,0,Pop,10
17,12706,0,Folk,17
21,8389,0,Hip-Hop,21
76,5723,10,Experimental Pop,10
103,7268,17,Singer-Songwriter,17
`

function line(row: FmaRow): string {
  const { id, subset, title = `Title ${id}`, artist = `Artist ${id % 7}`, album = '', released = '2008-11-26' } = row
  const {
    genreTop = '',
    genres = '[]',
    genresAll = '[]',
    licence = '',
    number = '',
    biography = '',
    albumId = '-1',
    artistId = '',
  } = row
  // The length is that of the whole song, not of the clip.
  const values: Readonly<Record<string, string>> = {
    ...{ 'album.date_released': released, 'album.id': albumId, 'album.title': album, 'artist.bio': biography },
    ...{ 'artist.id': artistId, 'artist.name': artist, 'set.split': 'training', 'set.subset': subset },
    ...{ 'track.duration': '168', 'track.genre_top': genreTop, 'track.genres': genres, 'track.genres_all': genresAll },
    ...{ 'track.license': licence, 'track.number': number, 'track.title': title },
    ...{ 'album.information': '<p></p>', 'track.bit_rate': '256000', 'track.tags': '[]' },
  }
  const cells = COLUMN_NAMES.map(([group, name]) => quoted(values[`${group}.${name}`] ?? ''))
  return `${[String(id), ...cells].join(',')}\n`
}

const quoted = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

/** Writes fma_metadata; rows are taken one at a time, so that there may be any number of them. */
export async function writeFmaMetadata(folder: string, rows: Iterable<FmaRow>): Promise<void> {
  await mkdir(join(folder, 'fma_metadata'), { recursive: true })
  await writeFile(join(folder, 'fma_metadata/genres.csv'), GENRES)
  const out = createWriteStream(join(folder, 'fma_metadata/tracks.csv'))
  out.write(`${HEAD}track_id${','.repeat(COLUMN_NAMES.length)}\n`)
  for (const row of rows) if (!out.write(line(row))) await once(out, 'drain')
  out.end()
  await once(out, 'close')
}

/** As many rows as the data set has, or any other number, in the shares that its subsets have. */
export function* fmaRows(count: number): Generator<FmaRow> {
  for (let id = 1; id <= count; id += 1) {
    const subset = id % 13 === 0 ? 'small' : id % 6 === 0 ? 'medium' : 'large'
    yield {
      id,
      subset,
      genreTop: 'Folk',
      genres: '[17, 103]',
      genresAll: '[17, 103]',
      biography: `"I,\n${id}" `.repeat(20),
    }
  }
}

/** The shapes that the real table has: names that many ids share, albums by several artists, albums and tracks without an id. */
export function* rowsLikeTheTable(count: number): Generator<FmaRow> {
  for (let id = 1; id <= count; id += 1) {
    const album = Math.ceil(id / 7)
    const artist = album % 9 === 0 ? id : Math.ceil(album / 2)
    yield {
      id,
      subset: 'large',
      albumId: album % 50 === 0 ? '-1' : `${album}${id % 2 === 0 ? '' : '.0'}`,
      album: album % 10 === 5 ? 'Live at WFMU' : album % 33 === 0 ? '' : `Album ${album}`,
      artistId: String(artist),
      artist: artist % 20 === 0 ? 'Various Artists' : artist % 21 === 0 ? 'Cheese' : `Artist ${artist}`,
      released: `${2000 + (album % 3)}-01-01`,
      number: String((id % 7) + 1),
      genreTop: 'Folk',
      genres: '[17, 103]',
      biography: `"I,\n${id}" `.repeat(20),
    }
  }
}

/** A column of the table as it counts its albums or artists. */
export const distinctIds = (ids: readonly (string | undefined)[]): number =>
  new Set(ids.map(Number).filter((id) => Number.isInteger(id) && id > 0)).size

/** Where the audio of a track is: `fma_small/000/000002.mp3`. */
export function fmaPath(subset: string, id: number): string {
  const name = String(id).padStart(6, '0')
  return `fma_${subset}/${name.slice(0, 3)}/${name}.mp3`
}

/** Writes a fifth of a second of tone, another one for each track. */
export async function writeFmaAudio(folder: string, subset: string, id: number): Promise<void> {
  const file = join(folder, fmaPath(subset, id))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, await mp3([sine(SAMPLE_RATE_HZ / 5, 200 + id, SAMPLE_RATE_HZ)], SAMPLE_RATE_HZ))
}
