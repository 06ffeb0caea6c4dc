import type { EventSourcedProcessor } from '../../engine/processor.ts'
import { runEventSourced } from '../../engine/runtime/run-processor.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import type { AnyTopic } from '../../engine/topic.ts'
import { openJobRunner } from '../../engine/workers/job-runner.ts'

const JOBS = new URL('../../../processors/shared/similarity/training/jobs.ts', import.meta.url)

/** Runs a processor whose long computations on the index are done by a worker thread: the consumer's heartbeats continue. */
export async function runWithIndexThread<C, In extends AnyTopic, Out extends AnyTopic>(
  runtime: Runtime,
  processor: EventSourcedProcessor<C, In, Out>,
): Promise<void> {
  const jobs = openJobRunner(JOBS)
  try {
    await runEventSourced(runtime, processor, jobs.run)
  } finally {
    await jobs.close()
  }
}
