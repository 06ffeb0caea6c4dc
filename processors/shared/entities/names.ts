import { foldText } from '../text/fold.ts'

/** Of the punctuation only this tells a word apart from none: "Don't" and "Dont" are one. */
const APOSTROPHES = /'/g
const PUNCTUATION = /[\p{P}\s]+/gu

/**
 * What is compared where two names are taken for one: "Beyoncé" and "Beyonce", "AC/DC" and "AC-DC", "Drum & Bass" and "Drum
 * and Bass". A name of nothing but punctuation ("!!!") is compared by that. Ids are made from it: it may not change.
 */
export function identityKey(name: string): string {
  const folded = foldText(name)
  const words = folded.replace(APOSTROPHES, '').replaceAll('&', ' and ').replace(PUNCTUATION, ' ').trim()
  return words === '' ? folded : words
}

/** Names of no artist, which tags give where there are several, or none is known; by key. */
const SEVERAL: ReadonlySet<string> = new Set([
  ...['various artists', 'various', 'various artist', 'va', 'v a', 'vvaa', 'vv aa', 'aavv', 'aa vv', 'a a v v'],
  ...['varios artistas', 'artistes divers', 'diverse interpreten', 'verschiedene interpreten', 'artisti vari'],
])
const UNKNOWN: ReadonlySet<string> = new Set(['', 'unknown', '<unknown>', 'unknown artist', 'unknown album'])

/** The credit of an album by several artists, where its tags give none. */
export const VARIOUS_ARTISTS = 'Various Artists'

/** @param key see `identityKey` */
export const isSeveral = (key: string): boolean => SEVERAL.has(key)

/** @param key see `identityKey` */
export const isUnknown = (key: string): boolean => UNKNOWN.has(key)

const DISC_IN_TITLE =
  /^(.*\S)[\s,:_-]*[\s([{,:_-](?:cd|dis[ck])[\s._#-]*(\d{1,3})(?:\s*(?:of|\/)\s*\d{1,3})?\s*[)\]}]?$/iu
const DISC_FOLDER = /^(?:cd|dis[ck])[\s._#-]*(\d{1,3})(?!\d)/iu

/** A text that names a disc, taken apart. */
export interface DiscName {
  readonly rest: string
  /** Null: it names none. */
  readonly disc: number | null
}

/** The title of an album without the disc that it names at its end: `Mellon Collie (Disc 2)`, `The Wall CD1`. */
export function titleAndDisc(title: string): DiscName {
  const [, before = '', number] = DISC_IN_TITLE.exec(title) ?? []
  const rest = before.replace(/[\s,:_([{-]+$/u, '')
  return number === undefined || rest === '' ? { rest: title, disc: null } : { rest, disc: Number(number) }
}

/** The folder of an album, for a file in it or in the folder of one of its discs: `Album/CD2/01.flac`. */
export function albumFolder(path: string): DiscName {
  const folders = path.split('/').slice(0, -1)
  const number = DISC_FOLDER.exec(folders.at(-1) ?? '')?.[1]
  const rest = (number === undefined ? folders : folders.slice(0, -1)).join('/')
  return { rest, disc: number === undefined ? null : Number(number) }
}

/** The name to sort an artist by whose tags give none: "The Beatles" is among those with B. */
export function sortNameOf(name: string): string {
  const [, article, rest] = /^(The)\s+(\S.*)$/iu.exec(name) ?? []
  return article === undefined || rest === undefined ? name : `${rest}, ${article}`
}
