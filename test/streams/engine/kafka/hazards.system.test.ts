import { createRequire } from 'node:module'
import { connect as connectTcp } from 'node:net'
import type { Socket } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAdmin } from '../../../../streams/engine/kafka/admin.ts'
import { joinGroup } from '../../../../streams/engine/kafka/consumer-group.ts'
import { kafkaClients } from '../../../../streams/engine/kafka/clients.ts'
import type { KafkaClients } from '../../../../streams/engine/kafka/clients.ts'
import { withoutAborted } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import type { AbortedTransaction, KafkajsRecord } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import { readPartitions } from '../../../../streams/engine/kafka/partition-reader.ts'
import { openTransactionalWriter } from '../../../../streams/engine/kafka/transactional-writer.ts'
import type { TransactionalWriter } from '../../../../streams/engine/kafka/port.ts'
import type { Connect } from '../../../../streams/engine/kafka/sockets.ts'
import { readByJava } from '../../../support/java-reader.ts'
import { openRawTransactions, withoutVerification } from '../../../support/raw-transactions.ts'
import { openFaultInjectionProxy } from '../../../support/fault-injection-proxy.ts'
import type { ApiName, FaultInjectionProxy, Fault } from '../../../support/fault-injection-proxy.ts'
import { startStack } from '../../../support/stack.ts'
import type { Stack } from '../../../support/stack.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'

/** What kafkajs 2.2.4 does when replies are lost or transactions interleave, and that the engine loses nothing by it. Ids: HAZARDS.md. */

const log = pino({ level: 'silent' })
const INPUT = 'input'
let stack: Stack
let proxy: FaultInjectionProxy
let clients: KafkaClients
/** Not through the proxy: for what the test itself reads and creates. */
let direct: KafkaClients

beforeAll(async () => {
  stack = await startStack(undefined, 'kafka')
  const [broker = ''] = stack.addresses.kafkaBrokers
  proxy = await openFaultInjectionProxy(broker)
  clients = kafkaClients([broker], 'hazards', log, proxy.connect)
  direct = kafkaClients([broker], 'hazards', log)
  await makeTopic(INPUT)
})
afterAll(async () => {
  await proxy.close()
  await stack.stop()
})

async function makeTopic(topic: string): Promise<void> {
  const admin = await openAdmin(direct)
  // Records here are of 1970: a broker that keeps them by their age deletes them in the middle of the test.
  await admin.createTopics([{ name: topic, partitions: 1, config: { 'retention.ms': '-1' } }])
  await admin.close()
}

const plain = (key: string) => ({ key, value: null, partition: 0, timestamp: '1' })
const outgoing = (topic: string, key: string) => ({
  topic,
  partition: 0,
  key: Buffer.from(key),
  value: null,
  headers: {},
  timestamp: 1,
})

async function keysOf(topic: string, end: 'stable' | 'written' = 'stable'): Promise<readonly string[]> {
  const keys: string[] = []
  const stop = new AbortController()
  await readPartitions(direct.cluster(end === 'written' ? 'uncommitted' : 'committed'), log, {
    isolation: 'committed',
    partitions: [{ topic, partition: 0 }],
    from: 'start',
    signal: stop.signal,
    onRecords(_, records) {
      keys.push(...records.map(({ key }) => String(key)))
    },
    onCaughtUp: () => stop.abort(),
  })
  return keys
}

async function committed(group: string): Promise<number> {
  const admin = direct.admin()
  await admin.connect()
  const [found] = await admin.fetchOffsets({ groupId: group, topics: [INPUT] })
  await admin.disconnect()
  return Math.max(0, Number(found?.partitions[0]?.offset ?? 0))
}

