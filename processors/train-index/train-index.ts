import { offloaded } from '../../streams/engine/offloaded.ts'
import { eventSourcedProcessor } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import { TRAINING_KEY } from '../../schemas/keys.ts'
import { audioFeatures, indexTrainings } from '../../schemas/topics.ts'
import { trainJob } from '../shared/similarity/train.ts'
import { due, trainingGround, trainingOf } from './training-ground.ts'

/** Training on this many tracks takes less time than sending them to another thread. */
const FEW_TRACKS = 500

/**
 * Finds the cells of the index anew when the library has outgrown them, when most of it has been heard by another extractor,
 * or when a search in them has become too costly; and measures those in force as the library grows.
 *
 * It stands apart from index-tracks so that a track which is heard meanwhile has a place at once: training holds up only
 * the reading of this processor. So a training is of exactly the records before its position, and comes out the same when
 * the log is replayed, or when the process was killed over it.
 */
export const trainIndex = eventSourcedProcessor({
  name: 'train-index',
  from: [audioFeatures],
  to: [indexTrainings],
  table: trainingGround,
  step(ground, { timestamp }) {
    const wanted = due(ground)
    if (wanted === null) return []
    const { ids, rows, dimensions } = ground.rowsOf(wanted.extractorVersion)
    const input = { ids, rows, dimensions, ...wanted, last: ground.last }
    const training = offloaded(trainJob, input, (trained) => [
      record(indexTrainings, TRAINING_KEY, trainingOf(trained), timestamp),
    ])
    return ids.length <= FEW_TRACKS ? training.inline() : training
  },
})
