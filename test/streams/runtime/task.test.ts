import { describe, expect, it } from 'vitest'
import { createTask, TaskAbandoned } from '../../../streams/runtime/task.ts'
import type { TransactionalWriter } from '../../../streams/runtime/transactions.ts'

/** A writer whose connection is closed under what it is sending, as kafkajs does when a producer is thrown away. */
function closingWriter(): TransactionalWriter & { readonly sent: number } {
  let close: (error: Error) => void = () => undefined
  let sent = 0
  return {
    isOpen: true,
    get sent() {
      return sent
    },
    send() {
      sent += 1
      return new Promise((_, reject) => {
        close = reject
      })
    },
    end: () => null,
    commit: () => Promise.resolve(),
    discard() {
      close(new Error('Closed connection'))
      return Promise.resolve()
    },
  }
}

const position = { topic: 'plays', partition: 0, next: 1 }

describe('a task that is given up', () => {
  it('says so of what it was writing, and writes nothing more', async () => {
    const writer = closingWriter()
    const failures: unknown[] = []
    const task = createTask(writer, [], (error) => failures.push(error))
    const underWay = task.write([], position)
    const queued = task.write([], position)
    const outcomes = Promise.allSettled([underWay, queued])
    await Promise.resolve()
    await task.abandon()
    const reasons = (await outcomes).map((each) =>
      each.status === 'rejected' ? each.reason instanceof TaskAbandoned : null,
    )
    expect({ reasons, failures, sent: writer.sent }).toStrictEqual({ reasons: [true, true], failures: [], sent: 1 })
  })

  it('throws what went wrong while it was still its owner', async () => {
    const writer = closingWriter()
    const task = createTask(writer, [], () => undefined)
    const underWay = task.write([], position)
    const outcome = expect(underWay).rejects.toThrow('Closed connection')
    await Promise.resolve()
    await writer.discard()
    await outcome
  })
})
