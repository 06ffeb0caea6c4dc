import { setImmediate } from 'node:timers/promises'
import { serialQueue } from '../serial-queue.ts'

/** Collects the items of one turn of the event loop into a batch, and works on one batch after another. */
export function microBatched<E>(work: (batch: readonly E[]) => Promise<void>): (item: E) => Promise<void> {
  const inOrder = serialQueue()
  let collecting: { readonly batch: E[]; readonly done: Promise<void> } | null = null
  return (item) => {
    if (collecting === null) {
      const batch: E[] = []
      const done = inOrder(async () => {
        await setImmediate()
        collecting = null
        await work(batch)
      })
      collecting = { batch, done }
    }
    collecting.batch.push(item)
    return collecting.done
  }
}
