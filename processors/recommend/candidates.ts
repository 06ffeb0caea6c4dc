import type { HeldWish, TrackId } from '../../schemas/generated.ts'
import type { NextItemCandidate } from '../shared/co-listening/model.ts'
import type { Anchor } from './anchors.ts'
import type { AudioScore } from './audio-score.ts'
import { audioScores } from './audio-score.ts'
import type { MetadataTable } from './item-metadata.ts'
import type { Excluded, ModelInputs, RecommendationRequest } from './model.ts'
import { nearestCandidates } from './nearest-candidates.ts'
import { neighbourCacheOf } from './neighbour-cache.ts'
import type { KnownListener } from './preferences.ts'
import { INTENT, NEW_ARRIVAL, NEXT_ITEM, NEXT_ITEM_MIDPOINT, POSITION_PRIOR } from './weights.ts'

/** Fallback candidates that are scored when the other sources do not fill a list. */
const MAX_FALLBACKS = 40
/** Next-item candidates of the co-listening model, and the tracks heard last that it is asked for. */
const MAX_NEXT_ITEMS = 30
const LAST_HEARD = 8
/** Tracks of the artist or genre of a radio. */
const MAX_OF_RADIO = 60

export interface ScoredTrack {
  readonly trackId: TrackId
  readonly score: number
  /** Its cluster of anchors; null for none. */
  readonly cluster: number | null
  readonly audio: AudioScore
  /** Null when the co-listening model did not give it. */
  readonly nextItem: { readonly candidate: NextItemCandidate; readonly bonus: number } | null
  readonly source: 'arrival' | 'radio' | 'fallback' | 'other'
}

export interface CandidateSearch {
  readonly anchors: readonly Anchor[]
  /** The session's intent; null for none. */
  readonly intent: HeldWish | null
  readonly exclude: Excluded
  /** The tracks of the list to stay near, with what each scores for it. */
  readonly stays: ReadonlyMap<TrackId, number>
  /** Above this number of candidates with a positive score, no fallback candidates are added. */
  readonly wanted: number
}

/** The tracks of each source besides the neighbours of the anchors. */
interface Sources {
  readonly nextItems: ReadonlyMap<TrackId, NextItemCandidate>
  readonly arrivals: ReadonlySet<TrackId>
  readonly radio: ReadonlySet<TrackId>
  /** What the listener has an affinity to, when the intent asks for known or for new tracks. */
  readonly familiar: ReadonlySet<TrackId>
}

/** Collects candidates from all sources and scores them; in no order. */
export function candidatesOf(
  known: KnownListener & { readonly heard: readonly TrackId[] },
  request: RecommendationRequest,
  search: CandidateSearch,
  inputs: ModelInputs,
): readonly ScoredTrack[] {
  const { index, metadata } = inputs
  const { anchors, intent, exclude, stays, wanted } = search
  const cache = neighbourCacheOf(index)
  const sources = sourcesOf(known, request, intent, inputs)
  const isEligible = (id: TrackId) => !exclude.has(id) && index.has(id)
  const considered = new Set(nearestCandidates(anchors, cache, exclude))
  for (const id of [
    ...sources.nextItems.keys(),
    ...sources.arrivals,
    ...sources.radio,
    ...stays.keys(),
    ...(intent !== null && intent.familiarity > 0 ? sources.familiar : []),
  ])
    if (isEligible(id)) considered.add(id)
  const bonus = (trackId: TrackId) =>
    (stays.get(trackId) ?? 0) + (intent === null ? 0 : intentBonus(trackId, intent, sources, metadata))
  const scored = audioScores([...considered], anchors, index).map((audio) =>
    scoredCandidate(audio, sources, bonus(audio.trackId)),
  )
  if (intent === null && scored.filter(({ score }) => score > 0).length >= wanted) return scored
  const fallbacks = fallbacksOf(
    cache.fallbackCandidates(metadata.absent),
    (id) => isEligible(id) && !considered.has(id),
  )
  return [
    ...scored,
    ...audioScores(fallbacks, anchors, index).map((audio, position): ScoredTrack => {
      const { trackId, cluster } = audio
      const score = audio.score + POSITION_PRIOR * position + bonus(trackId)
      return { trackId, score, cluster, audio, nextItem: null, source: 'fallback' }
    }),
  ]
}

function sourcesOf(
  { affinities, heard }: KnownListener & { readonly heard: readonly TrackId[] },
  { at }: RecommendationRequest,
  intent: HeldWish | null,
  { index, metadata, coListening }: ModelInputs,
): Sources {
  const history = heard.slice(0, LAST_HEARD).toReversed()
  const nextItems = coListening.nextItems(history, MAX_NEXT_ITEMS)
  const arrivals = metadata.arrivals(at)
  // When half of the library is that young, no track counts as an arrival.
  const isMostlyNew = 2 * arrivals.length > index.sizes.indexed
  return {
    nextItems: new Map(nextItems.map((candidate) => [candidate.trackId, candidate])),
    arrivals: new Set(isMostlyNew ? [] : arrivals.map(({ trackId }) => trackId)),
    radio: radioTracks(intent, metadata),
    familiar: new Set(intent !== null && intent.familiarity !== 0 ? affinities.map(({ trackId }) => trackId) : []),
  }
}

function scoredCandidate(audio: AudioScore, { nextItems, arrivals, radio }: Sources, bonus: number): ScoredTrack {
  const { trackId, cluster } = audio
  const candidate = nextItems.get(trackId)
  const nextItem = candidate === undefined ? null : { candidate, bonus: nextItemBonus(candidate) }
  const isArrival = arrivals.has(trackId)
  return {
    trackId,
    score: audio.score + (nextItem?.bonus ?? 0) + (isArrival ? NEW_ARRIVAL : 0) + bonus,
    cluster,
    audio,
    nextItem,
    source: isArrival ? 'arrival' : radio.has(trackId) ? 'radio' : 'other',
  }
}

/** A logistic function of the utility. */
const nextItemBonus = ({ utility }: NextItemCandidate): number =>
  NEXT_ITEM / (1 + Math.exp(NEXT_ITEM_MIDPOINT - utility))

function intentBonus(
  trackId: TrackId,
  { energy, familiarity }: HeldWish,
  { familiar, radio }: Sources,
  metadata: MetadataTable,
): number {
  return (
    INTENT *
    (energy * (2 * metadata.energyOf(trackId) - 1) +
      familiarity * (familiar.has(trackId) ? 1 : 0) +
      (radio.has(trackId) ? 1 : 0))
  )
}

const fallbacksOf = (all: readonly TrackId[], isEligible: (id: TrackId) => boolean): readonly TrackId[] =>
  all.filter((id) => isEligible(id)).slice(0, MAX_FALLBACKS)

function radioTracks(intent: HeldWish | null, metadata: MetadataTable): ReadonlySet<TrackId> {
  if (intent === null || (intent.radio !== 'artist' && intent.radio !== 'genre')) return new Set()
  const { artist } = metadata.of(intent.trackId)
  const all = intent.radio === 'artist' ? metadata.byArtist(artist) : metadata.byGenre(intent.genre)
  return new Set([...all].slice(0, MAX_OF_RADIO))
}
