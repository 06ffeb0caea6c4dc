import { kmeans } from 'ml-kmeans'
import { agreement, silhouette } from './clusters.ts'
import type { Figure } from './figures.ts'
import { hubness, ofOthers, retrieval } from './retrieval.ts'
import type { Label, Ranking } from './retrieval.ts'
import { mulberry32 } from '../../../processors/shared/random.ts'
import { distance } from '../../../processors/shared/similarity/space.ts'

/** An item and its labels. */
export interface Item {
  readonly id: string
  readonly labels: Readonly<Record<LabelName, Label>>
}

export const LABEL_NAMES = ['track', 'genre', 'artist', 'album'] as const
export type LabelName = (typeof LABEL_NAMES)[number]

/** A feature space: one point for each item. The first view is the one under test. */
export interface ComparedView {
  readonly subject: string
  readonly points: readonly Float64Array[]
}

/** A figure, and the number of queries that it is the mean of. */
export interface EvaluationFigure extends Figure {
  readonly queries?: number
}

const PRECISION_AT = 10
const HUBNESS_AT = 10
const SEED = 1
const MAX_ITERATIONS = 50

/**
 * All figures of all views, of a random ranking, and of a random ranking within the same genre. Search is exact: the loss of
 * an index against it is its recall, which the codebook records. The peer of each figure is the second view, or random.
 */
export function similarityFigures(items: readonly Item[], views: readonly ComparedView[]): readonly EvaluationFigure[] {
  const orders = [
    ...views.map(({ subject, points }) => ({ subject, ranking: nearestFirst(points) })),
    { subject: 'random', ranking: atRandom(items, () => 0) },
    {
      subject: 'random of the same genre',
      ranking: atRandom(items, (a, b) => Number(a.labels.genre !== b.labels.genre)),
    },
  ].filter(({ subject }) => subject !== 'random of the same genre' || items.some(({ labels }) => labels.genre !== null))
  const measured = [
    ...orders.flatMap(({ subject, ranking }) => {
      return retrievalFigures(items, subject, memoised(items.length, ranking)) // one at a time: a memoised ranking holds every pair
    }),
    ...views.flatMap((view) => clusterFigures(items, view)),
  ]
  const peer = orders[1]?.subject ?? 'random'
  return measured.map((figure) => {
    const beside = measured.find(({ subject, metric }) => subject === peer && metric === figure.metric)
    if (figure.subject === peer || beside === undefined || beside.value <= 0) return figure
    return { ...figure, peer, ratio: figure.value / beside.value }
  })
}

function retrievalFigures(items: readonly Item[], subject: string, ranking: Ranking): readonly EvaluationFigure[] {
  const name = 'evaluate similarity'
  const labelsOf = (label: LabelName) => items.map(({ labels }) => labels[label])
  const others = ofOthers(labelsOf('artist'), labelsOf('album'))
  const tracks = retrieval(labelsOf('track'), ranking, PRECISION_AT)
  const figures: EvaluationFigure[] = []
  const add = (metric: string, value: number, queries: number) => {
    if (queries > 0) figures.push({ name, subject, metric, value, unit: 'of 1', queries })
  }
  add('same-track hit@1', tracks.hitAt1, tracks.queries)
  add('same-track hit@5', tracks.hitAt5, tracks.queries)
  add('same-track mAP', tracks.meanAveragePrecision, tracks.queries)
  for (const label of ['genre', 'artist', 'album'] as const) {
    const all = retrieval(labelsOf(label), ranking, PRECISION_AT)
    add(`${label} precision@${PRECISION_AT}`, all.precision, all.queries)
    add(`${label} mAP`, all.meanAveragePrecision, all.queries)
    const filtered = retrieval(labelsOf(label), ranking, PRECISION_AT, others)
    const suffix = 'without same artist or album'
    add(`${label} precision@${PRECISION_AT} ${suffix}`, filtered.precision, filtered.queries)
    add(`${label} mAP ${suffix}`, filtered.meanAveragePrecision, filtered.queries)
  }
  const { skewness, neverFound } = hubness(items.length, ranking, HUBNESS_AT)
  figures.push(
    { name, subject, metric: `hubness skew@${HUBNESS_AT}`, value: skewness, unit: '' },
    { name, subject, metric: `never found@${HUBNESS_AT}`, value: neverFound, unit: 'of 1' },
  )
  return figures
}

/** k-means with as many clusters as a label has values. */
function clusterFigures(items: readonly Item[], { subject, points }: ComparedView): readonly EvaluationFigure[] {
  const name = 'evaluate similarity'
  return (['genre', 'artist', 'album'] as const).flatMap((label): EvaluationFigure[] => {
    const labels = items.map((item) => item.labels[label])
    const values = new Set(labels.filter((value) => value !== null)).size
    if (values < 2 || values >= items.length) return []
    const rows = points.map((point) => [...point])
    const { clusters } = kmeans(rows, values, { seed: SEED, maxIterations: MAX_ITERATIONS })
    const { purity, vMeasure } = agreement(clusters, labels)
    const apart = silhouette(clusters, (a, b) => distance(points[a] ?? [], points[b] ?? []))
    const metrics = { purity, 'V-measure': vMeasure, silhouette: apart }
    return Object.entries(metrics).map(([metric, value]) => {
      return { name, subject, metric: `${metric} of ${values} clusters by ${label}`, value, unit: '' }
    })
  })
}

/** Exact search; ties by position. */
export function nearestFirst(points: readonly Float64Array[]): Ranking {
  return (query) => {
    const from = points[query] ?? new Float64Array(0)
    return sortedOthers(points.length, query, (other) => distance(from, points[other] ?? from))
  }
}

function atRandom(items: readonly Item[], apart: (a: Item, b: Item) => number): Ranking {
  return (query) => {
    const random = mulberry32(SEED + query)
    const draws = items.map(() => random())
    return sortedOthers(items.length, query, (other) => {
      const [a, b] = [items[query], items[other]]
      return (a === undefined || b === undefined ? 0 : apart(a, b)) + (draws[other] ?? 0)
    })
  }
}

function sortedOthers(count: number, query: number, distanceTo: (other: number) => number): readonly number[] {
  return Array.from({ length: count }, (_, other) => ({ other, apart: distanceTo(other) }))
    .filter(({ other }) => other !== query)
    .sort((a, b) => a.apart - b.apart || a.other - b.other)
    .map(({ other }) => other)
}

function memoised(count: number, ranking: Ranking): Ranking {
  const known = Array.from({ length: count }, (): readonly number[] | null => null)
  return (query) => (known[query] ??= ranking(query))
}
