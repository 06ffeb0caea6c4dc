import type { TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { ItemMetadata, MetadataTable } from './item-metadata.ts'
import { CLUSTER_DISCOUNT } from './weights.ts'

/** Tracks of one artist and album in a list, as long as there are other candidates. */
const MAX_OF_ARTIST = 3
const MAX_OF_ALBUM = 2
/** Below this distance, and with durations this close, two tracks are taken for the same recording. */
const SAME_RECORDING_DISTANCE = 0.2
const SAME_DURATION_MS = 1_500

interface ScoredCandidate {
  readonly trackId: TrackId
  readonly score: number
  /** Its cluster of anchors; null for none. */
  readonly cluster: number | null
}

interface Recording {
  readonly id: TrackId
  readonly metadata: ItemMetadata
}

/** A candidate that is still to be picked. */
interface PoolEntry<T> extends Recording {
  readonly candidate: T
  /** The limits of its artist and album. */
  readonly limits: readonly { readonly key: string; readonly most: number }[]
  /** The number of picked recordings, from the first, that are known to be other recordings. */
  comparedWith: number
  isRemoved: boolean
}

/** The list so far, and what it allows. */
interface Picked<T> {
  readonly items: T[]
  readonly recordings: Recording[]
  /** By cluster: the product of the discounts of its picked items. */
  readonly discounts: Map<number, number>
  /** By artist and by album. */
  readonly counts: Map<string, number>
}

/**
 * Re-ranks greedily, in the manner of maximal marginal relevance (Carbonell and Goldstein 1998): each further item of one
 * cluster of anchors is discounted. At most a few items are of one artist and album, as long as there are others; never two
 * versions of one composition, nor one of `playing`. Equal scores go by id.
 */
export function diversify<T extends ScoredCandidate>(
  candidates: readonly T[],
  limit: number,
  playing: TrackId,
  { metadata, index }: { readonly metadata: MetadataTable; readonly index: LibraryIndex },
): readonly T[] {
  const pool = [...candidates]
    .sort((a, b) => b.score - a.score || (a.trackId < b.trackId ? -1 : 1))
    .map((candidate) => poolEntry(candidate, metadata.of(candidate.trackId)))
  const picked: Picked<T> = {
    items: [],
    recordings: [{ id: playing, metadata: metadata.of(playing) }],
    discounts: new Map(),
    counts: new Map(),
  }
  for (const isLimited of [true, false]) {
    while (picked.items.length < limit) {
      const best = bestOf(pool, picked, isLimited, index)
      if (best === null) break
      pick(best.entry, best.score, picked)
    }
  }
  return picked.items
}

function poolEntry<T extends ScoredCandidate>(candidate: T, metadata: ItemMetadata): PoolEntry<T> {
  const { artist, album } = metadata
  const limits = [
    ...(artist === '' ? [] : [{ key: `artist ${artist}`, most: MAX_OF_ARTIST }]),
    ...(album === '' ? [] : [{ key: `album ${artist} ${album}`, most: MAX_OF_ALBUM }]),
  ]
  return { candidate, id: candidate.trackId, metadata, limits, comparedWith: 0, isRemoved: false }
}

/** The entry with the largest discounted score; entries of a recording that is in the list are removed on the way. */
function bestOf<T extends ScoredCandidate>(
  pool: readonly PoolEntry<T>[],
  picked: Picked<T>,
  isLimited: boolean,
  index: LibraryIndex,
): { readonly entry: PoolEntry<T>; readonly score: number } | null {
  let best: { readonly entry: PoolEntry<T>; readonly score: number } | null = null
  for (const entry of pool) {
    // The pool is in order of score, which is an upper bound of the discounted score.
    if (best !== null && entry.candidate.score <= best.score) break
    const score = discountedScore(entry.candidate, picked.discounts)
    if (entry.isRemoved || (best !== null && score <= best.score)) continue
    if (isLimited && isAtLimit(entry, picked.counts)) continue
    if (isOtherRecording(entry, picked.recordings, index)) best = { entry, score }
    else entry.isRemoved = true
  }
  return best
}

function pick<T extends ScoredCandidate>(entry: PoolEntry<T>, score: number, picked: Picked<T>): void {
  const { candidate, limits } = entry
  entry.isRemoved = true
  picked.items.push({ ...candidate, score })
  picked.recordings.push(entry)
  for (const { key } of limits) picked.counts.set(key, (picked.counts.get(key) ?? 0) + 1)
  const { cluster } = candidate
  if (cluster !== null) picked.discounts.set(cluster, (picked.discounts.get(cluster) ?? 1) * CLUSTER_DISCOUNT)
}

const discountedScore = ({ score, cluster }: ScoredCandidate, discounts: ReadonlyMap<number, number>): number =>
  score > 0 && cluster !== null ? score * (discounts.get(cluster) ?? 1) : score

const isAtLimit = ({ limits }: Pick<PoolEntry<unknown>, 'limits'>, counts: ReadonlyMap<string, number>): boolean =>
  limits.some(({ key, most }) => (counts.get(key) ?? 0) >= most)

/** Each pair is compared once: an entry remembers how far down the list it was compared. */
function isOtherRecording(entry: PoolEntry<unknown>, recordings: readonly Recording[], index: LibraryIndex): boolean {
  for (let other = recordings[entry.comparedWith]; other !== undefined; other = recordings[entry.comparedWith]) {
    if (isSameRecording(other, entry, index)) return false
    entry.comparedWith += 1
  }
  return true
}

function isSameRecording(a: Recording, b: Recording, index: LibraryIndex): boolean {
  const { artist, composition, durationMs } = b.metadata
  if (composition !== '' && artist !== '' && composition === a.metadata.composition && artist === a.metadata.artist)
    return true
  if (durationMs === null || a.metadata.durationMs === null) return false
  if (Math.abs(durationMs - a.metadata.durationMs) > SAME_DURATION_MS) return false
  const distance = index.between(a.id, b.id)
  return distance !== null && distance < SAME_RECORDING_DISTANCE
}
