import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import pLimit from 'p-limit'
import { Piscina } from 'piscina'

/**
 * Worker threads that run one task each at a time, in the order of the calls; the rest wait. Tasks and results are copied
 * between threads (structured clone): plain objects, numbers, strings and typed arrays. Workers start with the first task.
 * A worker that exceeds its memory or its time is terminated, and the next task starts a new one.
 *
 * The module that a pool runs is TypeScript and exports the handler as its default: `export default (task: T) => result`,
 * which may be asynchronous.
 */
export interface WorkerPool<T> {
  /**
   * Runs one task. The type of the result is what the handler gives: check it, or cast to the handler's own type.
   * @throws {Error} what the handler throws; also when the worker ended, when `timeLimitMs` passed, or when the pool is closed.
   */
  run(task: T): Promise<unknown>
  /** Terminates the workers; tasks that run or wait reject. */
  close(): Promise<void>
}

export interface WorkerPoolOptions {
  /** Most workers, and so most tasks that run at once. */
  readonly workers: number
  /** Longest time for one task, without waiting for a worker and without loading the module. No limit unless given. */
  readonly timeLimitMs?: number
  /** Heap of each worker, at least `MIN_MEMORY_MB`. Node's default unless given. */
  readonly memoryMb?: number
  /** A worker without a task for this long is terminated. Never unless given. */
  readonly idleMs?: number
}

/** V8 of Node 24 and 26 aborts the process, not the worker, when an empty isolate does not fit into the heap: 2 MB are too few. */
export const MIN_MEMORY_MB = 4

const ENTRY = fileURLToPath(new URL('./worker-entry.js', import.meta.url))

/**
 * @param module exports the handler as its default.
 * @throws {RangeError} when `memoryMb` is too small for a worker to start.
 */
export function openWorkerPool<T>(module: URL, options: WorkerPoolOptions): WorkerPool<T> {
  const { workers, timeLimitMs, memoryMb, idleMs } = options
  if (memoryMb !== undefined && memoryMb < MIN_MEMORY_MB) {
    throw new RangeError(`A worker needs a heap of at least ${MIN_MEMORY_MB} MB, not ${memoryMb}.`)
  }
  // Piscina starts no worker for queued tasks after it terminated one, so its queue stays empty: tasks wait here.
  const limit = pLimit(workers)
  const pool = new Piscina({
    filename: ENTRY,
    workerData: module.href,
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: idleMs ?? Infinity,
    execArgv: [], // what `--import` preloads into the process may be TypeScript, which a worker of Node 20 cannot load
    ...(memoryMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
    atomics: 'disabled', // a worker blocked between two tasks would not close the files of the last one
    recordTiming: false,
  })
  // A worker died without a task. If it died while it started, piscina would leave its task waiting for ever.
  pool.on('error', () => {
    if (pool.threads.length === 0) void pool.destroy()
  })
  let closed = false
  const isClosed = () => closed

  const runNow = async (task: T): Promise<unknown> => {
    if (isClosed()) throw new Error(CLOSED)
    try {
      return await (timeLimitMs === undefined ? pool.run({ task }) : withinTime(pool, task, timeLimitMs))
    } catch (error) {
      if (isClosed()) throw new Error(CLOSED, { cause: error })
      throw error
    }
  }
  return {
    run: (task) => limit(runNow, task),
    async close() {
      closed = true
      await pool.destroy()
    },
  }
}

const CLOSED = 'the workers were stopped'

async function withinTime(pool: Piscina, task: unknown, timeLimitMs: number): Promise<unknown> {
  const { port1: started, port2 } = new MessageChannel()
  const abort = new AbortController()
  let timer: NodeJS.Timeout | undefined
  started.once('message', () => {
    timer = setTimeout(() => abort.abort(), timeLimitMs)
  })
  try {
    return await pool.run({ task, started: port2 }, { transferList: [port2], signal: abort.signal })
  } catch (error) {
    if (abort.signal.aborted) throw new Error(`no answer within ${timeLimitMs / 1000} s`, { cause: error })
    throw error
  } finally {
    clearTimeout(timer)
    started.close()
  }
}
