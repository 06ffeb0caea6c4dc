import type { ListenerId, ListenerProfile, Recommendation } from '../../schemas/generated.ts'
import { recommendationId } from '../../schemas/generated.ts'
import type { Processor } from '../../streams/engine/processor.ts'
import { processor } from '../../streams/engine/processor.ts'
import type { Topic } from '../../streams/engine/topic.ts'
import { record } from '../../streams/engine/topic.ts'
import { listenerProfiles, plays, recommendations } from '../../schemas/topics.ts'
import { libraryIndex } from '../shared/similarity/library-index-table.ts'
import { trackRelations } from '../shared/co-listening/track-relations.ts'
import type { Model } from './model.ts'
import { modelId } from './model.ts'
import { emptyProfile, fold } from './profile.ts'
import { neighbours } from './rank.ts'
import { trackTraits } from './track-traits.ts'

/** A model that serves, or one that runs beside it: each has its own name, lists and profiles. */
export interface Recommender<N extends string> {
  /** Of the processor, and so its consumer group. */
  readonly name: string
  readonly model: Model
  readonly to: Topic<N, ListenerId, Recommendation>
  readonly changelog: Topic<string, ListenerId, ListenerProfile>
}

/**
 * Learns a listener's taste from every play, and answers each play that says something new with what to play next.
 *
 * A play changes the profile once and causes at most one recommendation, whose id comes from the play's position. Nothing is
 * suggested while the index is empty. The profile depends on the plays alone, the list also on the views of the moment,
 * whose versions it names.
 */
export function recommender<N extends string>({
  name,
  model,
  to,
  changelog,
}: Recommender<N>): Processor<ListenerProfile, typeof plays, Recommender<N>['to']> {
  const modelName = modelId(model)
  return processor({
    name,
    from: [plays],
    to: [to],
    changelog,
    reads: [libraryIndex, trackTraits, trackRelations],
    initial: emptyProfile,
    step(profile, { topic, key, value, timestamp, partition, offset }, read) {
      if (value === null) return { state: profile, emit: [] }
      const state = fold(profile, value, timestamp, offset)
      if (state === profile) return { state, emit: [] }
      const knowledge = { index: read(libraryIndex), traits: read(trackTraits), relations: read(trackRelations) }
      const { items, candidates } = model.rank(state, { play: value, at: timestamp, offset }, knowledge)
      if (items.length === 0) return { state, emit: [] }
      const recommendation = {
        recommendationId: recommendationId(`${modelName}:${topic}/${partition}/${offset}`),
        listenerId: key,
        model: modelName,
        relationsVersion: knowledge.relations.version,
        indexVersion: knowledge.index.version,
        causedBy: { topic, partition, offset, playId: value.playId, trackId: value.trackId, event: value.event },
        candidates,
        items,
      }
      return { state, emit: [record(to, key, recommendation, timestamp)] }
    },
  })
}

/** The model that serves. */
export const recommend = recommender({
  name: 'recommend',
  model: neighbours,
  to: recommendations,
  changelog: listenerProfiles,
})
