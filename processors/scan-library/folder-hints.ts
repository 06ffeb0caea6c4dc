import { cleanText } from '../shared/text/clean-text.ts'
import { foldText } from '../shared/text/fold.ts'

/** What the folders of a file say of a track that has no tags. */
export interface FolderHints {
  readonly artist: string | null
  readonly album: string | null
  readonly year: number | null
  readonly discNumber: number | null
}

/** `CD 1`, `Disc 2`, `disk3`. */
const DISC = /^(?:cd|dis[ck])[\s._-]*(\d{1,2})$/iu
/** `Album (1999)`, `Album [1999]`, and `1999 - Album`, `(1999) Album`. */
const YEAR_LAST = /^(.*\S)\s*[([]((?:19|20)\d{2})[)\]]$/u
const YEAR_FIRST = /^(?:((?:19|20)\d{2})\s+[-–—]\s+|[([]((?:19|20)\d{2})[)\]]\s*)(\S.*)$/u
const BETWEEN_PARTS = /\s+[-–—]\s+/u
/** Names, folded, that programs give to folders of what they do not know, or of many artists. */
const NO_ARTIST: ReadonlySet<string> = new Set([
  'unknown',
  'unknown artist',
  'various',
  'various artists',
  'compilations',
])
const NO_ALBUM: ReadonlySet<string> = new Set(['unknown', 'unknown album', 'singles'])

const NOTHING: FolderHints = { artist: null, album: null, year: null, discNumber: null }

/**
 * Reads `Artist/Album (Year)/file` and `Artist - Album/file`, with a folder for each disc or without. One folder alone says
 * nothing: it is named after a genre as often as after an artist.
 * @param path below the library folder, with forward slashes.
 */
export function folderHints(path: string): FolderHints {
  const folders = path.split('/').slice(0, -1).map((name) => cleanText(name.replaceAll('_', ' '))) // prettier-ignore
  const disc = DISC.exec(folders.at(-1) ?? '')
  const discNumber = disc === null ? null : Number(disc[1]) || null
  const [last, above] = (disc === null ? folders : folders.slice(0, -1)).toReversed()
  if (last === undefined) return NOTHING
  const { name, year } = withoutYear(last)
  const [first, ...rest] = name.split(BETWEEN_PARTS)
  if (above === undefined) {
    const album = rest.join(' - ')
    return album === '' ? NOTHING : { artist: known(first, isNoArtist), album, year, discNumber }
  }
  const isRepeated = rest.length > 0 && foldText(first ?? '') === foldText(above)
  const album = known(isRepeated ? rest.join(' - ') : name, isNoAlbum)
  return { artist: known(above, isNoArtist), album, year: album === null ? null : year, discNumber }
}

function withoutYear(name: string): { readonly name: string; readonly year: number | null } {
  const last = YEAR_LAST.exec(name)
  if (last !== null) return { name: last[1] ?? name, year: Number(last[2]) }
  const first = YEAR_FIRST.exec(name)
  return first === null ? { name, year: null } : { name: first[3] ?? name, year: Number(first[1] ?? first[2]) }
}

const isNoArtist = (name: string): boolean => NO_ARTIST.has(foldText(name))
const isNoAlbum = (name: string): boolean => NO_ALBUM.has(foldText(name))

const known = (name: string | undefined, isUnknown: (name: string) => boolean): string | null =>
  name === undefined || name === '' || isUnknown(name) ? null : name
