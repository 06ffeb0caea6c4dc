import type { HeldWish, Reason, SessionListen, TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { RecommendationRequest } from './model.ts'
import type { KnownListener, TrackPreference } from './preferences.ts'
import { dampedBySession, largestPositive, preferencesOf } from './preferences.ts'
import { withdraws } from './calm.ts'
import { playingIn } from './session-listen.ts'
import { NOW_PLAYING, RADIO } from './weights.ts'

/** Anchors of the short-term profile, of long-term preferences, and negative ones. */
const SHORT_TERM_ANCHORS = 3
const LONG_TERM_ANCHORS = 5
const NEGATIVE_ANCHORS = 5
/** The strongest long-term preferences, among which those of different clusters are chosen. */
const CONSIDERED = 30
/** Below this distance two anchors are of one cluster; it is also the distance below which tracks are shown as alike. */
const CLUSTER_DISTANCE = 1

/** A track around which candidates are searched (weight above 0), or from which they are kept away (below 0). */
export interface Anchor {
  readonly trackId: TrackId
  readonly weight: number
  readonly kind: Reason['kind']
  /** Anchors of the same sound form a cluster, which has the number of the first of them. */
  readonly cluster: number
  /** Offset of the newest play that the anchor rests on; null when it is not known any more. */
  readonly offset: number | null
}

type Unclustered = Omit<Anchor, 'cluster'>

/**
 * The anchors of a list: the playing track, the seed track of a radio, the short-term profile, and long-term preferences of
 * different clusters, so that one sound does not stand for all; with negative weights the tracks to keep away from.
 */
export function anchorsOf(
  known: KnownListener,
  { play, at, offset }: RecommendationRequest,
  intent: HeldWish | null,
  index: LibraryIndex,
): readonly Anchor[] {
  const preferences = preferencesOf(known, at, index)
  const begun = begunBy(known, play, offset)
  const playing = begun !== null && index.has(begun.trackId) ? begun.trackId : null
  const own = preferences.find(({ affinity }) => affinity.trackId === playing)
  const others = preferences.filter(({ affinity }) => affinity.trackId !== playing)
  const shortTerm = largestPositive(others, (each) => each.shortTerm).slice(0, SHORT_TERM_ANCHORS)
  const strongest = largestPositive(others, (each) => each.longTerm).slice(0, CONSIDERED)
  const longTerm = ofDifferentClusters(strongest, index)
  const negative = largestPositive(others, (each) => -each.longTerm - each.shortTerm).slice(0, NEGATIVE_ANCHORS)
  const damped = dampedBySession([...new Set([...shortTerm, ...longTerm])], preferences, index)
  return clustered(
    [
      ...(playing === null ? [] : [playingAnchor(playing, begun?.heardOffset ?? offset, own)]),
      ...(intent === null || intent.radio === 'none' || !index.has(intent.trackId)
        ? []
        : [{ trackId: intent.trackId, weight: RADIO, kind: 'radio' as const, offset: null }]),
      ...damped.filter((each) => each.longTerm + each.shortTerm > 0).map(anchorOf),
      ...negative.map(anchorOf),
    ],
    index,
  )
}

/**
 * The playing track, where a list rests on it: the one that the play begins, and the one that goes on playing when something is
 * taken back, so that the list is as if that had not been said.
 */
function begunBy(
  { profile }: KnownListener,
  { event, trackId, sessionId }: RecommendationRequest['play'],
  offset: number,
): Pick<SessionListen, 'trackId' | 'heardOffset'> | null {
  if (event === 'started') return { trackId, heardOffset: offset }
  return withdraws(event) ? playingIn(profile, sessionId) : null
}

function playingAnchor(trackId: TrackId, offset: number, known: TrackPreference | undefined): Unclustered {
  const preferred = known === undefined ? null : anchorOf(known)
  return {
    trackId,
    weight: NOW_PLAYING + (preferred?.weight ?? 0),
    kind: preferred?.kind ?? 'play',
    offset: preferred === null ? offset : preferred.offset,
  }
}

const anchorOf = ({ affinity, longTerm, shortTerm }: TrackPreference): Unclustered => ({
  trackId: affinity.trackId,
  weight: longTerm + shortTerm,
  kind: affinity.liked ? 'like' : affinity.finished > 0 ? 'finish' : 'play',
  offset: affinity.lastOffset,
})

/** Without repeated tracks; the weight of each is divided by the root of the number of anchors of its cluster and sign. */
function clustered(repeated: readonly Unclustered[], index: LibraryIndex): readonly Anchor[] {
  const anchors = repeated.filter((each, i, all) => all.findIndex(({ trackId }) => trackId === each.trackId) === i)
  const isSameCluster = sameClusterIn(anchors, index)
  const clusters = anchors.map((_, i) => anchors.findIndex((_other, other) => other === i || isSameCluster(other, i)))
  return anchors.map((anchor, i) => {
    const cluster = clusters[i] ?? i
    // Otherwise a sound with many tracks, liked or skipped, would outweigh another by their number alone.
    const isSameSign = (other: Unclustered) => other.weight > 0 === anchor.weight > 0
    const size = anchors.filter((other, k) => isSameSign(other) && clusters[k] === cluster).length
    return { ...anchor, cluster, weight: anchor.weight / Math.sqrt(size) }
  })
}

/** The strongest of each cluster; then, while there are fewer clusters than anchors, the others. */
function ofDifferentClusters(preferences: readonly TrackPreference[], index: LibraryIndex): readonly TrackPreference[] {
  const isSameCluster = sameClusterIn(preferences.map(({ affinity }) => affinity), index) // prettier-ignore
  const chosen: number[] = []
  for (const i of preferences.keys()) {
    if (chosen.length < LONG_TERM_ANCHORS && chosen.every((other) => !isSameCluster(other, i))) chosen.push(i)
  }
  const others = [...preferences.keys()].filter((i) => !chosen.includes(i))
  return [...chosen, ...others].slice(0, LONG_TERM_ANCHORS).flatMap((i) => preferences[i] ?? [])
}

/** Whether two of some tracks, by their positions, are of one cluster. */
function sameClusterIn(
  tracks: readonly { readonly trackId: TrackId }[],
  index: LibraryIndex,
): (a: number, b: number) => boolean {
  const ids = tracks.map(({ trackId }) => trackId)
  const distances = index.distances(ids, ids)
  return (a, b) => (distances[a * ids.length + b] ?? NaN) < CLUSTER_DISTANCE
}
