import { Worker } from 'node:worker_threads'

/** Workers that answer one question each at a time; one that hangs, or fills its memory, is ended and made anew. */
export interface Lanes<Q> {
  /** @throws {Error} when the worker failed, ended, or did not answer in time, and when the lanes are closed meanwhile. */
  ask(question: Q): Promise<unknown>
  close(): Promise<void>
}

export interface LaneOptions {
  readonly lanes: number
  /** Longest time for one answer, from a worker that is ready. */
  readonly limitMs: number
  readonly memoryMb: number
}

/** Posts one message of its own when the script is loaded: from then on the time of an answer is counted. */
const BEGINNING = new URL('./worker-beginning.js', import.meta.url)
const START_LIMIT_MS = 60_000

/** @param script a TypeScript module that posts one message for each it gets. */
export function openLanes<Q>(script: URL, options: LaneOptions): Lanes<Q> {
  const free: (Worker | null)[] = Array.from({ length: options.lanes }, () => null)
  const waiting: ((lane: Worker | null) => void)[] = []
  const working = new Set<Worker>()
  let closed = false

  const take = async (): Promise<Worker | null> => {
    const lane = free.pop()
    return lane !== undefined ? lane : new Promise((resolve) => waiting.push(resolve))
  }
  const giveBack = (lane: Worker | null) => {
    const next = waiting.shift()
    if (next) next(lane)
    else free.push(lane)
  }

  return {
    async ask(question) {
      const lane = await take()
      if (closed) {
        giveBack(lane)
        throw new Error('the workers were stopped')
      }
      const worker = lane ?? start(script, options)
      working.add(worker)
      let healthy = false
      try {
        if (lane === null) await messageFrom(worker, START_LIMIT_MS)
        const answer = messageFrom(worker, options.limitMs)
        worker.postMessage(question)
        const answered = await answer
        healthy = true
        return answered
      } finally {
        working.delete(worker)
        if (!healthy) await worker.terminate()
        giveBack(healthy ? worker : null)
      }
    },
    async close() {
      closed = true
      const open = [...working, ...free.splice(0)]
      await Promise.all(open.map(async (worker) => worker?.terminate()))
    },
  }
}

function start(script: URL, { memoryMb }: LaneOptions): Worker {
  const worker = new Worker(BEGINNING, {
    workerData: script.href,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
  worker.on('error', () => undefined) // one that dies between questions is found out by the next
  return worker
}

/** The next message. @throws {Error} when the worker fails, ends, or sends none in time. */
function messageFrom(worker: Worker, limitMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      finish()
    }
    const onMessage = (message: unknown) => settle(() => resolve(message))
    const onError = (error: Error) => settle(() => reject(error))
    const onExit = () => settle(() => reject(new Error('the worker ended')))
    const timer = setTimeout(() => settle(() => reject(new Error(`no answer within ${limitMs / 1000} s`))), limitMs)
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
  })
}
