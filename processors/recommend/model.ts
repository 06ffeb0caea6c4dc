import type { ListenerProfile, Play, RecommendedItem } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { TrackRelations } from '../shared/co-listening/track-relations.ts'
import type { TrackTraits } from './track-traits.ts'

/** The play that asks for a list, at its event time in epoch ms, and where it stands in its partition of `plays`. */
export interface Asking {
  readonly play: Play
  readonly at: number
  readonly offset: number
}

/** What a model may look up: views of the moment, which it must not change. */
export interface Knowledge {
  readonly index: LibraryIndex
  readonly traits: TrackTraits
  readonly relations: TrackRelations
}

export interface Ranking {
  /** Best first, ranks from 1. */
  readonly items: readonly RecommendedItem[]
  /** Tracks considered. */
  readonly candidates: number
}

/**
 * A way to recommend. `rank` is pure: the same profile, play and knowledge give the same list, and its chance comes from
 * a seed in the play. So models can be run side by side, replayed, and compared.
 */
export interface Model {
  readonly name: string
  /** Raised with every change that changes a list. */
  readonly version: number
  /** @param profile with the play counted in. */
  rank(profile: ListenerProfile, asking: Asking, knowledge: Knowledge): Ranking
}

/** How recommendations and feedback call a model, such as `neighbours-4`; without a colon, which ends it in a recommendation's id. */
export const modelId = ({ name, version }: Model): string => `${name}-${version}`
