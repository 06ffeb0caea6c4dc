import { indexTracks } from '../../processors/index-tracks/index-tracks.ts'
import { trainIndex } from '../../processors/train-index/train-index.ts'
import { eventSourcedWork, processInline } from '../../streams/engine/runtime/work.ts'
import type { Outputs } from '../../streams/engine/runtime/work.ts'
import type { Input } from './run.ts'

/** What index-tracks writes about some features when each training is done before the next track comes. */
export function indexing(features: readonly Input[], content = indexTracks.table.create()): Outputs {
  const training = eventSourcedWork(trainIndex, trainIndex.table.create())
  const indexed = eventSourcedWork(indexTracks, content)
  return features.flatMap((record, offset) => {
    const at = { partition: 0, offset }
    const trainings = processInline(training, { ...at, ...record })
    return [{ ...at, ...record }, ...trainings.map((each) => ({ ...each, ...at }))].flatMap((each) =>
      processInline(indexed, each),
    )
  })
}
