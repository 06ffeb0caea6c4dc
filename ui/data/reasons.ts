import type { Reason, Suggestion } from './recommendations.ts'

/** The radio that is on, as far as it is known: of which track, artist or genre. */
export interface Radio {
  readonly of: 'track' | 'artist' | 'genre'
  readonly trackId: string
  readonly title: string
  readonly artist: string
  readonly genre: string
}

/** Qualities of a sound under the names that people have for them, in the order in which they are shown. */
export const QUALITIES: readonly (readonly [group: string, name: string])[] = [
  ['tempo', 'tempo'],
  ['rhythm', 'rhythm'],
  ['harmony', 'harmony'],
  ['timbre', 'tone'],
  ['brightness', 'brightness'],
  ['texture', 'texture'],
  ['noisiness', 'grain'],
]

const NAMES = new Map(QUALITIES)

/** More likenesses than this are not read in a line. */
const MOST_NAMES = 2
/** Letters of a title within a reason: the whole reason then is three short lines, and is shown whole. */
const MOST_LETTERS = 40

const BECAUSE = { like: 'Because you liked', finish: 'Because you finished', play: 'Because you played' } as const

/** What is known of a suggestion when it says why. */
export type Reasoned = Pick<Suggestion, 'artist' | 'genres' | 'isNew' | 'reason'>

/**
 * Why something is suggested, in one line. While a radio is on, it says how the track belongs to it, or that it does not.
 * @param seed title of the track that it resembles, where it is known
 */
export function reasonWords(item: Reasoned, seed: string | null, radio: Radio | null): string {
  const seedTitle = seed === null ? null : shortened(seed)
  if (radio === null) return plainWords(item, seedTitle)
  const belongs = radioWords(item, radio, seedTitle)
  if (belongs !== null) return belongs
  const why = item.reason.kind === 'discover' ? '' : `: ${lowered(plainWords(item, seedTitle))}`
  return `Off the radio, to keep it open${why}`
}

/** Names of the qualities in which two sounds are most alike. */
export function alikeNames({ alike }: Pick<Reason, 'alike'>): readonly string[] {
  return alike.flatMap((group) => NAMES.get(group) ?? [])
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  return before.length === 0 ? last : `${before.join(', ')} and ${last}`
}

/** The first letter small, to go on after a colon; a name that begins so stays. */
export const lowered = (words: string): string => words.slice(0, 1).toLowerCase() + words.slice(1)

function plainWords({ isNew, reason }: Reasoned, seedTitle: string | null): string {
  const alike = alikeIn(reason)
  switch (reason.kind) {
    case 'discover':
      return 'Something new to try'
    case 'arrival': {
      const like = seedTitle === null ? '' : `ounds like ${seedTitle}${alike}`
      if (isNew) return like === '' ? 'New in your library' : `New in your library: s${like}`
      return like === '' ? 'Picked for you' : `S${like}`
    }
    case 'follow': {
      const who = reason.listeners === null ? 'Listeners' : `${reason.listeners} listeners`
      return `${who} who played ${seedTitle ?? 'what you played'} went on to this`
    }
    case 'radio':
      return seedTitle === null ? 'On your radio' : `Radio of ${seedTitle}${alike}`
    case 'unknown':
      return `Picked for you${alike}`
    case 'like':
    case 'finish':
    case 'play':
      return `${BECAUSE[reason.kind]} ${seedTitle ?? 'a track like it'}${alike}`
  }
}

function radioWords({ artist, genres, reason }: Reasoned, radio: Radio, seedTitle: string | null): string | null {
  if (radio.of === 'artist' && same(artist, radio.artist)) return `By ${radio.artist}, whose radio this is`
  if (radio.of === 'genre' && genres.some((genre) => same(genre, radio.genre))) return `${radio.genre}, as on the radio`
  if (reason.kind !== 'radio' && reason.seedTrackId !== radio.trackId) return null
  const title = radio.title === '' ? seedTitle : shortened(radio.title)
  return title === null ? `On the radio${alikeIn(reason)}` : `Like ${title} on the radio${alikeIn(reason)}`
}

function alikeIn(reason: Reason): string {
  const names = alikeNames(reason).slice(0, MOST_NAMES)
  return names.length === 0 ? '' : `, alike in ${listed(names)}`
}

/** A title of a line of its own within another line: longer ones end after a word. */
function shortened(title: string): string {
  const letters = Array.from(title).slice(0, MOST_LETTERS).join('')
  return letters === title ? title : `${letters.replace(/\s+\S*$/, '')}…`
}

const same = (a: string, b: string): boolean => b !== '' && a.trim().toLowerCase() === b.trim().toLowerCase()
