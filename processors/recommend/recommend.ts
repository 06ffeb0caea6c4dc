import { recommendationId } from '../../schemas/generated.ts'
import { processor } from '../../streams/processor.ts'
import { record } from '../../streams/topic.ts'
import { listenerProfiles, plays, recommendations } from '../../streams/topics.ts'
import { libraryIndex } from '../index-tracks/library-index.ts'
import { emptyProfile, fold } from './profile.ts'
import { rank } from './rank.ts'

/** Name and version of this way to recommend; a new version gets a new number. */
export const MODEL = 'neighbours-1'

/**
 * Learns a listener's taste from every play, and answers each play that says something new with what to play next.
 *
 * A play changes the profile once and causes at most one recommendation, whose id comes from the play's position. Nothing is
 * suggested while the index is empty. The profile depends on the plays alone, the list also on the index of the moment.
 */
export const recommend = processor({
  name: 'recommend',
  from: [plays],
  to: [recommendations],
  changelog: listenerProfiles,
  reads: [libraryIndex],
  initial: emptyProfile,
  step(profile, { topic, key, value, timestamp, partition, offset }, read) {
    if (value === null) return { state: profile, emit: [] }
    const state = fold(profile, value, timestamp, offset)
    if (state === profile) return { state, emit: [] }
    const index = read(libraryIndex)
    const { items, candidates } = rank(state, { play: value, at: timestamp, offset }, index)
    if (items.length === 0) return { state, emit: [] }
    const recommendation = {
      recommendationId: recommendationId(`${MODEL}:${topic}/${partition}/${offset}`),
      listenerId: key,
      model: MODEL,
      indexVersion: index.version,
      causedBy: { topic, partition, offset, playId: value.playId },
      candidates,
      items,
    }
    return { state, emit: [record(recommendations, key, recommendation, timestamp)] }
  },
})
