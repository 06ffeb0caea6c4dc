import pLimit from 'p-limit'

/** Runs asynchronous work one at a time, in the order of the calls; an error rejects its own call only. */
export type SerialQueue = <T>(work: () => Promise<T>) => Promise<T>

export function serialQueue(): SerialQueue {
  const limit = pLimit(1)
  return (work) => limit(work)
}
