import { Worker } from 'node:worker_threads'
import type { SendErrand } from '../processor.ts'

/** Another thread that does errands, one at a time; begun for the first and ended when there has been none for a while. */
export interface ErrandRunner {
  readonly send: SendErrand
  close(): Promise<void>
}

const BEGINNING = new URL('./errand-thread.js', import.meta.url)
const IDLE_MS = 30_000

interface Answer {
  readonly answer?: unknown
  readonly error?: Error
}

/** @param module exports `errands`: all that may be sent, by their names. */
export function openErrands(module: URL): ErrandRunner {
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | null = null
  let last: Promise<unknown> = Promise.resolve()

  const end = async (): Promise<void> => {
    const ended = worker
    worker = null
    if (idle !== null) clearTimeout(idle)
    await ended?.terminate()
  }
  const once = async (name: string, job: unknown): Promise<unknown> => {
    if (idle !== null) clearTimeout(idle)
    worker ??= new Worker(BEGINNING, { workerData: module.href })
    try {
      return await answerOf(worker, name, job)
    } catch (error) {
      await end()
      throw error
    } finally {
      idle = setTimeout(() => void end(), IDLE_MS)
      idle.unref()
    }
  }
  return {
    send: <J, A>({ name }: { readonly name: string }, job: J): Promise<A> => {
      const mine = last.then(() => once(name, job))
      last = mine.catch(() => undefined)
      return mine as Promise<A> // what the errand of that name answers
    },
    close: end,
  }
}

function answerOf(worker: Worker, name: string, job: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      finish()
    }
    const onMessage = ({ answer, error }: Answer) =>
      settle(() => (error === undefined ? resolve(answer) : reject(error)))
    const onError = (error: Error) => settle(() => reject(error))
    const onExit = () => settle(() => reject(new Error(`The thread ended over the errand ${name}.`)))
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    worker.postMessage({ name, job })
  })
}
