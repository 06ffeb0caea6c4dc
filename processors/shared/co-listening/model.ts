import type { TrackId } from '../../../schemas/generated.ts'
import type { Choice } from './choice.ts'
import { utility } from './choice.ts'
import { coListening } from './co-listening.ts'
import { fitToLast } from './held-out.ts'
import { largest } from './matrix.ts'
import { FEATURES, featuresOf } from './scoring.ts'
import { seededRandom } from '../random.ts'
import { sequencesOf } from './sequences.ts'
import type { Sequences } from './sequences.ts'

/** Tracks that relations are learned of: those played most. Learning then takes a second or two. */
const MAX_TRACKS = 2_000
/** Sources that a track is explained by, and tracks that are remembered to follow one. */
const SOURCES = 32
const FOLLOWERS = 24
/** So many listeners must have both before one is said to lead to the other: nobody's habit is shown to others. */
const MIN_SHARED = 2
const NEGATIVES = 40

/** A track that listeners of some others went on to. */
export interface Follower {
  readonly trackId: TrackId
  /** Log of the odds against a track drawn at random. */
  readonly utility: number
  /** The one of them that says most for it, and how many listeners have both. */
  readonly seed: TrackId
  readonly listeners: number
}

/** What is played together and one after another, learned at one moment. */
export interface Relations {
  /** @param history tracks, the newest last. @returns those that follow from it, the likeliest first. */
  followers(history: readonly TrackId[], limit: number): readonly Follower[]
}

/** What the sources of one target say, in `from` to `to` of the columns. */
interface Columns {
  readonly starts: Int32Array
  readonly source: Int32Array
  readonly next: Float32Array
  readonly together: Float32Array
  readonly followed: Float32Array
  readonly shared: Float32Array
}

/** Learns from histories, the newest track last; the same histories and seed give the same. */
export function learnRelations(histories: readonly (readonly TrackId[])[], seed: number): Relations {
  const { ids, sequences } = numbered(histories)
  const choice = fitToLast(sequences, drawnNegatives(sequences, seed))
  const model = coListening(sequences, SOURCES)
  const columns = columnsOf(sequences.size, (item) => model.target(item))
  const followersOf = invert(columns)
  const numbers = new Map(ids.map((id, number) => [id, number]))
  const dense = { next: row(ids.length), together: row(ids.length), followed: row(ids.length), shared: row(ids.length) }
  return {
    followers(history, limit) {
      const known = Int32Array.from(history.flatMap((id) => numbers.get(id) ?? []))
      const candidates = new Set<number>()
      for (const source of known) for (const target of followersOf[source] ?? []) candidates.add(target)
      const found = [...candidates].map((item) => {
        fill(dense, columns, item)
        const features = new Float64Array(FEATURES.length)
        featuresOf(
          { item, ...dense, sources: NO_SOURCES },
          model,
          { items: known, from: 0, to: known.length },
          features,
          0,
        )
        const seedNumber = strongestSource(known, dense)
        const listeners = Math.round(dense.shared[seedNumber] ?? 0)
        clear(dense, columns, item)
        return { item, seedNumber, listeners, utility: utility(choiceWithoutHeard(choice), features) }
      })
      return found
        .filter(({ listeners }) => listeners >= MIN_SHARED)
        .sort((a, b) => b.utility - a.utility || a.item - b.item)
        .slice(0, limit)
        .flatMap(({ item, seedNumber, listeners, utility: odds }) => {
          const [trackId, seedTrack] = [ids[item], ids[seedNumber]]
          return trackId === undefined || seedTrack === undefined
            ? []
            : [{ trackId, utility: odds, seed: seedTrack, listeners }]
        })
    },
  }
}

const NO_SOURCES = [new Int32Array(0), new Int32Array(0)] as const
const row = (size: number) => new Float64Array(size)

/** Whether a track was heard is for the ranking to judge, not for what others play. */
const choiceWithoutHeard = (choice: Choice): Choice => ({
  ...choice,
  weights: choice.weights.map((weight, f) => (FEATURES[f] === 'heard' ? 0 : weight)),
})

