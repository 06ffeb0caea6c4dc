import { checked } from '../../../processors/shared/numeric.ts'

/** What an item is known as; null: not known, which is like nothing else. */
export type Label = string | null

/** For one query, all other items, the nearest first, by index. */
export type Ranking = (query: number) => readonly number[]

export interface Retrieval {
  /** Queries that had something to find. */
  readonly queries: number
  /** Mean share of relevant items among the first k. */
  readonly precision: number
  /** Mean over the queries of average precision over the whole ranking. */
  readonly meanAveragePrecision: number
  /** Share of queries with something relevant among the first, and among the first five. */
  readonly hitAt1: number
  readonly hitAt5: number
}

/**
 * How well a ranking finds items of the query's own label.
 * @param labels of every item.
 * @param k places that precision counts; fewer where there are fewer candidates.
 * @param isCandidate what may be in the list at all, such as tracks of other artists.
 */
export function retrieval(
  labels: readonly Label[],
  ranking: Ranking,
  k: number,
  isCandidate: (query: number, other: number) => boolean = () => true,
): Retrieval {
  let [queries, precision, averagePrecision, hitAt1, hitAt5] = [0, 0, 0, 0, 0]
  labels.forEach((label, query) => {
    const candidates = label === null ? [] : ranking(query).filter((other) => isCandidate(query, other))
    const relevant = candidates.map((other) => labels[other] === label)
    const wanted = relevant.filter(Boolean).length
    if (wanted === 0) return
    queries += 1
    const first = relevant.slice(0, k)
    precision += first.filter(Boolean).length / first.length
    let found = 0
    let sum = 0
    relevant.forEach((isRelevant, place) => {
      if (!isRelevant) return
      found += 1
      sum += found / (place + 1)
    })
    averagePrecision += sum / wanted
    hitAt1 += Number(relevant[0])
    hitAt5 += Number(relevant.slice(0, 5).includes(true))
  })
  const over = Math.max(1, queries)
  return {
    queries,
    precision: precision / over,
    meanAveragePrecision: averagePrecision / over,
    hitAt1: hitAt1 / over,
    hitAt5: hitAt5 / over,
  }
}

/** Neither of the query's artist nor of its album. What is not known is not the same. */
export function ofOthers(artists: readonly Label[], albums: readonly Label[]) {
  const differs = (labels: readonly Label[], a: number, b: number) => labels[a] == null || labels[a] !== labels[b]
  return (query: number, other: number): boolean => differs(artists, query, other) && differs(albums, query, other)
}

export interface Hubness {
  /** Skewness of how often each item is among the k nearest of others; 0 is even, above 1 there are hubs. */
  readonly skewness: number
  /** Share of items that are never among them. */
  readonly neverFound: number
}

/** @param k neighbours of each item (M. Radovanović et al., "Hubs in space", 2010). */
export function hubness(items: number, ranking: Ranking, k: number): Hubness {
  const occurrences = new Float64Array(items)
  for (let query = 0; query < items; query += 1) {
    for (const other of ranking(query).slice(0, k)) occurrences[other] = checked(occurrences[other]) + 1
  }
  const mean = occurrences.reduce((sum, count) => sum + count, 0) / Math.max(1, items)
  const moment = (power: number) => occurrences.reduce((sum, n) => sum + (n - mean) ** power, 0) / Math.max(1, items)
  const variance = moment(2)
  return {
    skewness: variance > 0 ? moment(3) / variance ** 1.5 : 0,
    neverFound: occurrences.filter((count) => count === 0).length / Math.max(1, items),
  }
}
