import { cleanText } from '../../shared/text/clean-text.ts'
import { foldText } from '../../shared/text/fold.ts'

/** What a file says of who made it, unclean. */
export interface RawCredits {
  /** The credit as it is shown, such as `Alpha & Beta feat. Gamma`; several of them are several names. */
  readonly credits: readonly string[]
  /** Names that the tags list one by one beside it; often empty. */
  readonly names: readonly string[]
  /** The title may name guests. */
  readonly title: string
  /** How many ids of artists the tags list; 0 when none. */
  readonly ids: number
}

export interface Credits {
  /** As it is shown. */
  readonly credit: string
  /** The names in it, each by itself; guests are not among them. */
  readonly names: readonly string[]
  readonly guests: readonly string[]
}

/** More names are not kept: an orchestra is one. */
export const MAX_NAMES = 50
/** Longer names are cut, in code points: a record with as many of them as it may have is still one that a broker takes. */
export const LONGEST_NAME = 200
/** In UTF-16 units: what may follow is no credit. */
const LONGEST_CREDIT = 10_000

/** One space between words, so that the patterns below cost no more than the text is long. */
const spaced = (text: string): string => text.slice(0, LONGEST_CREDIT).replace(/\s+/gu, ' ')

/**
 * Semicolons with a space, and slashes with one on each side, separate names; they are what programs write for several. A slash
 * or a semicolon without spaces is part of one (AC/DC, Steins;Gate). A comma, an ampersand and "and" are as well (Tyler, The
 * Creator; Simon & Garfunkel; Florence and the Machine), unless the tags list the names one by one, or as many ids of artists
 * as there are names then.
 */
const SEPARATOR = /\s?;\s|\s;|\s\/\s/
const JOINED = /,|\s(?:&|\+|and|und|et|y|e|x|vs\.?|with|meets)\s/i
const JOINED_OR_SLASH = new RegExp(`${JOINED.source}|/`, 'i')

/** What a guest is announced by. Without its dot it counts in lower case only: Little Feat is a band. */
const ANNOUNCED = /(?:^|\s)(?:[Ff]eat|[Ff]t|FEAT|FT)\.\s?(?=\S)|\s(?:feat|ft|[Ff]eaturing|FEATURING)\s(?=\S)/
const ANNOUNCED_IN_BRACKETS = /\s?[([]\s?(?:feat\.?|ft\.?|featuring)\s([^()[\]]+)[)\]]/i
/** In a title the word "featuring" announces in brackets only. */
const ANNOUNCED_IN_TITLE = /\s(?:feat|ft)\.\s(?=\S)/i
/** `(with Beta)`; what is in the brackets may be a part of the title: Sleeping (with the TV On). */
const WITH_IN_BRACKETS = /[([]\s?(?:with|w\/)\s([^()[\]]+)[)\]]/i

/** The names in a credit, and the guests in it and in the title. */
export function namesInCredits({ credits, names, title, ids }: RawCredits): Credits {
  const shown = credits
    .slice(0, 2 * MAX_NAMES)
    .map((each) => cleanText(spaced(each)))
    .filter(Boolean)
  const listed = distinct(eachName(names).flatMap((name) => atSlashes(name, shown)))
  const parts = eachName(shown).map(partOf)
  const main = distinct(parts.map((part) => part.main))
  const announced = [...parts.flatMap((part) => part.guests), ...guestsInTitle(title)]
  const found = listed.length > 0 ? withList(listed, announced) : withIds(main, distinct(announced), ids)
  const known = [...found.names, ...found.guests]
  const guests = distinct([...found.guests, ...withInTitle(title, known)])
  const isGuest = new Set(guests.map(foldText))
  const makers = found.names.filter((name) => !isGuest.has(foldText(name)))
  return {
    credit: cleanText(shown.length > 1 ? distinct(shown).join(', ') : (shown[0] ?? listed.join(', '))),
    // A guest alone is the one who made it.
    ...(makers.length > 0
      ? { names: makers.slice(0, MAX_NAMES), guests: guests.slice(0, MAX_NAMES) }
      : { names: distinct(known).slice(0, MAX_NAMES), guests: [] }),
  }
}

interface Found {
  readonly names: readonly string[]
  readonly guests: readonly string[]
}

interface Part {
  readonly main: string
  readonly guests: readonly string[]
}

