import { closeSync, fsync, openSync, write } from 'node:fs'
import { promisify } from 'node:util'

const writeTo = promisify(write)
const flush = promisify(fsync)

/** Append-only file of JSON lines: the operations of a run, for the analysis of an anomaly. */
export interface OperationLog {
  /** Resolves once the line is durable (fsync); lines that arrive together are flushed together. What comes after the close is dropped. */
  append(line: object): Promise<void>
  close(): Promise<void>
}

export function openOperationLog(path: string): OperationLog {
  const file = openSync(path, 'a')
  let waiting: string[] = []
  let isClosed = false
  let flushing: Promise<void> | null = null
  let next: Promise<void> | null = null

  const flushWaiting = async (): Promise<void> => {
    const lines = waiting
    waiting = []
    await writeTo(file, lines.join(''))
    await flush(file)
  }
  const start = (): Promise<void> => {
    next = null
    const mine = flushWaiting()
    flushing = mine
    void mine.finally(() => {
      if (flushing === mine) flushing = null
    })
    return mine
  }
  return {
    append(line) {
      // After a failure of the run its listeners go on until the process ends: theirs is not the error to be told.
      if (isClosed) return Promise.resolve()
      waiting.push(`${JSON.stringify(line)}\n`)
      if (flushing === null) return start()
      next ??= flushing.then(start, start)
      return next
    },
    async close() {
      isClosed = true
      await (next ?? flushing ?? Promise.resolve())
      closeSync(file)
    },
  }
}
