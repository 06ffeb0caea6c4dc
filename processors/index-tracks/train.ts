import { kmeans } from 'ml-kmeans'
import { murmur2 } from '../../streams/partition.ts'
import { distance, fitScaling, nearestCells, scale } from './space.ts'
import type { Centre, Scaling } from './space.ts'

/** k-means++ of ml-kmeans takes time with the product of sample, cells and dimensions: this keeps it within seconds. */
const MAX_SAMPLE = 2_000
/** A cell's centre is a mean of ten tracks at the least, on average. */
const MAX_CELLS = MAX_SAMPLE / 10
/** Searching costs cells + tracks / cells × probes: least near the square root. */
const cellsFor = (tracks: number): number => Math.min(Math.round(Math.sqrt(tracks)), MAX_CELLS)

const MAX_ITERATIONS = 20
/** Queries that recall is measured with. */
const MAX_QUERIES = 200
const RECALL_AT = 10
const RECALL_GOAL = 0.95

export interface TrainingTrack {
  readonly trackId: string
  /** Not scaled. */
  readonly vector: Float64Array
}

export interface Trained {
  readonly scaling: Scaling
  /** In scaled space, numbered from 0. */
  readonly centres: readonly (Centre & { readonly position: readonly number[] })[]
  /** The fewest cells a search must look into to reach the recall goal. */
  readonly probes: number
  /** Recall at 10 with so many probes, against exact search among the sample. */
  readonly measuredRecall: number
  readonly trainedOn: number
}

/**
 * Finds scaling and cells for some tracks: k-means (Lloyd, k-means++) on a sample. The same tracks and seed give the same
 * result, in whatever order they come.
 * @param tracks at least one.
 */
export function train(tracks: readonly TrainingTrack[], seed: number): Trained {
  const sample = sampled(tracks, MAX_SAMPLE, seed)
  const scaling = fitScaling(sample.map(({ vector }) => vector))
  const scaled = sample.map(({ vector }) => scale(vector, scaling))
  const centres = clustered(scaled, cellsFor(tracks.length), seed)
  return { scaling, centres, trainedOn: sample.length, ...measured(sample, scaled, centres, seed) }
}

/** The tracks whose seeded hash is lowest, by id: a sample that does not depend on their order. */
function sampled<T extends TrainingTrack>(tracks: readonly T[], size: number, seed: number): readonly T[] {
  const byHash = (track: T) => murmur2(new TextEncoder().encode(`${seed}/${track.trackId}`)) >>> 0
  const drawn =
    tracks.length <= size
      ? tracks
      : tracks
          .map((track) => ({ track, hash: byHash(track) }))
          .sort((a, b) => a.hash - b.hash || compareIds(a.track, b.track))
          .slice(0, size)
          .map(({ track }) => track)
  return [...drawn].sort(compareIds)
}

const compareIds = (a: TrainingTrack, b: TrainingTrack): number =>
  a.trackId < b.trackId ? -1 : Number(a.trackId > b.trackId)

/** With fewer different points than cells ml-kmeans gives some centres twice; cells that nothing is nearest to are left out. */
function clustered(scaled: readonly Float64Array[], cells: number, seed: number): Trained['centres'] {
  const points = scaled.map((vector) => [...vector])
  const { clusters, centroids } = kmeans(points, cells, { seed, maxIterations: MAX_ITERATIONS })
  const inhabited = new Set(clusters)
  return centroids.filter((_, cell) => inhabited.has(cell)).map((position, cell) => ({ cell, position }))
}

function measured(
  sample: readonly TrainingTrack[],
  scaled: readonly Float64Array[],
  centres: readonly Centre[],
  seed: number,
): Pick<Trained, 'probes' | 'measuredRecall'> {
  const cellOf = scaled.map((vector) => nearestCells(vector, centres)[0]?.cell ?? 0)
  const entries = sample.map(({ trackId, vector }, index) => ({ trackId, vector, index }))
  // How many true neighbours are found at the first cell that is looked into, at the second, and so on.
  const foundAt = centres.map(() => 0)
  let wanted = 0
  for (const { index: query } of sampled(entries, MAX_QUERIES, seed + 1)) {
    const point = scaled[query]
    if (point === undefined) continue
    const order = nearestCells(point, centres).map(({ cell }) => cell)
    const exact = scaled
      .map((other, index) => ({ index, distance: distance(point, other) }))
      .filter(({ index }) => index !== query)
      .sort((a, b) => a.distance - b.distance || a.index - b.index)
      .slice(0, RECALL_AT)
    for (const { index } of exact) {
      const place = order.indexOf(cellOf[index] ?? 0)
      foundAt[place] = (foundAt[place] ?? 0) + 1
      wanted += 1
    }
  }
  let found = 0
  for (const [place, count] of foundAt.entries()) {
    found += count
    if (found >= RECALL_GOAL * wanted) return { probes: place + 1, measuredRecall: wanted === 0 ? 1 : found / wanted }
  }
  return { probes: centres.length, measuredRecall: 1 }
}
