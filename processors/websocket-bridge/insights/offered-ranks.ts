import { LRUCache } from 'lru-cache'
import type { PlayEvent, Recommendation } from '../../../schemas/generated.ts'
import { murmur2 } from '../../../streams/engine/partition.ts'
import { hoursOf } from './hours.ts'

/** What became of the items of shown lists, by their rank and by whether they were drawn by chance. */

/** Lists have no more items, unless another program writes them. */
export const MAX_RANK = 20
/** As many as `recommend` knows a play to be taken from. */
const LISTS_HELD = 20
/** Listeners whose lists are held; the one whose last list is oldest makes room. */
export const MAX_HELD_LISTENERS = 2_000

const COUNTS = { offered: 0, started: 1, finished: 2, skipped: 3 } as const
const EACH = Object.keys(COUNTS).length
type Outcome = Exclude<keyof typeof COUNTS, 'offered'>
const OUTCOMES: Partial<Record<PlayEvent, Outcome>> = { started: 'started', finished: 'finished', skipped: 'skipped' }

export interface RankCounts extends Readonly<Record<keyof typeof COUNTS, number>> {
  readonly rank: number
  readonly explored: boolean
}

/** A list whose items may still be played. */
interface HeldList {
  readonly id: string
  /** Event time; counts are those of the hour in which the list was made. */
  readonly at: number
  /** Hashes of the tracks; beside each, the slot of its counts, and a bit for each outcome that was counted. */
  readonly tracks: Int32Array
  readonly slots: Uint8Array
  readonly seen: Uint8Array
  /** What was counted for which play, by its offset, to be subtracted when that is taken back: an outcome for each bit at most. */
  readonly counted: Map<number, { readonly item: number; readonly outcome: Outcome }>
}

export interface OfferedRanks {
  /** Takes the lists of one partition in their order; twins of a list that is held count once. @returns whether it was no twin. */
  apply(list: Recommendation, at: number): boolean
  /** By rank, those that were not drawn first; ranks that were not offered are left out. */
  between(from: number, to: number): readonly RankCounts[]
  oldest(): number | null
}

export function offeredRanks(mostListeners = MAX_HELD_LISTENERS): OfferedRanks {
  const held = new LRUCache<string, readonly HeldList[]>({ max: mostListeners })
  const hours = hoursOf(() => new Uint32Array(MAX_RANK * 2 * EACH))
  const count = (at: number, slot: number, what: keyof typeof COUNTS, change: 1 | -1 = 1) => {
    const counts = hours.at(at)
    const place = slot * EACH + COUNTS[what]
    if (counts !== null) counts[place] = Math.max(0, (counts[place] ?? 0) + change)
  }

  const subtract = (lists: readonly HeldList[], offsets: readonly number[]) => {
    for (const { at, slots, seen, counted } of offsets.length === 0 ? [] : lists) {
      for (const offset of offsets) {
        const known = counted.get(offset)
        if (known === undefined) continue
        counted.delete(offset)
        seen[known.item] = (seen[known.item] ?? 0) & ~(1 << COUNTS[known.outcome])
        count(at, slots[known.item] ?? 0, known.outcome, -1)
      }
    }
  }

  /** @returns the lists with the one that was played from in front, as `recommend` keeps them. */
  const withOutcome = (lists: readonly HeldList[], cause: Recommendation['causedBy']) => {
    const { takenFrom, trackId, event, offset, takesBack } = cause
    subtract(lists, takesBack)
    const from = takenFrom === null ? undefined : lists.find(({ id }) => id === takenFrom)
    if (from === undefined) return lists
    const outcome = takesBack.includes(offset) ? undefined : OUTCOMES[event]
    const item = trackId === null ? -1 : from.tracks.indexOf(hashOf(trackId))
    const bit = outcome === undefined ? 0 : 1 << COUNTS[outcome]
    const seen = from.seen[item] ?? 0
    if (outcome !== undefined && item >= 0 && (seen & bit) === 0) {
      from.seen[item] = seen | bit
      from.counted.set(offset, { item, outcome })
      count(from.at, from.slots[item] ?? 0, outcome)
    }
    return [from, ...lists.filter((list) => list !== from)]
  }

  return {
    apply(list, at) {
      const known = held.get(list.listenerId) ?? []
      if (known.some(({ id }) => id === list.recommendationId)) return false
      const after = withOutcome(known, list.causedBy)
      const items = list.items.filter(({ rank }) => rank >= 1 && rank <= MAX_RANK)
      const made: HeldList = {
        id: list.recommendationId,
        at,
        tracks: Int32Array.from(items, ({ trackId }) => hashOf(trackId)),
        slots: Uint8Array.from(items, (item) => (item.rank - 1) * 2 + Number(isExplored(item))),
        seen: new Uint8Array(items.length),
        counted: new Map(),
      }
      for (const slot of made.slots) count(at, slot, 'offered')
      held.set(list.listenerId, [made, ...after].slice(0, LISTS_HELD))
      return true
    },
    between(from, to) {
      const sums = new Float64Array(MAX_RANK * 2 * EACH)
      for (const counts of hours.between(from, to)) counts.forEach((each, i) => (sums[i] = (sums[i] ?? 0) + each))
      const of = (slot: number, what: keyof typeof COUNTS) => sums[slot * EACH + COUNTS[what]] ?? 0
      return Array.from({ length: MAX_RANK * 2 }, (_, slot): RankCounts => ({
        rank: (slot >> 1) + 1,
        explored: slot % 2 === 1,
        offered: of(slot, 'offered'),
        started: of(slot, 'started'),
        finished: of(slot, 'finished'),
        skipped: of(slot, 'skipped'),
      })).filter(({ offered }) => offered > 0)
    },
    oldest: () => hours.oldest(),
  }
}

/** Lists of earlier versions say it by the propensity alone. */
const isExplored = ({ explored, propensity }: Recommendation['items'][number]): boolean => explored || propensity < 1

const encoder = new TextEncoder()
const hashOf = (track: string): number => murmur2(encoder.encode(track)) | 0
