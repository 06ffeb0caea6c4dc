import type { JobCall, RunJob } from '../offloaded.ts'
import { openWorkerPool } from './worker-pool.ts'

/** Runs offloaded jobs in a worker thread, one at a time. */
export interface JobRunner {
  readonly run: RunJob
  close(): Promise<void>
}

/** Jobs of the index come in bursts, minutes apart: the memory of the worker is given back meanwhile. */
const IDLE_MS = 30_000

/** @param module exports `jobHandler(...)` of all jobs as its default. */
export function openJobRunner(module: URL): JobRunner {
  const pool = openWorkerPool<JobCall>(module, { workers: 1, idleMs: IDLE_MS })
  return {
    run: async <I, O>({ name }: { readonly name: string }, input: I): Promise<O> =>
      (await pool.run({ job: name, input })) as O, // the worker's module runs the job of that name
    close: pool.close,
  }
}