function partOf(text: string): Part {
  const bracketed = ANNOUNCED_IN_BRACKETS.exec(text)
  if (bracketed !== null) return { main: text.replace(bracketed[0], ' '), guests: split(bracketed[1] ?? '') }
  const announced = ANNOUNCED.exec(text)
  if (announced === null) return { main: text, guests: [] }
  return { main: text.slice(0, announced.index), guests: split(text.slice(announced.index + announced[0].length)) }
}

function guestsInTitle(title: string): readonly string[] {
  const bracketed = ANNOUNCED_IN_BRACKETS.exec(title)?.[1]
  if (bracketed !== undefined) return split(bracketed)
  const announced = ANNOUNCED_IN_TITLE.exec(title)
  if (announced === null) return []
  // `Song feat. Beta (Remix)`, `Song feat. Beta - Live`
  const [guests = ''] = title.slice(announced.index + announced[0].length).split(/\s[([–—-]/)
  return split(guests)
}

/** Only those count that the tags name besides. */
function withInTitle(title: string, known: readonly string[]): readonly string[] {
  return known.length < 2 ? [] : among(known, split(WITH_IN_BRACKETS.exec(title)?.[1] ?? ''))
}

const split = (text: string): readonly string[] => text.split(ANNOUNCED).flatMap((each) => each.split(SEPARATOR))

/** Who of a list of names is a guest: whom a credit or the title announces. An announcement of nobody in it is a name itself. */
function withList(listed: readonly string[], announced: readonly string[]): Found {
  const keys = new Set(listed.map(foldText))
  const unlisted = announced.filter((text) => !pieces(text).some((piece) => keys.has(foldText(piece))))
  return { names: listed, guests: [...among(listed, announced), ...distinct(unlisted)] }
}

/** The names that are a text, or joined in one. */
function among(names: readonly string[], texts: readonly string[]): readonly string[] {
  const wanted = new Set(texts.flatMap(pieces).map(foldText))
  return wanted.size === 0 ? [] : names.filter((name) => wanted.has(foldText(name)))
}

const pieces = (text: string): readonly string[] => [text, ...text.split(JOINED)]

/** Splits joined names where that gives exactly as many as there are ids. */
function withIds(names: readonly string[], guests: readonly string[], ids: number): Found {
  if (ids > names.length + guests.length) {
    for (const joined of [JOINED, JOINED_OR_SLASH]) {
      const [each, guest] = [names, guests].map((list) => distinct(list.flatMap((name) => name.split(joined))))
      if (each !== undefined && guest !== undefined && each.length + guest.length === ids)
        return { names: each, guests: guest }
      if (each !== undefined && each.length + guests.length === ids) return { names: each, guests }
    }
  }
  return { names, guests }
}

/** Clean names, each once, however it is written. */
function distinct(names: readonly string[]): readonly string[] {
  const found = new Map<string, string>()
  for (const name of names) {
    const clean = shortened(cleanText(name))
    const key = foldText(clean) || clean
    if (clean !== '' && !found.has(key)) found.set(key, clean)
  }
  return [...found.values()]
}

function shortened(text: string): string {
  const points = Array.from(text)
  return points.length <= LONGEST_NAME ? text : points.slice(0, LONGEST_NAME).join('').trimEnd()
}

/** Names of people, each by itself: composers, say. */
export function namesOf(values: readonly string[]): readonly string[] {
  return distinct(eachName(values)).slice(0, MAX_NAMES)
}

/** A tag that has several values has one name in each. */
function eachName(values: readonly string[]): readonly string[] {
  const [first = '', ...more] = values
  return more.length > 0 ? values.slice(0, 2 * MAX_NAMES).map(spaced) : spaced(first).split(SEPARATOR)
}

/**
 * ID3v2.3 has no lists: programs join the names in one with slashes. Each must stand in the credit then; where the slash does
 * too it is part of a name.
 */
function atSlashes(name: string, credits: readonly string[]): readonly string[] {
  const parts = name.split('/')
  const isShown = (text: string) => credits.some((credit) => credit.includes(text))
  if (parts.length < 2 || !parts.every((part) => part !== '' && isShown(part))) return [name]
  return parts.slice(1).reduce<readonly string[]>(
    (names, part) => {
      const joined = `${names.at(-1) ?? ''}/${part}`
      return isShown(joined) ? [...names.slice(0, -1), joined] : [...names, part]
    },
    parts.slice(0, 1),
  )
}
