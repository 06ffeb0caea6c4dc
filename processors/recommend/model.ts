import type { ListenerProfile, Play, RecommendedItem, TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { CoListeningTable } from '../shared/co-listening/table.ts'
import type { MetadataTable } from './item-metadata.ts'

/** The play that a list answers, with its event time in epoch ms and its offset in its partition of `plays`. */
export interface RecommendationRequest {
  readonly play: Play
  readonly at: number
  readonly offset: number
}

/** Read-only tables as of the request. */
export interface ModelInputs {
  readonly index: LibraryIndex
  readonly metadata: MetadataTable
  readonly coListening: CoListeningTable
}

/** Tracks that are not to be suggested. */
export type Excluded = Pick<ReadonlySet<TrackId>, 'has'>

export interface RankedList {
  /** Best first, ranks from 1. */
  readonly items: readonly RecommendedItem[]
  /** Number of candidates that were scored. */
  readonly candidates: number
}

/**
 * A recommendation model. `rank` is pure: the same profile, request and inputs give the same list, and its randomness comes
 * from a seed in the play. So models can run side by side, be replayed, and be compared.
 */
export interface Model {
  readonly name: string
  /** Raised with every change that changes a list. */
  readonly version: number
  /** @param profile after the play was folded into it. */
  rank(profile: ListenerProfile, request: RecommendationRequest, inputs: ModelInputs): RankedList
}

/** The model's id in recommendations and feedback, such as `neighbours-5`; a colon ends it in the id of a recommendation. */
export const modelId = ({ name, version }: Model): string => `${name}-${version}`