describe('the reply of a produce is lost', () => {
  it('reused-sequence: kafkajs uses the sequence number again, and the broker drops the next record as a duplicate', async () => {
    await makeTopic('h5-plain')
    const producer = clients.producer({ idempotent: true, maxInFlightRequests: 1, retry: { retries: 1 } })
    await producer.connect()
    const lost = [proxy.fault('Produce', 'lose-reply', 1), proxy.fault('Produce', 'lose-reply', 2)]
    await expect(producer.send({ topic: 'h5-plain', acks: -1, messages: [plain('a')] })).rejects.toThrow()
    await Promise.all(lost)
    await producer.send({ topic: 'h5-plain', acks: -1, messages: [plain('b')] }) // acknowledged
    await producer.disconnect()
    expect(await keysOf('h5-plain')).toStrictEqual(['a'])
  })

  it('reused-sequence: two concurrent sends of one producer meet it even though the send is retried', async () => {
    await makeTopic('h5-parallel')
    const producer = clients.producer({ idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    const lost = proxy.fault('Produce', 'lose-reply')
    await Promise.all(
      ['a', 'b'].map((key) => producer.send({ topic: 'h5-parallel', acks: -1, messages: [plain(key)] })),
    )
    await lost
    await producer.disconnect()
    expect(new Set(await keysOf('h5-parallel')).size).toBe(1) // one of the two, twice
  })
})

describe('a transaction', () => {
  it('wedged-producer: can neither be ended nor followed by another in kafkajs after the reply of its end was lost', async () => {
    await makeTopic('h8')
    const producer = clients.producer({ transactionalId: 'h8', maxInFlightRequests: 1 })
    await producer.connect()
    const transaction = await producer.transaction()
    await transaction.send({ topic: 'h8', acks: -1, messages: [plain('a')] })
    const lost = proxy.fault('EndTxn', 'lose-reply')
    await expect(transaction.commit()).rejects.toThrow()
    await lost
    await expect(transaction.abort()).rejects.toThrow()
    await expect(producer.transaction()).rejects.toThrow()
    await producer.disconnect()
    await (
      await openTransactionalWriter(clients, log, { transactionalId: 'h8', group: 'h8-group', topics: [] })
    ).discard()
    expect(await keysOf('h8')).toStrictEqual(['a'])
  })

  it('connect-does-not-fence: is not fenced by a producer that has only connected', async () => {
    await makeTopic('h12')
    const old = await openTransactionalWriter(clients, log, { transactionalId: 'h12', group: 'h12-group', topics: [] })
    await old.send([outgoing('h12', 'old')])
    const next = clients.producer({ transactionalId: 'h12', maxInFlightRequests: 1 })
    await next.connect()
    await old.commit([{ topic: INPUT, partition: 0, next: 1 }])
    await old.send([outgoing('h12', 'older')])
    const owner = await openTransactionalWriter(clients, log, {
      transactionalId: 'h12',
      group: 'h12-group',
      topics: [],
    })
    await expect(old.commit([{ topic: INPUT, partition: 0, next: 2 }])).rejects.toThrow()
    await Promise.all([old.discard(), owner.discard(), next.disconnect()])
    expect([await keysOf('h12'), await committed('h12-group')]).toStrictEqual([['old'], 1])
  })

  it('hidden-offset: hides the offset that it is about to commit until a new owner has initialised its id', async () => {
    const old = clients.producer({ transactionalId: 'h11', maxInFlightRequests: 1 })
    await old.connect()
    const group = 'h11-group'
    const transaction = await old.transaction()
    const topics = [{ topic: INPUT, partitions: [{ partition: 0, offset: '7' }] }]
    await offsetsTaken(() => transaction.sendOffsets({ consumerGroupId: group, topics }))
    expect(await committed(group)).toBe(0)
    await transaction.commit()
    await (await openTransactionalWriter(clients, log, { transactionalId: 'h11', group, topics: [] })).discard()
    expect(await committed(group)).toBe(7)
    await old.disconnect()
  })

  it('markers-pending: follows the last one at once, a hundred times, while the broker still writes its markers', async () => {
    await makeTopic('h9')
    const writer = await openTransactionalWriter(clients, log, { transactionalId: 'h9', group: 'h9-group', topics: [] })
    for (let next = 1; next <= 100; next += 1) await writer.commit([{ topic: INPUT, partition: 0, next }])
    await writer.discard()
    await (
      await openTransactionalWriter(clients, log, { transactionalId: 'h9', group: 'h9-group', topics: [] })
    ).discard()
    expect(await committed('h9-group')).toBe(100)
  })

  it.each<Fault>(['lose-request', 'delay-request', 'lose-reply', 300])(
    'late-end-of-transaction, reused-sequence, bounded-retries, wedged-producer, no-group-metadata: has its effect once, whichever of its requests meets the fault "%s"',
    async (fault) => {
      const topic = `once-${fault}`
      await makeTopic(topic)
      const apis: readonly ApiName[] = [
        'FindCoordinator',
        'InitProducerId',
        'AddPartitionsToTxn',
        'Produce',
        'AddOffsetsToTxn',
        'TxnOffsetCommit',
        'EndTxn',
      ]
      let upTo = 0
      for (const api of [...apis, ...apis]) {
        const faulted = proxy.fault(api, fault, 2)
        upTo += 4
        await processUpTo(topic, upTo)
        if (api === 'InitProducerId') await processUpTo(topic, upTo)
        await faulted
        await proxy.deliverDelayed()
      }
      expect(await keysOf(topic)).toStrictEqual(Array.from({ length: upTo }, (_, n) => String(n)))
      expect(await committed(`${topic}-group`)).toBe(upTo)
    },
  )

  it('bounded-retries: fails before its timeout when the reply to its end never comes', async () => {
    await makeTopic('swallowed')
    const writer = await openTransactionalWriter(clients, log, {
      transactionalId: 'swallowed',
      group: 'swallowed-group',
      topics: [],
    })
    await writer.send([outgoing('swallowed', 'a')])
    const swallowed = proxy.fault('EndTxn', 'swallow-reply')
    await expect(writer.commit([{ topic: INPUT, partition: 0, next: 1 }])).rejects.toThrow()
    await swallowed
    await writer.discard()
    await (
      await openTransactionalWriter(clients, log, {
        transactionalId: 'swallowed',
        group: 'swallowed-group',
        topics: [],
      })
    ).discard()
    expect([await keysOf('swallowed'), await committed('swallowed-group')]).toStrictEqual([['a'], 1])
  })
})

describe('a transaction whose coordinator has lost track of it', () => {
  const open = (transactionalId: string, topics: readonly string[]) =>
    openTransactionalWriter(direct, log, { transactionalId, group: `${transactionalId}-group`, topics })

  it('hanging-transaction: cannot be made by a record that comes late, as the broker asks the coordinator first', async () => {
    await makeTopic('late')
    const owner = await openRawTransactions(direct, 'late')
    const refusal = { type: 'INVALID_TXN_STATE' }
    await expect(owner.produce('late', 'never added')).rejects.toMatchObject(refusal)
    await owner.add('late')
    await owner.produce('late', 'in time')
    await owner.end('abort')
    await owner.add(INPUT)
    await expect(owner.produce('late', 'after the end')).rejects.toMatchObject(refusal)
    await owner.close()
  })

  it('hanging-transaction: holds up readers, until the next owner ends it, and it alone', async () => {
    await makeTopic('hanging')
    const plainly = direct.producer({ idempotent: true, maxInFlightRequests: 1 })
    await plainly.connect()
    const write = (key: string) => plainly.send({ topic: 'hanging', acks: -1, messages: [plain(key)] })
    await write('before')
    await withoutVerification(direct, async () => {
      const lost = await openRawTransactions(direct, 'hanging')
      await lost.produceUnknown('hanging', 'lost')
      await lost.close()
    })
    await write('between')
    const live = await open('live', ['hanging'])
    await live.send([outgoing('hanging', 'live')])
    await write('after')

    let isRestored = false
    const restored = keysOf('hanging', 'written').then((keys) => {
      isRestored = true
      return keys
    })
    await (await open('hanging', [])).discard() // all that Kafka itself does for it
    expect([await keysOf('hanging'), isRestored]).toStrictEqual([['before'], false])
    await (await open('hanging', ['hanging', 'late'])).discard()
    expect([await keysOf('hanging'), isRestored]).toStrictEqual([['before', 'between'], false])
    await live.commit([])
    expect(await restored).toStrictEqual(['before', 'between', 'live', 'after'])
    await Promise.all([live.discard(), plainly.disconnect()])
  })

  it('hanging-transaction: is committed when its coordinator has committed it, with the offsets', async () => {
    for (const topic of ['marked', 'unmarked']) await makeTopic(topic)
    const owner = await openRawTransactions(direct, 'torn')
    await owner.add('marked')
    await owner.produce('marked', 'a')
    await owner.end('commit')
    await withoutVerification(direct, async () => {
      await owner.produceUnknown('unmarked', 'a')
      await owner.offsets('torn-group', INPUT, 9)
    })
    await owner.close()
    expect([await keysOf('unmarked'), await committed('torn-group')]).toStrictEqual([[], 0])
    await (await open('torn', ['marked', 'unmarked'])).discard()
    expect([await keysOf('marked'), await keysOf('unmarked'), await committed('torn-group')]).toStrictEqual([['a'], ['a'], 9]) // prettier-ignore
  })
})

/** A group coordinator that has just started, or a transaction that is being ended, refuses; kafkajs gives up at once. */
async function offsetsTaken(send: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await send()
      return
    } catch (error) {
      if (!/coordinator|concurrent|loading/i.test(String(error))) throw error
    }
  }
}

