import { kmeans } from 'ml-kmeans'
import { agreement, silhouette } from './clusters.ts'
import { hubness, ofOthers, retrieval } from './retrieval.ts'
import type { Label, Ranking } from './retrieval.ts'
import { mulberry32 } from '../../../processors/shared/random.ts'
import { distance } from '../../../processors/shared/similarity/space.ts'

/** One thing to be found, and what it is known as. */
export interface Item {
  readonly id: string
  readonly labels: Readonly<Record<LabelName, Label>>
}

export const LABEL_NAMES = ['track', 'genre', 'artist', 'album'] as const
export type LabelName = (typeof LABEL_NAMES)[number]

/** A way to compare: one point for each item. The first view is the one that is judged. */
export interface View {
  readonly subject: string
  readonly points: readonly Float64Array[]
}

/** One line of what `evaluate` prints. */
export interface Figure {
  readonly name: string
  readonly subject: string
  readonly metric: string
  readonly value: number
  readonly unit: string
  readonly peer?: string
  readonly ratio?: number
  readonly queries?: number
}

const PRECISION_AT = 10
const HUBNESS_AT = 10
const SEED = 1
const MAX_ITERATIONS = 50

/**
 * Every figure of every view, of chance, and of chance within the same genre. Search is exact: what an index loses against it
 * is the index's recall, which its codebook records. The peer of each figure is the second view, or chance.
 */
export function figuresOf(items: readonly Item[], views: readonly View[]): readonly Figure[] {
  const orders = [
    ...views.map(({ subject, points }) => ({ subject, ranking: nearestFirst(points) })),
    { subject: 'random', ranking: byChance(items, () => 0) },
    {
      subject: 'random of the same genre',
      ranking: byChance(items, (a, b) => Number(a.labels.genre !== b.labels.genre)),
    },
  ].filter(({ subject }) => subject !== 'random of the same genre' || items.some(({ labels }) => labels.genre !== null))
  const measured = [
    ...orders.flatMap(({ subject, ranking }) => {
      return retrievalFigures(items, subject, remembered(items.length, ranking)) // one at a time: each holds every pair
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

function retrievalFigures(items: readonly Item[], subject: string, ranking: Ranking): readonly Figure[] {
  const name = 'evaluate similarity'
  const labelsOf = (label: LabelName) => items.map(({ labels }) => labels[label])
  const others = ofOthers(labelsOf('artist'), labelsOf('album'))
  const tracks = retrieval(labelsOf('track'), ranking, PRECISION_AT)
  const figures: Figure[] = []
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
function clusterFigures(items: readonly Item[], { subject, points }: View): readonly Figure[] {
  const name = 'evaluate similarity'
  return (['genre', 'artist', 'album'] as const).flatMap((label): Figure[] => {
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

/** Exact search; equally near items by their place. */
export function nearestFirst(points: readonly Float64Array[]): Ranking {
  return (query) => {
    const from = points[query] ?? new Float64Array(0)
    return sortedOthers(points.length, query, (other) => distance(from, points[other] ?? from))
  }
}

function byChance(items: readonly Item[], apart: (a: Item, b: Item) => number): Ranking {
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

function remembered(count: number, ranking: Ranking): Ranking {
  const known = Array.from({ length: count }, (): readonly number[] | null => null)
  return (query) => (known[query] ??= ranking(query))
}
