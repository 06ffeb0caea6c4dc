import { offloaded } from '../../streams/engine/offloaded.ts'
import { eventSourcedProcessor } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import { TRAINING_KEY } from '../../schemas/keys.ts'
import { audioFeatures, indexTrainings } from '../../schemas/topics.ts'
import { trainJob } from '../shared/similarity/training/train.ts'
import { trainingOf } from '../shared/similarity/training/trained.ts'
import { dueTraining, trainingSet } from './training-set.ts'

/** Training on this many tracks takes less time than sending them to another thread. */
const FEW_TRACKS = 500

/**
 * Trains the cells of the index: when the size of the library has drifted by a factor of two, when another extractor version
 * covers it, or when a search in the cells has become too costly. Measures the cells in force as the library grows.
 *
 * It is a processor of its own, so that index-tracks assigns a track that is analysed meanwhile to a cell at once: training
 * holds up only this processor's reading. A training is of exactly the records before its position, so a replay of the log
 * and a restart after a crash give the same one.
 */
export const trainIndex = eventSourcedProcessor({
  name: 'train-index',
  from: [audioFeatures],
  to: [indexTrainings],
  table: trainingSet,
  step(set, { timestamp }) {
    const wanted = dueTraining(set)
    if (wanted === null) return []
    const { ids, rows, dimensions } = set.rowsOf(wanted.extractorVersion)
    const input = { ids, rows, dimensions, ...wanted, last: set.last }
    const training = offloaded(trainJob, input, (trained) => [
      record(indexTrainings, TRAINING_KEY, trainingOf(trained), timestamp),
    ])
    return ids.length <= FEW_TRACKS ? training.inline() : training
  },
})
