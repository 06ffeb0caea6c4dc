import { checked } from '../../processors/shared/numeric.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kmeans } from 'ml-kmeans'
import { mulberry32 } from '../../processors/shared/random.ts'
import { clustered } from '../../processors/shared/similarity/training/cluster.ts'
import { createCellLists } from '../../processors/shared/similarity/ivf/cell-lists.ts'
import type { CellLists } from '../../processors/shared/similarity/ivf/cell-lists.ts'
import { lloyd } from '../../processors/shared/similarity/ivf/lloyd.ts'
import type { Rows } from '../../processors/shared/similarity/ivf/lloyd.ts'
import { measure } from '../../processors/shared/similarity/training/measure.ts'
import { cellsFor } from '../../processors/shared/similarity/training/train.ts'
import { median, withInterval } from './figures.ts'
import type { Figure } from './figures.ts'
import { openPeer } from './peers/nearest.ts'
import type { Peer, PeerName } from './peers/nearest.ts'

const DIMENSIONS = 40
const QUERIES = 1_000
const K = 10
const RECALL_GOAL = 0.95
const ROUNDS = 7
const SEARCH_S = 0.5
const SIZES = [10_000, 100_000]
const LARGE = 1_000_000
/** hnswlib takes minutes to add more. */
const MOST_FOR_HNSWLIB = 100_000
const GOALS = { faiss: 2, hnswlib: 1, additions: 10, training: 20, objective: 1.01, growth: 0.5 }

type Shape = 'clustered' | 'uniform'

/** The index beside faiss and hnswlib on the same vectors, and its training beside plain ml-kmeans; one thread each, processor time. */
export async function indexBench(
  progress: (line: string) => void,
  options: readonly string[] = [],
): Promise<readonly Figure[]> {
  const sizes = options.includes('--million') ? [...SIZES, LARGE] : SIZES
  const figures = trainingFigures(progress)
  for (const shape of ['clustered', 'uniform'] as const) {
    const perQuery: (readonly [number, number])[] = []
    for (const size of sizes) {
      progress(`${size} ${shape} vectors.`)
      const { figures: found, secondsPerQuery } = await searchFigures(size, shape, progress)
      figures.push(...found)
      perQuery.push([size, secondsPerQuery])
    }
    figures.push(growthFigure(shape, perQuery))
  }
  return figures
}

async function searchFigures(size: number, shape: Shape, progress: (line: string) => void) {
  const random = mulberry32(size)
  const make = vectorsOf(shape, random)
  const [vectors, queries] = [make(size), make(QUERIES)]
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-bench-'))
  const peer = await openPeer({
    folder,
    dimensions: DIMENSIONS,
    vectors,
    queries,
    recallGoal: RECALL_GOAL,
    hnswlib: size <= MOST_FOR_HNSWLIB,
    progress,
  })
  try {
    const subject = `${size} ${shape}`
    const rows = { rows: vectors, dimensions: DIMENSIONS }
    const trained = timed(() =>
      clustered(
        { rows: vectors.subarray(0, 64 * cellsFor(size) * DIMENSIONS), dimensions: DIMENSIONS },
        cellsFor(size),
        1,
      ),
    )
    const { probes } = measure(rows, trained.result)
    const filled = timed(() => filledOneByOne(rows, trained.result))
    const lists = filled.result
    const truth = peer?.truth ?? exactly(lists, queries)
    const recall = recallOf(lists, queries, truth, probes)
    const rounds = await searchRounds(lists, queries, probes, peer)
    const ours = median(rounds.ours)
    const figure = (metric: string, value: number, unit: string): Figure => ({
      name: 'index',
      subject,
      metric,
      value,
      unit,
    })
    const additions = size / filled.seconds
    const found: Figure[] = [
      { ...figure('recall@10', recall, 'of 1'), goal: RECALL_GOAL, met: recall >= RECALL_GOAL },
      figure('cells looked into', probes, `of ${lists.cells}`),
      figure('training', trained.seconds, 's'),
      figure('memory', lists.bytes / size, 'bytes a vector'),
    ]
    if (peer === null) {
      found.push(
        figure('searches, no peer: this machine has no Python', ours, 'per s'),
        figure('additions', additions, 'per s'),
      )
    }
    for (const name of peer?.names ?? []) {
      const goal = size === LARGE || name === 'faiss' ? GOALS.faiss : GOALS.hnswlib
      const { recall: theirs, setting } = peer?.ready[name] ?? { recall: 0, setting: 0 }
      const interval = withInterval(rounds[name].map((each, i) => (rounds.ours[i] ?? NaN) / each))
      found.push({
        ...figure('searches', ours, 'per s'),
        peer: `${name} (setting ${setting}, recall ${theirs.toFixed(3)})`,
        ...interval,
        goal,
        met: interval.low >= goal,
      })
    }
    for (const name of peer?.names ?? []) {
      const ratio = additions / (peer?.ready[name].addPerS ?? NaN)
      const aim = name === 'hnswlib' ? { goal: GOALS.additions, met: ratio >= GOALS.additions } : {}
      found.push({ ...figure('additions', additions, 'per s'), peer: name, ratio, ...aim })
    }
    return { figures: found, secondsPerQuery: 1 / ours }
  } finally {
    await peer?.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As index-tracks adds tracks: one by one, each into the cell that is found for it. */
function filledOneByOne({ rows }: Rows, centres: Float32Array): CellLists {
  const lists = createCellLists(DIMENSIONS, centres)
  for (let i = 0; i < rows.length / DIMENSIONS; i += 1) {
    const vector = rows.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)
    lists.add(i, vector, lists.nearestCell(vector).cell)
  }
  return lists
}

const queryAt = (queries: Float32Array, i: number): Float32Array =>
  queries.subarray((i % QUERIES) * DIMENSIONS, ((i % QUERIES) + 1) * DIMENSIONS)

function exactly(lists: CellLists, queries: Float32Array): Int32Array {
  const truth = new Int32Array(QUERIES * K)
  for (let i = 0; i < QUERIES; i += 1) truth.set(lists.search(queryAt(queries, i), K, lists.cells).slots, i * K)
  return truth
}

function recallOf(lists: CellLists, queries: Float32Array, truth: Int32Array, probes: number): number {
  let found = 0
  for (let i = 0; i < QUERIES; i += 1) {
    const wanted = new Set(truth.subarray(i * K, (i + 1) * K))
    for (const slot of lists.search(queryAt(queries, i), K, probes).slots) if (wanted.has(slot)) found += 1
  }
  return found / (QUERIES * K)
}

/** Searches per second of processor time, round by round: ours, the peers, ours again. */
async function searchRounds(lists: CellLists, queries: Float32Array, probes: number, peer: Peer | null) {
  const rounds: Record<'ours' | PeerName, number[]> = { ours: [], faiss: [], hnswlib: [] }
  searchesPerSecond(lists, queries, probes) // warm-up
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = searchesPerSecond(lists, queries, probes)
    for (const name of peer?.names ?? []) rounds[name].push((await peer?.round(name)) ?? NaN)
    rounds.ours.push((first + searchesPerSecond(lists, queries, probes)) / 2)
  }
  return rounds
}

