import { threadId } from 'node:worker_threads'
import { jobHandler } from '../../../../streams/engine/offloaded.ts'
import type { Job } from '../../../../streams/engine/offloaded.ts'

/** Adds up rows, and names the thread. */
export const sumJob: Job<{ readonly rows: Float32Array }, { readonly sum: number; readonly thread: number }> = {
  name: 'sum',
  run: ({ rows }) => ({ sum: rows.reduce((sum, value) => sum + value, 0), thread: threadId }),
}

export default jobHandler([sumJob])
