import { EXTRACTOR_VERSION, extractFeatures } from '../../../processors/extract-features/extract-features.ts'
import type { AnalysisFailure, TrackId } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import { analysisFailures, audioReferences } from '../../../schemas/topics.ts'
import type { DeadLetterRecord } from '../../engine/runtime/dead-letter-queue.ts'
import { openProducer } from '../../engine/runtime/record-producer.ts'
import { currentDeadLetters, redriveNewest, repeatNewest } from '../../engine/runtime/redrive.ts'
import { readTopic } from '../../engine/runtime/runtime.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { record } from '../../engine/topic.ts'

/** Writes the failures that only dead letters tell of: those of earlier versions, which wrote nothing else. */
export async function rememberDeadLetters(runtime: Runtime): Promise<void> {
  const letters = await currentDeadLetters(runtime, extractFeatures.name, audioReferences)
  if (letters.length === 0) return
  const known = await knownFailures(runtime)
  const records = letters.map(failureRecord).filter(({ key }) => !known.has(key))
  if (records.length === 0) return
  const producer = await openProducer(runtime, [analysisFailures])
  try {
    await producer.send<typeof analysisFailures>(records)
  } finally {
    await producer.close()
  }
  runtime.log.info({ tracks: records.length }, 'What could not be analysed was noted from dead letters.')
}

function failureRecord({ value: { key, code, message }, failedAt }: DeadLetterRecord) {
  const id = trackId(key?.toString('utf8') ?? '')
  const failure = { trackId: id, code, message, extractorVersion: EXTRACTOR_VERSION }
  return record(analysisFailures, id, failure, failedAt)
}

/** Sends the references of tracks again whose analysis failed with one of some codes, since the cause may be gone. Dead letters of them are redriven. */
export async function retryFailures(runtime: Runtime, codes: ReadonlySet<string>): Promise<void> {
  const redriven = await redriveNewest(runtime, extractFeatures.name, codes)
  const failures = await knownFailures(runtime)
  const expired = [...failures].filter(([id, failure]) => codes.has(failure.code) && !redriven.has(id))
  const records = await repeatNewest(runtime, audioReferences, new Set(expired.map(([id]) => id)))
  if (records > 0) runtime.log.info({ codes: [...codes], records }, 'What could not be analysed is tried again.')
}

async function knownFailures(runtime: Runtime): Promise<ReadonlyMap<TrackId, AnalysisFailure>> {
  const failures = new Map<TrackId, AnalysisFailure>()
  // One that cannot be read is written again when the track fails again.
  await readTopic(runtime, analysisFailures, ({ key, value }) => {
    if (value === null) failures.delete(key)
    else failures.set(key, value)
  })
  return failures
}
