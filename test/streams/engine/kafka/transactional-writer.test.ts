import type { Producer } from 'kafkajs'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { KafkaError } from '../../../../streams/engine/kafka/kafka-error.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import { openTransactionalWriter } from '../../../../streams/engine/kafka/transactional-writer.ts'

const log = pino({ level: 'silent' })
const refused = (type: string) =>
  Object.assign(new kafkajs.KafkaJSProtocolError(new Error(type)), { type, retriable: false })

/** A kafkajs producer that logs its calls; each call may fail with the errors planned for it, in turn. */
function fakeClients(failures: Readonly<Record<string, readonly Error[]>> = {}) {
  const calls: string[] = []
  const planned = new Map(Object.entries(failures).map(([call, errors]) => [call, [...errors]]))
  const called = (name: string, detail = '') => {
    calls.push(`${name}${detail}`)
    const error = planned.get(name)?.shift()
    return error === undefined ? Promise.resolve() : Promise.reject(error)
  }
  let baseOffset = 100
  const transaction = {
    async sendBatch({ topicMessages }: { topicMessages: { topic: string; messages: unknown[] }[] }) {
      await called('send', ` ${topicMessages.map(({ topic, messages }) => `${topic}:${messages.length}`).join()}`)
      const written = topicMessages.map(({ topic }) => ({
        topicName: topic,
        partition: 0,
        baseOffset: `${baseOffset}`,
      }))
      baseOffset += 100
      return written
    },
    sendOffsets: (offsets: unknown) => called('offsets', ` ${JSON.stringify(offsets)}`),
    commit: () => called('commit'),
    abort: () => called('abort'),
  }
  const producer = {
    connect: () => called('connect'),
    disconnect: () => called('disconnect'),
    async transaction() {
      await called('begin')
      return transaction
    },
  } as unknown as Producer // what is used of it
  const cluster = () => {
    throw new Error('No topics are given: nothing else is connected.')
  }
  return { calls, clients: { producer: () => producer, cluster } }
}

const record = (topic: string) => ({ topic, partition: 0, key: null, value: null, headers: {}, timestamp: 0 })
const OPENING = ['connect', 'begin', 'abort']

describe('opening a writer', () => {
  it('begins and aborts an empty transaction, which fences earlier owners', async () => {
    const { calls, clients } = fakeClients()
    await openTransactionalWriter(clients, log, { transactionalId: 'task-0', group: 'group', topics: [] })
    expect(calls).toStrictEqual(OPENING)
  })

  it('leaves no connection behind when it fails', async () => {
    const { calls, clients } = fakeClients({ begin: [refused('PRODUCER_FENCED')] })
    await expect(
      openTransactionalWriter(clients, log, { transactionalId: 'task-0', group: 'group', topics: [] }),
    ).rejects.toMatchObject({ kind: 'fenced' })
    expect(calls).toStrictEqual(['connect', 'begin', 'disconnect'])
  })
})

describe('a writer', () => {
  it('sends into one transaction until it is committed with its offsets', async () => {
    const { calls, clients } = fakeClients()
    const writer = await openTransactionalWriter(clients, log, {
      transactionalId: 'task-0',
      group: 'group',
      topics: [],
    })
    await writer.send([record('out')])
    await writer.send([record('out'), record('state')])
    await writer.send([])
    await writer.commit([
      { topic: 'in', partition: 1, next: 7 },
      { topic: 'in', partition: 2, next: 8 },
    ])
    await writer.commit([])
    const topics = [
      {
        topic: 'in',
        partitions: [
          { partition: 1, offset: '7' },
          { partition: 2, offset: '8' },
        ],
      },
    ]
    expect(calls.slice(OPENING.length)).toStrictEqual([
      'begin',
      'send out:1',
      'send out:1,state:1',
      `offsets ${JSON.stringify({ consumerGroupId: 'group', topics })}`,
      'commit',
      'begin',
      'commit',
    ])
  })

  it('knows where each partition ends after what it has sent', async () => {
    const { clients } = fakeClients()
    const writer = await openTransactionalWriter(clients, log, {
      transactionalId: 'task-0',
      group: 'group',
      topics: [],
    })
    expect(writer.end('out', 0)).toBeNull()
    await writer.send([record('out'), record('out')])
    await writer.send([record('state')])
    expect([writer.end('out', 0), writer.end('state', 0), writer.end('out', 1)]).toStrictEqual([102, 201, null])
  })

  it('sends offsets again that are refused because the last transaction is still being ended', async () => {
    const notYet = ['CONCURRENT_TRANSACTIONS', 'GROUP_LOAD_IN_PROGRESS', 'NOT_COORDINATOR_FOR_GROUP'].map(refused)
    const { calls, clients } = fakeClients({ offsets: notYet })
    const writer = await openTransactionalWriter(clients, log, {
      transactionalId: 'task-0',
      group: 'group',
      topics: [],
    })
    await writer.commit([{ topic: 'in', partition: 0, next: 1 }])
    expect(calls.slice(OPENING.length).map((call) => call.split(' ')[0])).toStrictEqual([
      'begin',
      'offsets',
      'offsets',
      'offsets',
      'offsets',
      'commit',
    ])
  })

  it.each(['send', 'offsets', 'commit'])(
    'refuses every call after a failed %s: its outcome is unknown',
    async (call) => {
      const closed = new kafkajs.KafkaJSConnectionError('Closed connection')
      const { calls, clients } = fakeClients({ [call]: [closed] })
      const writer = await openTransactionalWriter(clients, log, {
        transactionalId: 'task-0',
        group: 'group',
        topics: [],
      })
      const work = async () => {
        await writer.send([record('out')])
        await writer.commit([{ topic: 'in', partition: 0, next: 1 }])
      }
      await expect(work()).rejects.toMatchObject({ kind: 'transient', message: 'Closed connection', cause: closed })
      const before = calls.length
      await expect(writer.commit([])).rejects.toThrow(KafkaError)
      await expect(writer.send([record('out')])).rejects.toThrow('task-0 failed before: Closed connection')
      expect(calls.length).toBe(before)
      await writer.discard()
      expect(calls.at(-1)).toBe('disconnect')
    },
  )
})
