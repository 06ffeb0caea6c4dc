import { Worker } from 'node:worker_threads'

/** Workers that answer one question each at a time; one that hangs, or fills its memory, is ended and made anew. */
export interface Lanes<Q> {
  /** @throws {Error} when the worker failed, ended, or did not answer in time, and when the lanes are closed meanwhile. */
  ask(question: Q): Promise<unknown>
  close(): Promise<void>
}

export interface LaneOptions {
  readonly lanes: number
  /** Longest time for one answer. */
  readonly limitMs: number
  readonly memoryMb: number
}

const BEGINNING = new URL('./worker-beginning.js', import.meta.url)

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
        const answer = await answerOf(worker, question, options.limitMs)
        healthy = true
        return answer
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

function answerOf(worker: Worker, question: unknown, limitMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      finish()
    }
    const onMessage = (answer: unknown) => settle(() => resolve(answer))
    const onError = (error: Error) => settle(() => reject(error))
    const onExit = () => settle(() => reject(new Error('the worker ended')))
    const timer = setTimeout(() => settle(() => reject(new Error(`no answer within ${limitMs / 1000} s`))), limitMs)
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    worker.postMessage(question)
  })
}
