import type { Label } from './retrieval.ts'

export interface Agreement {
  /** Share of items whose label is the commonest of their cluster. */
  readonly purity: number
  /** Harmonic mean of homogeneity and completeness (A. Rosenberg and J. Hirschberg, "V-measure", 2007). */
  readonly vMeasure: number
}

/** How well clusters agree with labels; items whose label is not known are left out. Without any it is 0. */
export function agreement(clusters: readonly number[], labels: readonly Label[]): Agreement {
  const known = clusters.flatMap((cluster, i) => {
    const label = labels[i] ?? null
    return label === null ? [] : [{ cluster: String(cluster), label }]
  })
  if (known.length === 0) return { purity: 0, vMeasure: 0 }
  const byCluster = counts(known.map(({ cluster }) => cluster))
  const byLabel = counts(known.map(({ label }) => label))
  const both = counts(known.map(({ cluster, label }) => JSON.stringify([cluster, label])))
  const largest = new Map<string, number>()
  for (const [pair, count] of both) {
    const cluster = (JSON.parse(pair) as [string, string])[0] // written two lines above
    largest.set(cluster, Math.max(largest.get(cluster) ?? 0, count))
  }
  const [ofClusters, ofLabels, ofBoth] = [byCluster, byLabel, both].map((each) => entropy(each, known.length))
  // H(label | cluster) = H(both) - H(cluster), and the other way round.
  const homogeneity = share((ofBoth ?? 0) - (ofClusters ?? 0), ofLabels ?? 0)
  const completeness = share((ofBoth ?? 0) - (ofLabels ?? 0), ofClusters ?? 0)
  const sum = homogeneity + completeness
  return {
    purity: [...largest.values()].reduce((total, count) => total + count, 0) / known.length,
    vMeasure: sum > 0 ? (2 * homogeneity * completeness) / sum : 0,
  }
}

const share = (conditional: number, whole: number): number => (whole > 0 ? 1 - conditional / whole : 1)

function counts(keys: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const key of keys) found.set(key, (found.get(key) ?? 0) + 1)
  return found
}

const entropy = (found: ReadonlyMap<string, number>, total: number): number =>
  [...found.values()].reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0)

/**
 * Mean silhouette (P. Rousseeuw, 1987), -1 to 1: how much nearer items are to their own cluster than to the next one. Items alone
 * in a cluster count 0; with fewer than two clusters it is 0.
 */
export function silhouette(clusters: readonly number[], distance: (a: number, b: number) => number): number {
  const members = new Map<number, number[]>()
  clusters.forEach((cluster, i) => members.set(cluster, [...(members.get(cluster) ?? []), i]))
  if (members.size < 2) return 0
  const meanTo = (item: number, others: readonly number[]) =>
    others.reduce((sum, other) => sum + distance(item, other), 0) / others.length
  const scores = clusters.map((own, item) => {
    const mates = (members.get(own) ?? []).filter((other) => other !== item)
    if (mates.length === 0) return 0
    const within = meanTo(item, mates)
    const next = Math.min(
      ...[...members].filter(([cluster]) => cluster !== own).map(([, others]) => meanTo(item, others)),
    )
    return Math.max(within, next) > 0 ? (next - within) / Math.max(within, next) : 0
  })
  return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length)
}
