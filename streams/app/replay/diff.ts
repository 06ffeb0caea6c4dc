import type { ListenerId, Play, Recommendation, TrackId } from '../../../schemas/generated.ts'
import { mean, share } from './intervals.ts'
import type { Estimate } from './intervals.ts'
import { offPolicyValue } from './off-policy.ts'
import type { LoggedDraw, OffPolicyValue } from './off-policy.ts'

/** Items that are compared. */
const AT = 10

/** Why a list differs from the one that was recorded; null: it is the same, byte for byte. */
export type ListDifference =
  | 'not recorded'
  | 'no list'
  | 'index unavailable'
  | 'other model'
  | 'other index version'
  | 'other relations version'
  | 'other schema'
  | 'other content'
  | null

/** What one model, or the log, says to a play. */
export interface ComparedList {
  readonly list: Recommendation | null
  readonly difference: ListDifference
}

/** One play, and the list of each model. */
export interface ComparedPlay {
  readonly play: Play
  /** What was shown. */
  readonly recorded: Recommendation | null
  /** In the order of the models. */
  readonly lists: readonly ComparedList[]
}

/** Figures of one model. */
export interface ModelFigures {
  readonly model: string
  /** The share of the first ten that the list and the one that was shown have in common. */
  readonly overlap: Estimate | null
  /** Whether the next started track was among the first ten of the list before it. */
  readonly hits: Estimate | null
  readonly offPolicy: OffPolicyValue
  readonly equal: number
  readonly compared: number
  readonly differences: Readonly<Record<string, number>>
}

export interface DiffFigures {
  readonly models: readonly ModelFigures[]
  /** Of the list that was shown: listeners choose from what they see, so this is biased. */
  readonly recordedHits: Estimate | null
}

export interface Diff {
  /** Plays in event order. */
  add(compared: ComparedPlay): void
  figures(): DiffFigures
}

/** What lists a listener had when a track was started. */
interface Held {
  readonly recorded: Recommendation | null
  readonly lists: readonly (Recommendation | null)[]
}

/**
 * Compares the lists of models with what was shown and with what was played next. A next track is a track that a listener
 * starts; it is looked up in the lists before it, and counts only where every model and the log have one: so all columns rest
 * on the same plays.
 */
export function createDiff(models: readonly string[]): Diff {
  const held = new Map<ListenerId, Held>()
  const columns = models.map((model) => ({ model, overlaps: [] as number[], hits: 0, draws: [] as LoggedDraw[], equal: 0, compared: 0, differences: new Map<string, number>() })) // prettier-ignore
  let [starts, recordedHits] = [0, 0]
  const addStart = (track: TrackId, { recorded, lists }: Held) => {
    if (recorded === null || lists.includes(null)) return
    starts += 1
    recordedHits += Number(isHit(recorded, track))
    for (const [i, column] of columns.entries()) {
      const list = lists[i] ?? null
      if (list === null) continue
      column.hits += Number(isHit(list, track))
      const draw = drawOf(recorded, list, track)
      if (draw !== null) column.draws.push(draw)
    }
  }
  return {
    add({ play, recorded, lists }) {
      const before = held.get(play.listenerId)
      if (play.event === 'started' && before !== undefined) addStart(play.trackId, before)
      if (recorded !== null || lists.some(({ list }) => list !== null))
        held.set(play.listenerId, { recorded, lists: lists.map(({ list }) => list) })
      for (const [i, column] of columns.entries()) {
        const compared = lists[i]
        if (compared === undefined || (compared.list === null && recorded === null)) continue
        column.compared += 1
        if (compared.difference === null) column.equal += 1
        else column.differences.set(compared.difference, (column.differences.get(compared.difference) ?? 0) + 1)
        if (compared.list !== null && recorded !== null) column.overlaps.push(overlap(compared.list, recorded))
      }
    },
    figures: () => ({
      recordedHits: share(recordedHits, starts),
      models: columns.map(({ model, overlaps, hits, draws, equal, compared, differences }) => ({
        model,
        overlap: mean(overlaps),
        hits: share(hits, starts),
        offPolicy: offPolicyValue(draws),
        equal,
        compared,
        differences: Object.fromEntries([...differences].sort(([, a], [, b]) => b - a)),
      })),
    }),
  }
}

const firstOf = ({ items }: Recommendation): readonly TrackId[] => items.slice(0, AT).map(({ trackId }) => trackId)
const isHit = (list: Recommendation, track: TrackId): boolean => firstOf(list).includes(track)

/** Of 1: the tracks that two lists have in common among their first ten, of those of the longer one. */
export function overlap(a: Recommendation, b: Recommendation): number {
  const [first, second] = [firstOf(a), new Set(firstOf(b))]
  const longer = Math.max(first.length, second.size)
  return longer === 0 ? 1 : first.filter((id) => second.has(id)).length / longer
}

/**
 * The track that was drawn into the list that was shown, and whether the other model would have shown it there: its best track,
 * its own draws aside, that is not elsewhere in that list. Null when nothing was drawn, or more than one track: the chances of
 * a whole drawn list are not recorded.
 */
export function drawOf(shown: Recommendation, other: Recommendation, next: TrackId): LoggedDraw | null {
  const drawn = shown.items.filter(({ propensity }) => propensity > 0 && propensity < 1)
  const [item] = drawn
  if (item === undefined || drawn.length > 1) return null
  const elsewhere = new Set(shown.items.filter((each) => each !== item).map(({ trackId }) => trackId))
  const own = other.items.find(({ trackId, propensity }) => propensity === 1 && !elsewhere.has(trackId))
  if (own === undefined) return null
  return { propensity: item.propensity, isAgreed: own.trackId === item.trackId, reward: Number(next === item.trackId) }
}
