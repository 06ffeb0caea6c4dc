import { didWords } from './did-words.ts'
import { QUALITIES, listed } from './reasons.ts'
import type { Recommendation, Suggestion } from './recommendations.ts'

/** Distance within a group of features at which two sounds have nothing in common (`similarity/neighbour.ts`): 0 is the same. */
const FARTHEST = 2

/** One quality of a track beside that of the track which it resembles. */
export interface Quality {
  readonly name: string
  /** 0: nothing in common; 1: the same. */
  readonly likeness: number
}

/** The qualities that the record compares; none without a seed. */
export function qualitiesOf({ reason }: Pick<Suggestion, 'reason'>): readonly Quality[] {
  return QUALITIES.flatMap(([group, name]) => {
    const found = reason.apart.find((apart) => apart.group === group)
    return found === undefined ? [] : [{ name, likeness: Math.min(1, Math.max(0, 1 - found.distance / FARTHEST)) }]
  })
}

/** `closest in tempo, furthest in brightness`; empty where nothing is compared. */
export function extremesIn(qualities: readonly Quality[]): string {
  const sorted = qualities.toSorted((a, b) => b.likeness - a.likeness)
  const [closest, furthest] = [sorted.at(0), sorted.at(-1)]
  if (closest === undefined || furthest === undefined || closest === furthest) return ''
  return `Closest in ${closest.name}, furthest in ${furthest.name}.`
}

export interface PlayedAct {
  readonly event: string
  readonly trackId: string
  readonly playId: string
}

/** Acts that can be taken back one by one. */
const TAKEN_BACK: ReadonlySet<string> = new Set(['started', 'finished', 'skipped', 'liked', 'disliked'])

/** A play that a suggestion rests on. */
export interface PlayEvidence {
  readonly words: string
  /** Its record, as `topic/partition@offset`. */
  readonly record: string
  /** Null: it cannot be taken back from here. */
  readonly act: PlayedAct | null
  readonly offset: number
}

const SEED_EVENT: Readonly<Record<string, string>> = {
  like: 'liked',
  finish: 'finished',
  play: 'started',
  radio: 'wished',
}

/** The plays that a suggestion rests on, the newest first. */
export function evidenceOf(item: Suggestion, { causedBy }: Recommendation): readonly PlayEvidence[] {
  const { partition, offset, event, trackId, playId } = causedBy
  const { kind, seedTitle, seedOffset } = item.reason
  const cause: PlayEvidence = {
    words: didWords(causedBy.event, causedBy.title),
    record: recordName(partition, offset),
    act: trackId === null || !TAKEN_BACK.has(event) ? null : { event, trackId, playId },
    offset,
  }
  if (seedOffset === null || seedOffset === offset) return [cause]
  const seed: PlayEvidence = {
    words: didWords(SEED_EVENT[kind] ?? 'played', seedTitle),
    record: recordName(partition, seedOffset),
    act: null,
    offset: seedOffset,
  }
  return [cause, seed].sort((a, b) => b.offset - a.offset)
}

/** The numbers of the record, each with its name. */
export function numbersOf(
  item: Suggestion,
  { model, indexVersion, candidates, causedBy }: Recommendation,
  tookMs: number | null,
): readonly (readonly [name: string, value: string])[] {
  const chance = item.propensity < 1 ? `${(100 * item.propensity).toPrecision(2)} %` : 'certain'
  return [
    ['Score', item.score.toFixed(3)],
    ['Place', `${item.rank}${item.explored ? ', drawn by chance' : ''}`],
    ['Chance of being shown', chance],
    ['Candidates', candidates.toLocaleString('en')],
    ['Model', model],
    ['Index version', String(indexVersion)],
    ...(tookMs === null ? [] : [['From your act to the list', `${Math.round(tookMs)} ms`] as const]),
    ['Record', recordName(causedBy.partition, causedBy.offset)],
  ]
}

function recordName(partition: number, offset: number): string {
  return `plays/${partition}@${offset}`
}

/** Why, as a sentence with its qualities. */
export function sentenceOf(words: string, qualities: readonly Quality[]): string {
  const extremes = extremesIn(qualities)
  return [`${words}.`, extremes].filter((part) => part !== '').join(' ')
}

/** The same for those who do not see the bars. */
export function spokenQualities(qualities: readonly Quality[]): string {
  return listed(qualities.map(({ name, likeness }) => `${name} ${Math.round(100 * likeness)} percent`))
}