/** One output for each input, as a task writes them; after any error a new owner begins. */
async function processUpTo(topic: string, upTo: number): Promise<void> {
  const group = `${topic}-group`
  for (;;) {
    let owner: TransactionalWriter | undefined
    try {
      owner = await openTransactionalWriter(clients, log, { transactionalId: topic, group, topics: [] })
      for (let offset = await committed(group); offset < upTo; offset += 1) {
        await owner.send([outgoing(topic, String(offset))])
        await owner.commit([{ topic: INPUT, partition: 0, next: offset + 1 }])
      }
      return
    } catch {
      continue // as the supervisor does
    } finally {
      await owner?.discard()
    }
  }
}

describe('a member that stops', () => {
  it('interrupted-leave: leaves its group, also while it waits for records', async () => {
    const admin = direct.admin()
    await admin.connect()
    const stayed: string[] = []
    const [broker = ''] = stack.addresses.kafkaBrokers
    let sockets: Socket[] = []
    // A connection takes long, as between machines: kafkajs has heard of the end of the last one before it writes to the next.
    const connect: Connect = (to, onConnect) => {
      const socket = connectTcp(to, () => setTimeout(onConnect, 50))
      sockets.push(socket)
      return socket
    }
    for (let time = 0; time < 10; time += 1) {
      const name = `leave-${time}`
      sockets = []
      const failures: unknown[] = []
      const options = { name, topics: [INPUT], single: false, concurrency: 1, latency: 'interactive' } as const
      const handlers = {
        onAssigned: () => undefined,
        onBatch: () => Promise.resolve(),
        onFailure: (error: unknown) => failures.push(error),
      }
      const group = await joinGroup(
        { clients: kafkaClients([broker], name, log, connect), log, sessionTimeoutMs: 10_000 },
        { ...options, ...handlers },
      )
      await expect.poll(() => sockets.filter((socket) => socket.bytesWritten > 0).length).toBeGreaterThan(1) // one of them fetches
      await group.stop()
      const { groups } = await admin.describeGroups([name])
      stayed.push(...groups.filter(({ members }) => members.length > 0).map(({ groupId }) => groupId))
      expect(failures).toStrictEqual([])
    }
    await admin.disconnect()
    expect(stayed).toStrictEqual([])
  })
})

