import type { EachBatchPayload } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { batchHandler } from '../../../../streams/engine/kafka/consumer-group.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import type { Batch } from '../../../../streams/engine/kafka/port.ts'

const rebalance = Object.assign(new kafkajs.KafkaJSProtocolError(new Error('The group is rebalancing')), {
  type: 'REBALANCE_IN_PROGRESS',
})

/** A batch of kafkajs with two records; the offsets that it resolves are kept. */
function payload(heartbeat: () => Promise<void> = () => Promise.resolve()) {
  const resolved: string[] = []
  const state = { isRunning: true }
  const messages = [5, 6].map((offset) => ({
    offset: String(offset),
    timestamp: '1000',
    key: Buffer.from('key'),
    value: null,
    headers: {},
    isControlRecord: false,
    batchContext: { producerId: '1', inTransaction: true },
  }))
  const given = {
    batch: { topic: 'plays', partition: 1, messages, offsetLag: () => '0' },
    heartbeat,
    resolveOffset: (offset: string) => resolved.push(offset),
    isRunning: () => state.isRunning,
  } as unknown as EachBatchPayload // what is used of it
  return { given, resolved, state }
}

function handler(onBatch: (batch: Batch) => Promise<void>, latency: 'interactive' | 'batch' = 'interactive') {
  const failures: unknown[] = []
  const stopping = new AbortController()
  const onFailure = (error: unknown) => void failures.push(error)
  return { failures, stopping, batches: batchHandler({ latency, onBatch, onFailure }, stopping.signal) }
}

describe('a batch', () => {
  it('is given in records of our own', async () => {
    const seen: Batch[] = []
    const { batches } = handler((batch) => Promise.resolve(void seen.push(batch)))
    await batches.handle(payload().given)
    const record = { timestamp: 1000, key: Buffer.from('key'), value: null, headers: {} }
    expect(seen.map(({ topic, partition, records }) => ({ topic, partition, records }))).toStrictEqual([
      {
        topic: 'plays',
        partition: 1,
        records: [
          { offset: 5, ...record },
          { offset: 6, ...record },
        ],
      },
    ])
  })

  it('ends behind its last record plus the lag that kafkajs reports, which does not count the markers that were fetched', async () => {
    const seen: Batch[] = []
    const { batches } = handler((batch) => Promise.resolve(void seen.push(batch)))
    const { given } = payload()
    // Records 5 and 6, their marker 7, and 8 to 10 still to be fetched.
    const fetched = { ...given.batch, lastOffset: () => '7', offsetLag: () => '3', highWatermark: '11' }
    await batches.handle(given)
    await batches.handle({ ...given, batch: fetched })
    expect(seen.map(({ end }) => end)).toStrictEqual([7, 7 + 3])
  })

  it('is current, and may be resolved, until the group has rebalanced', async () => {
    const seen: boolean[] = []
    const { given, resolved } = payload()
    const { batches } = handler((batch) => {
      seen.push(batch.isCurrent())
      batch.resolve(5)
      batches.rejoined()
      seen.push(batch.isCurrent())
      batch.resolve(6)
      return Promise.resolve()
    })
    await batches.handle(given)
    expect([seen, resolved]).toStrictEqual([[true, false], ['5']])
  })

  it('is not current once the consumer stops', async () => {
    const { given, state } = payload()
    const seen: boolean[] = []
    const { batches } = handler((batch) => {
      state.isRunning = false
      return Promise.resolve(void seen.push(batch.isCurrent()))
    })
    await batches.handle(given)
    expect(seen).toStrictEqual([false])
  })

  it('is left to kafkajs, with its own error, when a heartbeat meets a rebalance', async () => {
    const { batches, failures } = handler((batch) => batch.heartbeat())
    await expect(batches.handle(payload(() => Promise.reject(rebalance)).given)).rejects.toBe(rebalance)
    expect(failures).toStrictEqual([])
  })

  it('ends the member when it fails in any other way, and kafkajs does not retry it', async () => {
    const bug = new TypeError('x is undefined')
    const { batches, failures } = handler(() => Promise.reject(bug))
    await batches.handle(payload().given)
    const closed = new kafkajs.KafkaJSConnectionError('Closed connection')
    const broken = handler((batch) => batch.heartbeat())
    await broken.batches.handle(payload(() => Promise.reject(closed)).given)
    expect(failures).toStrictEqual([bug])
    expect(broken.failures).toMatchObject([{ name: 'KafkaError', kind: 'transient', cause: closed }])
  })
})

it('waits for the batches under way', async () => {
  let finish: () => void = () => undefined
  const { batches } = handler(
    () =>
      new Promise((resolve) => {
        finish = resolve
      }),
  )
  const handled = batches.handle(payload().given)
  let isSettled = false
  const settled = batches.settled().then(() => {
    isSettled = true
  })
  await Promise.resolve()
  expect(isSettled).toBe(false)
  finish()
  await Promise.all([settled, handled])
})

it('lingers after a batch where latency does not matter, but not while it stops', async () => {
  const { batches, stopping } = handler(() => Promise.resolve(), 'batch')
  let isHandled = false
  const handled = batches.handle(payload().given).then(() => {
    isHandled = true
  })
  for (let n = 0; n < 10; n += 1) await Promise.resolve()
  expect(isHandled).toBe(false)
  stopping.abort()
  await handled
})