function searchesPerSecond(lists: CellLists, queries: Float32Array, probes: number): number {
  const begun = process.cpuUsage()
  for (let done = 0; ; done += 64) {
    const { user, system } = process.cpuUsage(begun)
    const seconds = (user + system) / 1e6
    if (seconds >= SEARCH_S) return done / seconds
    for (let i = 0; i < 64; i += 1) lists.search(queryAt(queries, done + i), K, probes)
  }
}

/** The power of the size that the time of a query grows with. */
function growthFigure(shape: Shape, perQuery: readonly (readonly [number, number])[]): Figure {
  const [first, last] = [perQuery[0] ?? [1, 1], perQuery.at(-1) ?? [1, 1]]
  const value = Math.log(last[1] / first[1]) / Math.log(last[0] / first[0])
  return {
    name: 'index',
    subject: shape,
    metric: `growth of the time of a query from ${first[0]} to ${last[0]} vectors`,
    value,
    unit: 'as power of the size',
    goal: GOALS.growth,
    met: value <= GOALS.growth,
  }
}

function trainingFigures(progress: (line: string) => void): Figure[] {
  const [size, cells, rounds] = [10_000, 100, 5]
  progress(`Training ${cells} cells on ${size} vectors, beside plain ml-kmeans.`)
  const rows = { rows: vectorsOf('clustered', mulberry32(7))(size), dimensions: DIMENSIONS }
  const points = Array.from({ length: size }, (_, i) => [...rows.rows.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)])
  const speeds: number[] = []
  const objectives: number[] = []
  const seconds: number[] = []
  for (let seed = 1; seed <= rounds; seed += 1) {
    const first = timed(() => clustered(rows, cells, seed))
    const peer = timed(() => kmeans(points, cells, { seed }))
    const second = timed(() => clustered(rows, cells, seed))
    const ours = (first.seconds + second.seconds) / 2
    seconds.push(ours)
    speeds.push(peer.seconds / ours)
    objectives.push(lloyd(rows, first.result, 0).objective / lloyd(rows, Float32Array.from(peer.result.centroids.flat()), 0).objective) // prettier-ignore
  }
  const common = { name: 'index', subject: `training ${cells} cells on ${size} x ${DIMENSIONS}`, peer: 'ml-kmeans' }
  const speed = withInterval(speeds)
  const objective = withInterval(objectives)
  return [
    {
      ...common,
      metric: 'speed',
      value: median(seconds),
      unit: 's',
      ...speed,
      goal: GOALS.training,
      met: speed.low >= GOALS.training,
    },
    { ...common, metric: 'objective (less is better)', value: objective.ratio, unit: 'of the peer', ...objective, goal: GOALS.objective, met: objective.high <= GOALS.objective }, // prettier-ignore
  ]
}

function timed<R>(work: () => R): { readonly result: R; readonly seconds: number } {
  const begun = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(begun)
  return { result, seconds: (user + system) / 1e6 }
}

/** Clusters are a hundred Gaussian clouds of half the spread of their centres. */
function vectorsOf(shape: Shape, random: () => number): (count: number) => Float32Array {
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const middles = Float32Array.from({ length: 100 * DIMENSIONS }, gauss)
  return (count) => {
    const vectors = new Float32Array(count * DIMENSIONS)
    for (let i = 0; i < count; i += 1) {
      const middle = Math.floor(random() * 100) * DIMENSIONS
      for (let d = 0; d < DIMENSIONS; d += 1) {
        vectors[i * DIMENSIONS + d] = shape === 'uniform' ? random() : checked(middles[middle + d]) + 0.5 * gauss()
      }
    }
    return vectors
  }
}
