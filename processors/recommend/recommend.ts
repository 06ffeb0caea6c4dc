import type { ListenerId, ListenerProfile, Recommendation } from '../../schemas/generated.ts'
import { recommendationId } from '../../schemas/generated.ts'
import type { Latency, Processor } from '../../streams/engine/processor.ts'
import { processor, Unprocessable } from '../../streams/engine/processor.ts'
import type { Topic } from '../../streams/engine/topic.ts'
import { record } from '../../streams/engine/topic.ts'
import { listenerProfiles, plays, recommendations } from '../../schemas/topics.ts'
import { libraryIndex } from '../shared/similarity/library-index-table.ts'
import { coListening } from '../shared/co-listening/table.ts'
import type { Model } from './model.ts'
import { modelId } from './model.ts'
import { overlongText } from '../../schemas/limits.ts'
import { idleSince } from './idle.ts'
import { neversOfTrack } from './nevers.ts'
import { emptyProfile, fold } from './profile.ts'
import { itemMetadata } from './item-metadata.ts'
import { standingTrack } from '../shared/aliases/track-aliases.ts'
import { aliased } from './aliased.ts'
import { takenFrom, withOffered } from './offered.ts'
import { takenBack } from './taken-back.ts'

/** The serving model or a shadow model: each has its own name, lists and profiles. */
export interface Recommender<P extends string, N extends string> {
  /** The name of the processor, and of its consumer group. */
  readonly name: P
  readonly model: Model
  readonly to: Topic<N, ListenerId, Recommendation>
  readonly changelog: Topic<string, ListenerId, ListenerProfile>
  readonly latency: Latency
  /** Whether listeners see its lists, so that plays can be taken from them. */
  readonly isShown: boolean
  /** Silence after which a listener who played little is forgotten; null: never. */
  readonly forgetAfterMs: number | null
}

/** Settings of every recommender. */
export type RecommenderSettings = Pick<Recommender<string, string>, 'forgetAfterMs'>

export const DEFAULT_SETTINGS: RecommenderSettings = { forgetAfterMs: 365 * 86_400_000 }

/**
 * Folds each play into the listener's profile, and answers each play that changes it with a ranked list.
 *
 * A play changes the profile once and causes at most one recommendation, whose id is derived from the play's position. No
 * list is made while the index is empty, nor in answer to an imported play: it would be one for a moment that is over, and
 * expire by that time. The next play that happens here is answered from all of them. The profile depends on the plays alone,
 * but for the lists that were offered; the list depends also on the tables as of the request, and names their versions.
 *
 * The recommendation says whether the play was taken from an earlier list of this model to this listener: the id in a play
 * is what a player claims, and only this processor knows what it offered.
 */
export function recommender<P extends string, N extends string>({
  name,
  model,
  to,
  changelog,
  latency,
  isShown,
  forgetAfterMs,
}: Recommender<P, N>): Processor<ListenerProfile, typeof plays, Recommender<P, N>['to']> & { readonly name: P } {
  const modelName = modelId(model)
  /** A listener who comes back starts from an empty profile, whether the profile was already removed or not: so a replay gives the same. */
  const isForgotten = (profile: ListenerProfile, at: number) => {
    const since = forgetAfterMs === null ? null : idleSince(profile)
    return since !== null && forgetAfterMs !== null && at - since >= forgetAfterMs
  }
  return processor({
    name,
    from: [plays],
    to: [to],
    changelog,
    reads: [libraryIndex, itemMetadata, coListening],
    latency,
    initial: emptyProfile,
    expiry:
      forgetAfterMs === null
        ? null
        : { idleSince, afterMs: forgetAfterMs, tellsTime: ({ value }) => value?.importedFrom == null },
    step(profile, { topic, key, value, timestamp, partition, offset }, read) {
      if (value === null) return { state: null, emit: [] } // the listener was forgotten
      const overlong = overlongText(value)
      if (overlong !== null) throw new Unprocessable('text-too-long', tooLong(overlong))
      const { aliases, earlierIdsOf } = read(itemMetadata)
      const play = { ...value, trackId: standingTrack(aliases, value.trackId) }
      const held = aliased(isForgotten(profile, timestamp) ? emptyProfile : profile, aliases)
      const nevers = neversOfTrack(held.nevers, earlierIdsOf(play.trackId), play.trackId)
      const known = nevers === held.nevers ? held : { ...held, nevers }
      const folded = fold(known, play, timestamp, offset)
      if (folded === known) return { state: profile, emit: [] }
      if (value.importedFrom !== null) return { state: folded, emit: [] }
      const inputs = { index: read(libraryIndex), metadata: read(itemMetadata), coListening: read(coListening) }
      const { items, candidates } = model.rank(folded, { play, at: timestamp, offset }, inputs)
      if (items.length === 0) return { state: folded, emit: [] }
      const taken = isShown ? takenFrom(folded.offered, value) : { offered: [], takenFrom: null }
      const { playId, trackId, event } = value
      const isOwn = taken.takenFrom?.startsWith(`${modelName}:`) === true
      const recommendation = {
        recommendationId: recommendationId(`${modelName}:${topic}/${partition}/${offset}`),
        listenerId: key,
        model: modelName,
        relationsVersion: inputs.coListening.version,
        indexVersion: inputs.index.version,
        causedBy: {
          ...{ topic, partition, offset, playId, trackId, event },
          takenFrom: isOwn ? taken.takenFrom : null,
          takesBack: takenBack(known, play, offset),
        },
        candidates,
        items,
        shown: isShown,
      }
      const state = isShown ? { ...folded, offered: withOffered(taken.offered, recommendation) } : folded
      return { state, emit: [record(to, key, recommendation, timestamp)] }
    },
  })
}

const tooLong = (name: string): string =>
  `The ${name} of a play is longer than the bridge accepts: repair the program that wrote it, and send the play again.`

/** The serving model: its lists are shown to listeners. */
export const recommendWith = (model: Model, settings: RecommenderSettings = DEFAULT_SETTINGS) =>
  recommender({
    ...settings,
    name: 'recommend',
    model,
    to: recommendations,
    changelog: listenerProfiles,
    latency: 'interactive',
    isShown: true,
  })