describe('interleaved transactions of three producers on one partition', () => {
  const PRODUCERS = 3
  const RECORDS = 3_000
  const SEED = 14

  it('aborted-records-visible: are read alike by kafkajs, by the partition reader and by the Java consumer', async () => {
    const topic = 'h14'
    await makeTopic(topic)
    const kept = await crossing(topic)
    const expected = kept.toSorted()
    expect((await keysOf(topic)).toSorted()).toStrictEqual(expected)
    expect(await keysOf(topic)).toStrictEqual(await keysByGroup(topic, expected.length))
    const java = await readByJava(stack.addresses, topic)
    expect(java.map(({ key }) => key)).toStrictEqual(await keysOf(topic))
  })

  it('aborted-records-visible: leak aborted records through the filter of kafkajs itself', async () => {
    const fetched = await everythingFetched('h14')
    const require = createRequire(import.meta.url)
    const path = require.resolve('kafkajs/src/consumer/filterAbortedMessages')
    const mended = require.cache[path]
    Reflect.deleteProperty(require.cache, path)
    const itsOwn = require(path) as typeof withoutAborted
    require.cache[path] = mended
    const keys = (filter: typeof withoutAborted) =>
      fetched.flatMap((each) => filter(each).flatMap((r) => (r.isControlRecord ? [] : [String(r.key)])))
    expect(keys(withoutAborted)).toStrictEqual(await keysOf('h14'))
    expect(keys(itsOwn).length).toBeGreaterThan(keys(withoutAborted).length)
  })

  /** @returns the keys of the records whose transaction was committed. */
  async function crossing(topic: string): Promise<readonly string[]> {
    const random = mulberry32(SEED)
    const lanes = await Promise.all(
      Array.from({ length: PRODUCERS }, async (_, n) => {
        const producer = direct.producer({ transactionalId: `h14-${n}`, maxInFlightRequests: 1 })
        await producer.connect()
        return { producer, open: null as Awaited<ReturnType<typeof producer.transaction>> | null, keys: [] as string[] }
      }),
    )
    const kept: string[] = []
    const end = async (lane: (typeof lanes)[number]) => {
      if (lane.open === null) return
      if (random() < 0.5) {
        await lane.open.commit()
        kept.push(...lane.keys)
      } else await lane.open.abort()
      lane.open = null
      lane.keys = []
    }
    for (let sent = 0; sent < RECORDS;) {
      const lane = lanes[Math.floor(random() * PRODUCERS)]
      if (lane === undefined) break
      if (random() < 0.3) await end(lane)
      lane.open ??= await lane.producer.transaction()
      // A key of four zero bytes is what kafkajs takes for an abort marker.
      const keys = Array.from({ length: 1 + Math.floor(random() * 30) }, (_, n) =>
        random() < 0.05 ? '\0\0\0\0' : `${sent + n}`,
      )
      await lane.open.send({ topic, acks: -1, messages: keys.map(plain) })
      lane.keys.push(...keys)
      sent += keys.length
    }
    for (const lane of lanes) {
      await end(lane)
      await lane.producer.disconnect()
    }
    return kept
  }

  async function keysByGroup(topic: string, count: number): Promise<readonly string[]> {
    const consumer = direct.consumer({ groupId: `${topic}-reader` })
    const keys: string[] = []
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await new Promise<void>((resolve, reject) => {
      consumer
        .run({
          eachMessage({ message }) {
            keys.push(String(message.key))
            if (keys.length === count) resolve()
            return Promise.resolve()
          },
        })
        .catch(reject)
    })
    await consumer.disconnect()
    return keys
  }

  async function everythingFetched(
    topic: string,
  ): Promise<
    readonly { messages: readonly KafkajsRecord[]; abortedTransactions: readonly AbortedTransaction[] | null }[]
  > {
    const cluster = direct.cluster('committed')
    await cluster.connect()
    await cluster.addMultipleTargetTopics([topic])
    const [nodeId = ''] = Object.keys(cluster.findLeaderForPartitions(topic, [0]))
    const broker = await cluster.findBroker({ nodeId })
    const fetched = []
    for (let fetchOffset = 0; ;) {
      const { responses } = await broker.fetch({
        isolationLevel: 1,
        maxWaitTime: 10,
        minBytes: 1,
        maxBytes: 1 << 20,
        topics: [{ topic, partitions: [{ partition: 0, fetchOffset, maxBytes: 1 << 20 }] }],
      })
      const part = responses[0]?.partitions[0]
      const last = part?.messages.at(-1)
      if (part === undefined || last === undefined) break
      fetched.push({ messages: part.messages, abortedTransactions: part.abortedTransactions })
      fetchOffset = Number(last.offset) + 1
    }
    await cluster.disconnect()
    return fetched
  }
})