/** The tracks played most, by number; histories without the others. */
function numbered(histories: readonly (readonly TrackId[])[]): {
  readonly ids: readonly TrackId[]
  readonly sequences: Sequences
} {
  const plays = new Map<TrackId, number>()
  for (const history of histories) for (const id of history) plays.set(id, (plays.get(id) ?? 0) + 1)
  const ids = [...plays]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MAX_TRACKS)
    .map(([id]) => id)
  const numbers = new Map(ids.map((id, number) => [id, number]))
  const lists = histories.map((history) => history.flatMap((id) => numbers.get(id) ?? []))
  return { ids, sequences: sequencesOf(lists, ids.length) }
}

/** Other tracks for each listener, drawn by a seed. */
function drawnNegatives(sequences: Sequences, seed: number): Sequences {
  const random = seededRandom(seed)
  const { starts, items, size } = sequences
  const lists = Array.from({ length: starts.length - 1 }, (_, u) => {
    const own = new Set(items.subarray(starts[u] ?? 0, starts[u + 1] ?? 0))
    const drawn = Array.from({ length: NEGATIVES }, () => random.below(size)).filter((item) => !own.has(item))
    return drawn
  })
  return sequencesOf(lists, size)
}

function columnsOf(
  size: number,
  targetOf: (item: number) => ReturnType<ReturnType<typeof coListening>['target']>,
): Columns {
  const starts = new Int32Array(size + 1)
  const columns = {
    starts,
    source: new Int32Array(size * 2 * SOURCES),
    next: new Float32Array(size * 2 * SOURCES),
    together: new Float32Array(size * 2 * SOURCES),
    followed: new Float32Array(size * 2 * SOURCES),
    shared: new Float32Array(size * 2 * SOURCES),
  }
  let end = 0
  for (let item = 0; item < size; item += 1) {
    const { next, together, followed, shared, sources } = targetOf(item)
    for (const source of new Set([...sources[0], ...sources[1]])) {
      columns.source[end] = source
      columns.next[end] = next[source] ?? 0
      columns.together[end] = together[source] ?? 0
      columns.followed[end] = followed[source] ?? 0
      columns.shared[end] = shared[source] ?? 0
      end += 1
    }
    starts[item + 1] = end
  }
  return columns
}

/** For each source the targets that it says most for. */
function invert({ starts, source, next, together }: Columns): readonly Int32Array[] {
  const targets: number[][] = Array.from({ length: starts.length - 1 }, () => [])
  const strengths = targets.map(() => new Map<number, number>())
  for (let item = 0; item + 1 < starts.length; item += 1) {
    for (let k = starts[item] ?? 0; k < (starts[item + 1] ?? 0); k += 1) {
      const of = source[k] ?? 0
      targets[of]?.push(item)
      strengths[of]?.set(item, (next[k] ?? 0) + (together[k] ?? 0))
    }
  }
  return targets.map((items, of) => largest(Int32Array.from(items), (item) => strengths[of]?.get(item) ?? 0, FOLLOWERS))
}

type Dense = Readonly<Record<'next' | 'together' | 'followed' | 'shared', Float64Array>>

function fill(dense: Dense, { starts, source, next, together, followed, shared }: Columns, item: number): void {
  for (let k = starts[item] ?? 0; k < (starts[item + 1] ?? 0); k += 1) {
    const of = source[k] ?? 0
    dense.next[of] = next[k] ?? 0
    dense.together[of] = together[k] ?? 0
    dense.followed[of] = followed[k] ?? 0
    dense.shared[of] = shared[k] ?? 0
  }
}

function clear(dense: Dense, { starts, source }: Columns, item: number): void {
  for (let k = starts[item] ?? 0; k < (starts[item + 1] ?? 0); k += 1) {
    const of = source[k] ?? 0
    dense.next[of] = 0
    dense.together[of] = 0
    dense.followed[of] = 0
    dense.shared[of] = 0
  }
}

function strongestSource(history: Int32Array, { next, together }: Dense): number {
  let best = -1
  let most = -Infinity
  for (const source of history) {
    const says = (next[source] ?? 0) + (together[source] ?? 0)
    if (says >= most) [best, most] = [source, says]
  }
  return best
}
