import type { Analysis } from '../../../processors/extract-features/analysis.ts'
import { extractFeatures } from '../../../processors/extract-features/extract-features.ts'
import type { audioReferences, indexUpdates } from '../../../schemas/topics.ts'
import { SlipstreamError } from '../../engine/errors.ts'
import { enricherGroup, runEnricher } from '../../engine/runtime/run-processor.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { InputOf } from '../../engine/topic.ts'

type Asked = InputOf<typeof audioReferences | typeof indexUpdates>

/**
 * Runs extract-features on a Kafka that other instances may use. All copies share the records in one group, as long as each
 * can open every file. When this one is given a file that another instance alone can open, it leaves the group without having
 * processed that record, and reads all records in a group of its own, in which it leaves those of others alone. A file is
 * therefore always read by the instance that has its folder.
 */
export async function runBesideInstances(
  runtime: Runtime,
  instance: string,
  analyse: (record: Asked, signal: AbortSignal) => Promise<Analysis>,
): Promise<void> {
  const leave = new AbortController()
  const signal = AbortSignal.any([runtime.signal, leave.signal])
  await runEnricher({ ...runtime, signal }, extractFeatures, async (record) => {
    const analysis = await analyse(record, signal)
    if (analysis.ok || analysis.code !== 'of-another-instance') return analysis
    leave.abort()
    throw new SlipstreamError('processor-failed', analysis.message, { retriable: true })
  })
  if (!leave.signal.aborted || runtime.signal.aborted) return
  const group = `${enricherGroup(extractFeatures)}-${instance}`
  runtime.log.info({ group }, 'Another Slipstream has other library folders: this one reads in a group of its own.')
  await runEnricher(runtime, extractFeatures, (record) => analyse(record, runtime.signal), group)
}
