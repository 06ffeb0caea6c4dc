import { createRequire } from 'node:module'
import { describe, expect, it, vi } from 'vitest'
import {
  byPartition,
  kafkajs,
  keepCommittedOffsets,
  keepCoordinators,
  withBatchEnd,
  withoutAborted,
} from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import type { KafkajsRecord } from '../../../../streams/engine/kafka/kafkajs-patches.ts'

const require = createRequire(import.meta.url)

const ABORT = Buffer.from([0, 0, 0, 0])
const COMMIT = Buffer.from([0, 0, 0, 1])

function wire(offset: number, producerId: string, marker: Buffer | null = null): KafkajsRecord {
  return {
    offset: String(offset),
    timestamp: '0',
    key: marker ?? Buffer.from('key'),
    value: null,
    headers: {},
    isControlRecord: marker !== null,
    batchContext: { producerId, inTransaction: true },
  }
}
const offsets = (records: readonly KafkajsRecord[]) => records.map((record) => record.offset)

describe('records of aborted transactions', () => {
  it('are left out when the broker lists the transactions by their end', () => {
    // B begins after A and is aborted before it: the broker names B first.
    const messages = [wire(0, 'A'), wire(1, 'B'), wire(2, 'A'), wire(3, 'B', ABORT), wire(4, 'A', ABORT), wire(5, 'C')]
    const abortedTransactions = [
      { producerId: 'B', firstOffset: '1' },
      { producerId: 'A', firstOffset: '0' },
    ]
    expect(offsets(withoutAborted({ messages, abortedTransactions }))).toStrictEqual(['3', '4', '5'])
  })

  it('are left out when two transactions begin between two records that are read', () => {
    const messages = [wire(5, 'A'), wire(6, 'B'), wire(7, 'A', ABORT), wire(8, 'B', ABORT)]
    const abortedTransactions = [
      { producerId: 'A', firstOffset: '1' },
      { producerId: 'B', firstOffset: '2' },
    ]
    expect(offsets(withoutAborted({ messages, abortedTransactions }))).toStrictEqual(['7', '8'])
  })

  it('are left out up to the marker only, and a key of four zero bytes is no marker', () => {
    const zeroKey: KafkajsRecord = { ...wire(1, 'A'), key: ABORT }
    const messages = [wire(0, 'A'), zeroKey, wire(2, 'A'), wire(3, 'A', ABORT), wire(4, 'A'), wire(5, 'A', COMMIT)]
    const abortedTransactions = [{ producerId: 'A', firstOffset: '0' }]
    expect(offsets(withoutAborted({ messages, abortedTransactions }))).toStrictEqual(['3', '4', '5'])
  })

  it('are what kafkajs itself leaves out now', () => {
    expect(kafkajs.logLevel.WARN).toBe(2)
    expect(require('kafkajs/src/consumer/filterAbortedMessages')).toBe(withoutAborted)
  })
})

describe('a batch that compaction has thinned', () => {
  const batch = { firstOffset: '10', lastOffsetDelta: 4, producerId: 'A', inTransaction: false }

  it('ends with a control record in place of what was removed', () => {
    const { records } = withBatchEnd({ ...batch, records: [wire(11, 'A')] })
    expect(records.map(({ offset, isControlRecord }) => ({ offset, isControlRecord }))).toStrictEqual([
      { offset: '11', isControlRecord: false },
      { offset: '14', isControlRecord: true },
    ])
  })

  it('lets a reader pass when it is empty', () => {
    expect(offsets(withBatchEnd({ ...batch, records: [] }).records)).toStrictEqual(['14'])
  })

  it('is left alone when its last record is there', () => {
    const whole = { ...batch, records: [wire(14, 'A')] }
    expect(withBatchEnd(whole)).toBe(whole)
  })
})

interface Queue {
  inflight: Map<number, object>
  checkPendingRequests(): void
  scheduleRequestTimeoutCheck(): void
  destroy(): void
}
const RequestQueue = require('kafkajs/src/network/requestQueue') as new (options: object) => Queue
const logger = { namespace: () => logger, debug: () => undefined }

