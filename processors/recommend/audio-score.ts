import type { TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { Nearness } from './nearness.ts'
import type { Seed } from './seeds.ts'
import { similarity } from './similarity.ts'

/** What the sound of a track says for it. */
export interface Sound {
  readonly trackId: TrackId
  /** The sum over all seeds of weight × similarity. */
  readonly score: number
  /** The seed that says most for it, and how much; null and 0 when none does. */
  readonly best: Seed | null
  readonly most: number
  /** The taste that says most for it; null when none does. */
  readonly taste: number | null
}

/** Neighbours of the seeds that are compared with every seed: the others are outdone by them. */
const COMPARED = 40

/** What the sound of each track says, in their order. */
export function soundsOf(trackIds: readonly TrackId[], seeds: readonly Seed[], index: LibraryIndex): readonly Sound[] {
  const distances = index.distances(
    seeds.map(({ trackId }) => trackId),
    trackIds,
  )
  const byTaste = new Float64Array(seeds.length)
  return trackIds.map((trackId, column) => {
    byTaste.fill(0)
    let score = 0
    let best: Seed | null = null
    let most = 0
    for (const [row, seed] of seeds.entries()) {
      const distance = distances[row * trackIds.length + column] ?? NaN
      if (Number.isNaN(distance)) continue
      const part = seed.weight * similarity(distance)
      score += part
      byTaste[seed.taste] = (byTaste[seed.taste] ?? 0) + part
      if (part > most) {
        most = part
        best = seed
      }
    }
    const taste = byTaste.reduce((top, sum, n) => (sum > (byTaste[top] ?? 0) ? n : top), 0)
    return { trackId, score, best, most, taste: best === null ? null : taste }
  })
}

/**
 * The neighbours of the seeds, most promising first by what the lists alone say, but as many of each taste: a weak one is
 * not crowded out before it is compared.
 */
export function nearTo(seeds: readonly Seed[], nearness: Nearness, exclude: ReadonlySet<TrackId>): readonly TrackId[] {
  const byTaste = new Map<number, Seed[]>()
  for (const seed of seeds) {
    if (seed.weight <= 0) continue
    const known = byTaste.get(seed.taste)
    if (known === undefined) byTaste.set(seed.taste, [seed])
    else known.push(seed)
  }
  const each = Math.ceil(COMPARED / Math.max(1, byTaste.size))
  return [...byTaste.values()].flatMap((ofTaste) => {
    const [seed, ...others] = ofTaste
    const isAlone = seed !== undefined && others.length === 0
    return largest(isAlone ? promises(seed, nearness, exclude, each) : sums(ofTaste, nearness, exclude), each)
  })
}

/** What the list of one seed says for the first tracks in it: as many as are wanted, and those that are as good as the last. */
function promises(
  { trackId, weight }: Seed,
  nearness: Nearness,
  exclude: ReadonlySet<TrackId>,
  wanted: number,
): ReadonlyMap<TrackId, number> {
  const { trackIds, similarities } = nearness.around(trackId)
  const found = new Map<TrackId, number>()
  let last = Infinity
  for (const [i, id] of trackIds.entries()) {
    if (exclude.has(id)) continue
    const promise = weight * (similarities[i] ?? 0)
    if (found.size >= wanted && promise < last) break
    found.set(id, promise)
    last = promise
  }
  return found
}

function sums(seeds: readonly Seed[], nearness: Nearness, exclude: ReadonlySet<TrackId>): ReadonlyMap<TrackId, number> {
  const found = new Map<TrackId, number>()
  for (const { trackId, weight } of seeds) {
    const { trackIds, similarities } = nearness.around(trackId)
    for (const [i, id] of trackIds.entries()) {
      if (!exclude.has(id)) found.set(id, (found.get(id) ?? 0) + weight * (similarities[i] ?? 0))
    }
  }
  return found
}

/** The keys of the largest numbers, those first, equal ones by key; the others, which are many more, are not put in order. */
function largest(numbers: ReadonlyMap<TrackId, number>, count: number): readonly TrackId[] {
  const [keys, values]: [TrackId[], number[]] = [[], []]
  for (const [key, value] of numbers) {
    let place = keys.length
    while (place > 0 && isLarger(value, key, values[place - 1] ?? 0, keys[place - 1] ?? key)) place -= 1
    if (place === count) continue
    keys.splice(place, 0, key)
    values.splice(place, 0, value)
    if (keys.length > count) {
      keys.pop()
      values.pop()
    }
  }
  return keys
}

const isLarger = (value: number, key: TrackId, than: number, its: TrackId): boolean =>
  value > than || (value === than && key < its)