describe('an idle connection', () => {
  it('arms no timer', () => {
    const timer = vi.spyOn(globalThis, 'setTimeout')
    try {
      new RequestQueue({
        maxInFlightRequests: 1,
        requestTimeout: 1000,
        clientId: 'c',
        broker: 'b',
        logger,
      }).checkPendingRequests()
      expect(timer.mock.calls).toStrictEqual([])
    } finally {
      timer.mockRestore()
    }
  })
})

describe('a request that has timed out', () => {
  it('is noticed a little later, with few checks', () => {
    vi.useFakeTimers()
    try {
      const [requestTimeout, late] = [10_000, vi.fn()]
      const options = { requestTimeout, enforceRequestTimeout: true, logger, isConnected: () => true }
      const queue = new RequestQueue(options)
      queue.scheduleRequestTimeoutCheck()
      const sentAt = Date.now()
      queue.inflight.set(1, { sentAt, requestTimeout, timeoutRequest: late })
      vi.advanceTimersByTime(requestTimeout)
      expect(late).not.toHaveBeenCalled()
      vi.advanceTimersToNextTimer()
      expect(late).toHaveBeenCalledTimes(1)
      expect(Date.now() - sentAt).toBe(12_000)
      expect(vi.getTimerCount()).toBe(1)
      queue.destroy()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the records of a send', () => {
  it('are grouped by partition in their order', () => {
    const messages = [2, 0, 2, 1, 0].map((partition, n) => ({ partition, n }))
    const grouped = byPartition({
      topic: 't',
      partitionMetadata: [0, 1, 2],
      messages,
      partitioner: ({ message }) => message.partition,
    })
    expect(grouped).toStrictEqual({
      0: [messages[1], messages[4]],
      1: [messages[3]],
      2: [messages[0], messages[2]],
    })
  })

  it('are none while the partitions are not known', () => {
    expect(byPartition({ topic: 't', partitionMetadata: [], messages: [1], partitioner: () => 0 })).toStrictEqual({})
  })
})

describe('the coordinator of a transaction', () => {
  function cluster() {
    const coordinator = { connected: true, isConnected: () => coordinator.connected }
    let asked = 0
    const prototype: Parameters<typeof keepCoordinators>[0] = {
      findGroupCoordinator: (): Promise<typeof coordinator> => {
        asked += 1
        return Promise.resolve(coordinator)
      },
    }
    keepCoordinators(prototype)
    return { coordinator, asked: () => asked, find: prototype.findGroupCoordinator.bind(prototype) }
  }

  it('is asked for once by a transaction, and each time by a consumer', async () => {
    const { find, asked } = cluster()
    for (const coordinatorType of [1, 1, 0, 0]) await find({ groupId: 'a', coordinatorType })
    expect(asked()).toBe(2)
    for (let n = 0; n < 3; n += 1) await find({ groupId: 'a' })
    expect(asked()).toBe(5)
  })

  it('is asked for again when its connection is gone', async () => {
    const { find, asked, coordinator } = cluster()
    await find({ groupId: 'a', coordinatorType: 1 })
    coordinator.connected = false
    await find({ groupId: 'a', coordinatorType: 1 })
    expect(asked()).toBe(2)
  })
})

describe('an offset that the log does not have', () => {
  it('makes a member read from the start of the log, and commits nothing', async () => {
    const asked: unknown[] = []
    const manager: Parameters<typeof keepCommittedOffsets>[0] = {
      resolvedOffsets: { plays: { 3: '1000', 4: '7' } },
      cluster: {
        fetchTopicsOffset(topics) {
          asked.push(...topics)
          return Promise.resolve([{ partitions: [{ offset: '40' }] }])
        },
      },
      setDefaultOffset: () => Promise.reject(new Error('It commits -2.')),
    }
    keepCommittedOffsets(manager)
    await manager.setDefaultOffset({ topic: 'plays', partition: 3 })
    expect(manager.resolvedOffsets).toStrictEqual({ plays: { 3: '40', 4: '7' } })
    expect(asked).toStrictEqual([{ topic: 'plays', partitions: [{ partition: 3 }], fromBeginning: true }])
  })
})
