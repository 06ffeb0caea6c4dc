import { setImmediate } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { KafkaError } from '../../../../streams/engine/kafka/kafka-error.ts'
import type { Batch, GroupOptions, Isolation, KafkaPort, Start, TopicPartition } from '../../../../streams/engine/kafka/port.ts' // prettier-ignore
import type { LogRecord, OutgoingRecord } from '../../../../streams/engine/serde/log-record.ts'
import { batchSizeOf } from '../../../../streams/engine/serde/record-size.ts'

/**
 * What the runtime relies on, whatever implements the port. It runs on the broker in memory in each fast test run, and on Kafka
 * as a system test: so a test of the runtime in memory tells of the runtime on Kafka.
 * @param connect the port of one more process.
 */
export function describeKafkaPort(connect: () => KafkaPort): void {
  const cleanups: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })
  const suite: Suite = { connect, onEnd: (cleanup) => cleanups.push(cleanup) }
  describe('records', () => describeRecords(suite))
  describe('records of some size', () => describeSizes(suite))
  describe('a transaction', () => describeTransactions(suite))
  describe('a reader', () => describeReaders(suite))
  describe('a consumer group', () => describeGroups(suite))
  describe('a consumer group', () => describeLostPositions(suite))
  describe('the admin', () => describeAdmin(suite))
  describe('the admin of groups', () => describeGroupAdmin(suite))
}

interface Suite {
  readonly connect: () => KafkaPort
  readonly onEnd: (cleanup: () => Promise<unknown>) => void
}

function describeRecords(suite: Suite): void {
  it('have the key, the value, the headers and the timestamp they were sent with, to the byte', async () => {
    const topic = await topicOf(suite)
    const bytes = Buffer.from([0, 255, 128, 10, 0])
    const headers = { text: 'né', bytes, twice: [Buffer.from('a'), Buffer.from('b')], none: '' }
    const sent = [
      { ...recordOf(topic, 0, 'a'), value: bytes, headers, timestamp: 1_700_000_000_123 },
      { ...recordOf(topic, 0, 'tombstone'), value: null, timestamp: 1 },
      { ...recordOf(topic, 0, 'empty'), value: Buffer.alloc(0) },
      { ...recordOf(topic, 0, 'no key'), key: null },
    ]
    const producer = await producerOf(suite)
    await producer.send(sent)
    const read = await readToEnd(suite, topic)
    expect(read.map(({ key, value, timestamp }) => ({ key, value, timestamp }))).toStrictEqual(
      sent.map(({ key, value, timestamp }) => ({ key, value, timestamp })),
    )
    expect(read[0]?.headers).toStrictEqual({
      text: Buffer.from('né'),
      bytes,
      twice: [Buffer.from('a'), Buffer.from('b')],
      none: Buffer.alloc(0),
    })
    expect(read[1]?.headers).toStrictEqual({})
  })

  it('are in each partition in the order of sending, at the positions that were returned', async () => {
    const topic = await topicOf(suite, 2)
    const producer = await producerOf(suite)
    const first = await producer.send([recordOf(topic, 1, 'a'), recordOf(topic, 0, 'b'), recordOf(topic, 1, 'c')])
    const second = await producer.send([recordOf(topic, 1, 'd')])
    expect([...first, ...second]).toStrictEqual([
      { partition: 1, offset: 0 },
      { partition: 0, offset: 0 },
      { partition: 1, offset: 1 },
      { partition: 1, offset: 2 },
    ])
    const inOne = await readToEnd(suite, topic, { partition: 1 })
    expect(inOne.map(({ key, offset }) => [String(key), offset])).toStrictEqual([['a', 0], ['c', 1], ['d', 2]]) // prettier-ignore
    expect(await producer.send([])).toStrictEqual([])
  })

  it('that are too large are refused for good, and the producer goes on', async () => {
    const topic = await topicOf(suite)
    const producer = await producerOf(suite)
    const large = { ...recordOf(topic, 0, 'large'), value: Buffer.alloc(3 * 1024 * 1024) }
    await expect(producer.send([large])).rejects.toSatisfy(isOfKind('refused'))
    await producer.send([recordOf(topic, 0, 'small')])
    expect(keysOf(await readToEnd(suite, topic))).toStrictEqual(['small'])
  })
}

/** A limit of the topic's own holds for its batches, and takes what `batchSizeOf` says it does. */
function describeSizes(suite: Suite): void {
  it('are judged by max.message.bytes of their topic: as large as is reckoned is taken, larger is refused', async () => {
    const admin = await adminOf(suite)
    const topic = unique('topic')
    await admin.createTopics([{ name: topic, partitions: 1, config: { 'max.message.bytes': '3000' } }])
    const producer = await producerOf(suite)
    const headers = { 'trace-id': 'plays/0/1', twice: [Buffer.from('a'), Buffer.from('bb')] }
    const ofSize = (bytes: number): OutgoingRecord => ({ ...recordOf(topic, 0, 'k'), headers, value: Buffer.alloc(bytes) }) // prettier-ignore
    const room = 3_000 - batchSizeOf(ofSize(0))
    await producer.send([ofSize(room)])
    await expect(producer.send([ofSize(room + 100)])).rejects.toSatisfy(isOfKind('refused'))
    const { writer } = await writerOf(suite)
    await expect(writer.send([ofSize(room + 100)])).rejects.toSatisfy(isOfKind('refused'))
  })

  it('are many in one send: they are written in several requests, in order', async () => {
    const topic = await topicOf(suite)
    const producer = await producerOf(suite)
    const value = Buffer.alloc(300 * 1024)
    const sent = Array.from({ length: 5 }, (_, index) => ({ ...recordOf(topic, 0, `k${index}`), value }))
    expect((await producer.send(sent)).map(({ offset }) => offset)).toStrictEqual([0, 1, 2, 3, 4])
    expect(keysOf(await readToEnd(suite, topic))).toStrictEqual(['k0', 'k1', 'k2', 'k3', 'k4'])
  })
}

function describeTransactions(suite: Suite): void {
  it('is visible to committed readers with its commit, in all partitions, and to uncommitted ones at once', async () => {
    const topic = await topicOf(suite, 2)
    const { writer } = await writerOf(suite)
    await writer.send([recordOf(topic, 0, 'a'), recordOf(topic, 1, 'b')])
    const visible = async (isolation: Isolation) => [
      keysOf(await readToEnd(suite, topic, { isolation, partition: 0 })),
      keysOf(await readToEnd(suite, topic, { isolation, partition: 1 })),
    ]
    expect([await visible('committed'), await visible('uncommitted')]).toStrictEqual([[[], []], [['a'], ['b']]]) // prettier-ignore
    await writer.commit([])
    await followUntil(suite, topic, 1, 1)
    expect(await visible('committed')).toStrictEqual([['a'], ['b']])
  })

  it('holds back from committed readers what others wrote after its first record', async () => {
    const topic = await topicOf(suite)
    const { writer } = await writerOf(suite)
    const producer = await producerOf(suite)
    await producer.send([recordOf(topic, 0, 'before')])
    await writer.send([recordOf(topic, 0, 'inside')])
    await producer.send([recordOf(topic, 0, 'after')])
    expect(keysOf(await readToEnd(suite, topic))).toStrictEqual(['before'])
    await writer.commit([])
    expect(keysOf(await followUntil(suite, topic, 3))).toStrictEqual(['before', 'inside', 'after'])
  })

  it('is waited for by who reads to the end of what is written, and by nobody else', async () => {
    const topic = await topicOf(suite)
    const { writer } = await writerOf(suite)
    const producer = await producerOf(suite)
    await producer.send([recordOf(topic, 0, 'before')])
    await writer.send([recordOf(topic, 0, 'inside')])
    await producer.send([recordOf(topic, 0, 'after')])
    const options = { partitions: [{ topic, partition: 0 }], from: 'start', isolation: 'committed' } as const
    const waiting = startReader(suite, { ...options, end: 'written' })
    let isDecided = false
    const read = waiting.caughtUp.then((next) => ({ isDecided, next: next({ topic, partition: 0 }) }))
    await startReader(suite, options).caughtUp
    await waiting.holds(1)
    isDecided = true
    await writer.commit([])
    const { isDecided: wasDecided, next } = await read
    expect([wasDecided, next >= 3, keysOf(waiting.records)]).toStrictEqual([true, true, ['before', 'inside', 'after']])
  })

  it('takes offsets of its own for the end of it, and tells the offset after the last record sent', async () => {
    const topic = await topicOf(suite)
    const { writer } = await writerOf(suite)
    expect(writer.end(topic, 0)).toBeNull()
    await writer.send([recordOf(topic, 0, 'a'), recordOf(topic, 0, 'b')])
    const ends = [writer.end(topic, 0)]
    await writer.commit([])
    await writer.send([recordOf(topic, 0, 'c')])
    ends.push(writer.end(topic, 0))
    await writer.commit([])
    expect(ends).toStrictEqual([2, 4])
    expect((await followUntil(suite, topic, 3)).map(({ offset }) => offset)).toStrictEqual([0, 1, 3])
  })

  it('of an earlier owner is aborted, and its next call is fenced', async () => {
    const topic = await topicOf(suite)
    const { writer, transactionalId, group } = await writerOf(suite)
    await writer.send([recordOf(topic, 0, 'committed')])
    await writer.commit([{ topic, partition: 0, next: 1 }])
    await writer.send([recordOf(topic, 0, 'aborted')])
    const { writer: newer } = await writerOf(suite, { transactionalId, group })
    await expect(writer.send([recordOf(topic, 0, 'late')])).rejects.toSatisfy(isOfKind('fenced'))
    await expect(writer.commit([{ topic, partition: 0, next: 9 }])).rejects.toSatisfy(isOfKind('fenced'))
    await newer.send([recordOf(topic, 0, 'newer')])
    await newer.commit([{ topic, partition: 0, next: 2 }])
    expect(keysOf(await followUntil(suite, topic, 2))).toStrictEqual(['committed', 'newer'])
    const uncommitted = keysOf(await readToEnd(suite, topic, { isolation: 'uncommitted' }))
    expect(uncommitted).toStrictEqual(['committed', 'aborted', 'newer'])
  })

  it('commits input offsets with its outputs, and none when it is aborted', async () => {
    const topic = await topicOf(suite)
    const { writer, transactionalId, group } = await writerOf(suite)
    const committed = async () => {
      const admin = await adminOf(suite)
      return admin.committedOffsets(group, [topic])
    }
    expect(await committed()).toStrictEqual([])
    await writer.send([recordOf(topic, 0, 'a')])
    await writer.commit([{ topic, partition: 0, next: 7 }])
    const { writer: second } = await writerOf(suite, { transactionalId, group }) // its initialisation waits for the markers
    expect(await committed()).toStrictEqual([{ topic, partition: 0, next: 7 }])
    await second.commit([{ topic, partition: 0, next: 8 }]) // without outputs
    const { writer: third } = await writerOf(suite, { transactionalId, group })
    expect(await committed()).toStrictEqual([{ topic, partition: 0, next: 8 }])
    await third.send([recordOf(topic, 0, 'b')])
    await writerOf(suite, { transactionalId, group })
    expect(await committed()).toStrictEqual([{ topic, partition: 0, next: 8 }])
  })

  it('that failed is refused from then on', async () => {
    const topic = await topicOf(suite)
    const { writer } = await writerOf(suite)
    const large = { ...recordOf(topic, 0, 'large'), value: Buffer.alloc(3 * 1024 * 1024) }
    await expect(writer.send([large])).rejects.toSatisfy(isOfKind('refused'))
    await expect(writer.send([recordOf(topic, 0, 'small')])).rejects.toSatisfy(isOfKind('refused'))
    await expect(writer.commit([])).rejects.toSatisfy(isOfKind('refused'))
    expect(await readToEnd(suite, topic)).toStrictEqual([])
  })
}

function describeReaders(suite: Suite): void {
  it.each<readonly [string, Start, readonly string[]]>([
    ['the start', 'start', ['a', 'b', 'c']],
    ['an offset', { next: 1 }, ['b', 'c']],
    ['a time', 1_500, ['b', 'c']],
    ['a time of a record', 2_000, ['b', 'c']],
    ['a time after all records', 9_000, []],
    ['the end', 'end', []],
  ])('from %s catches up with what there is, then gives what is written', async (_, from, expected) => {
    const topic = await topicOf(suite)
    const producer = await producerOf(suite)
    const timed = (key: string, timestamp: number) => ({ ...recordOf(topic, 0, key), timestamp })
    await producer.send([timed('a', 1_000), timed('b', 2_000), timed('c', 3_000)])
    const reader = startReader(suite, { partitions: [{ topic, partition: 0 }], from, isolation: 'committed' })
    const next = await reader.caughtUp
    expect(keysOf(reader.records)).toStrictEqual(expected)
    expect(next({ topic, partition: 0 })).toBe(3)
    await producer.send([timed('d', 4_000)])
    await reader.holds(expected.length + 1)
    expect(keysOf(reader.records)).toStrictEqual([...expected, 'd'])
  })

  it('of empty partitions has caught up at once', async () => {
    const topic = await topicOf(suite, 2)
    expect(await readToEnd(suite, topic)).toStrictEqual([])
  })

  it('is given the same records again when its handler fails', async () => {
    const topic = await topicOf(suite)
    const producer = await producerOf(suite)
    await producer.send([recordOf(topic, 0, 'a'), recordOf(topic, 0, 'b')])
    const given: string[][] = []
    const stop = new AbortController()
    await suite.connect().read({
      partitions: [{ topic, partition: 0 }],
      from: 'start',
      isolation: 'committed',
      signal: stop.signal,
      onRecords(_, records) {
        given.push([...keysOf(records)])
        if (given.length === 1) throw new Error('not yet')
      },
      onCaughtUp: () => stop.abort(),
    })
    expect(given).toStrictEqual([['a', 'b'], ['a', 'b']]) // prettier-ignore
  })
}

function describeGroups(suite: Suite): void {
  it('gives one member all partitions, and its batches in order from the start', async () => {
    const [one, two] = [await topicOf(suite, 2), await topicOf(suite, 2)]
    const producer = await producerOf(suite)
    await producer.send([recordOf(one, 0, 'a'), recordOf(one, 1, 'b'), recordOf(two, 1, 'c'), recordOf(one, 0, 'd')])
    const member = await joined(suite, { topics: [one, two] })
    await member.holds(4)
    expect(member.assignment()).toStrictEqual({ [one]: [0, 1], [two]: [0, 1] })
    expect(member.keysOf(one, 0)).toStrictEqual(['a', 'd'])
    expect(member.keysOf(one, 1)).toStrictEqual(['b'])
    expect(member.keysOf(two, 1)).toStrictEqual(['c'])
    expect(member.failures).toStrictEqual([])
  })

  it('gives each partition to one member, and partition n of all its topics to the same', async () => {
    const [one, two] = [await topicOf(suite, 4), await topicOf(suite, 4)]
    const name = unique('group')
    const first = await joined(suite, { name, topics: [one, two] })
    const second = await joined(suite, { name, topics: [one, two] })
    const isShared = () => first.partitions(one).length === 2 && second.partitions(one).length === 2
    await until([first, second], isShared)
    for (const member of [first, second]) expect(member.partitions(two)).toStrictEqual(member.partitions(one))
    expect([...first.partitions(one), ...second.partitions(one)].sort()).toStrictEqual([0, 1, 2, 3])
  })

  it('that is single gives all partitions to one member, and to the next when that one has done what it does before it leaves', async () => {
    const topic = await topicOf(suite, 3)
    const name = unique('group')
    const members = [await joined(suite, { name, topics: [topic], single: true }), await joined(suite, { name, topics: [topic], single: true })] as const // prettier-ignore
    const counts = () => members.map((member) => member.partitions(topic).length).sort()
    await until(members, () => members.every((member) => member.assignments() > 0) && counts().join() === '0,3')
    const [active, standby] = members[0].partitions(topic).length === 3 ? members : [members[1], members[0]]
    let isDone = false
    let wasDone: boolean | null = null
    const takesOver = until([standby], () => standby.partitions(topic).length === 3).then(() => {
      wasDone = isDone
    })
    await active.stop(async () => {
      for (let turn = 0; turn < 100; turn += 1) await setImmediate()
      isDone = true
    })
    await takesOver
    expect(wasDone).toBe(true)
  })

  it('begins at the committed offsets, and gives a record again that was not resolved', async () => {
    const topic = await topicOf(suite)
    const producer = await producerOf(suite)
    await producer.send(['a', 'b', 'c'].map((key) => recordOf(topic, 0, key)))
    const name = unique('group')
    const first = await joined(suite, { name, topics: [topic] })
    await first.holds(3)
    await first.commit([{ topic, partition: 0, next: 1 }])
    await first.stop()
    let isFirstTime = true
    const second = await joined(suite, { name, topics: [topic] }, (batch) => {
      batch.resolve(isFirstTime ? (batch.records[0]?.offset ?? -1) : (batch.records.at(-1)?.offset ?? -1))
      isFirstTime = false
      return Promise.resolve()
    })
    await second.holds(3)
    expect(second.keysOf(topic, 0)).toStrictEqual(['b', 'c', 'c'])
  })

  it('gives committed records only, and an end that does not count the marker fetched behind them', async () => {
    const topic = await topicOf(suite)
    const { writer, transactionalId, group } = await writerOf(suite)
    await writer.send([recordOf(topic, 0, 'aborted')])
    const { writer: newer } = await writerOf(suite, { transactionalId, group })
    await newer.send([recordOf(topic, 0, 'a')])
    await newer.commit([])
    const member = await joined(suite, { topics: [topic] })
    await member.holds(1)
    expect(member.keysOf(topic, 0)).toStrictEqual(['a'])
    expect(member.batches[0]?.records.map(({ offset }) => offset)).toStrictEqual([2])
    expect(member.batches[0]?.end).toBe(3)
  })

  it('tells a batch under way that it rebalances', async () => {
    const topic = await topicOf(suite, 2)
    const producer = await producerOf(suite)
    await producer.send([recordOf(topic, 0, 'a')])
    const name = unique('group')
    const errors: unknown[] = []
    let isCurrentAfter: boolean | null = null
    let isLeft = false
    let begin: () => void = () => undefined
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const first = await joined(suite, { name, topics: [topic] }, async (batch) => {
      if (isLeft) return resolveAll(batch)
      begin()
      try {
        // A heartbeat that is not due answers at once: without a turn of the event loop the other member could hardly join.
        for (;;) {
          await batch.heartbeat()
          await setImmediate()
        }
      } catch (error) {
        errors.push(error)
        isLeft = true
        isCurrentAfter = batch.isCurrent()
        throw error
      }
    })
    await begun
    const second = await joined(suite, { name, topics: [topic] })
    await until([first, second], () => first.partitions(topic).length === 1 && second.partitions(topic).length === 1)
    await until([first, second], () => [...first.keysOf(topic, 0), ...second.keysOf(topic, 0)].length >= 2) // it came again
    expect(errors).toSatisfy(([error]) => isOfKind('rebalancing')(error))
    expect(isCurrentAfter).not.toBeNull()
    expect([first.failures, second.failures]).toStrictEqual([[], []])
  })

  it('reports what a batch throws', async () => {
    const topic = await topicOf(suite)
    const producer = await producerOf(suite)
    await producer.send([recordOf(topic, 0, 'a')])
    const bug = new TypeError('a bug')
    const member = await joined(suite, { topics: [topic] }, () => Promise.reject(bug))
    await until([member], () => member.failures.length > 0)
    expect(member.failures[0]).toBe(bug)
  })
}

function describeLostPositions(suite: Suite): void {
  it('that has committed more than the log holds reads from its start, and commits nothing by that', async () => {
    const topic = await topicOf(suite)
    const [producer, admin] = [await producerOf(suite), await adminOf(suite)]
    await producer.send([recordOf(topic, 0, 'a'), recordOf(topic, 0, 'b')])
    const { writer, group } = await writerOf(suite)
    await writer.commit([{ topic, partition: 0, next: 1_000 }])
    const seen: string[] = []
    const member = await suite.connect().joinGroup({
      name: group,
      topics: [topic],
      single: false,
      concurrency: 1,
      latency: 'interactive',
      onAssigned: () => undefined,
      onBatch(batch) {
        for (const { key, offset } of batch.records) {
          seen.push(String(key))
          batch.resolve(offset)
        }
        return Promise.resolve()
      },
      onFailure: () => undefined,
    })
    suite.onEnd(() => member.stop())
    await expect.poll(() => seen, { timeout: 20_000 }).toStrictEqual(['a', 'b'])
    expect(await admin.committedOffsets(group, [topic])).toStrictEqual([{ topic, partition: 0, next: 1_000 }])
  })
}

function describeAdmin(suite: Suite): void {
  it('creates the topics that are missing, and counts their partitions', async () => {
    const admin = await adminOf(suite)
    const [one, two] = [unique('topic'), unique('topic')]
    expect(await admin.createTopics([{ name: one, partitions: 2, config: {} }])).toBe(1)
    expect(await admin.createTopics([one, two].map((name) => ({ name, partitions: 3, config: {} })))).toBe(1)
    expect(await admin.partitionCounts([one, two])).toStrictEqual(new Map([[one, 2], [two, 3]])) // prettier-ignore
    await expect(admin.partitionCounts([unique('unknown')])).rejects.toBeInstanceOf(KafkaError)
  })

  it('tells the bounds of logs', async () => {
    const admin = await adminOf(suite)
    const topic = await topicOf(suite, 2)
    const producer = await producerOf(suite)
    await producer.send([recordOf(topic, 1, 'a'), recordOf(topic, 1, 'b')])
    const bounds = [...(await admin.logBounds([topic]))].sort((a, b) => a.partition - b.partition)
    expect(bounds).toStrictEqual([
      { topic, partition: 0, start: 0, end: 0 },
      { topic, partition: 1, start: 0, end: 2 },
    ])
  })

  it('names all topics, and tells where the records of a time begin', async () => {
    const admin = await adminOf(suite)
    const topic = await topicOf(suite, 2)
    const producer = await producerOf(suite)
    const times = [1_700_000_000_000, 1_700_000_060_000, 1_700_000_030_000]
    await producer.send(times.map((timestamp) => ({ ...recordOf(topic, 1, 'a'), timestamp })))
    const at = async (timeMs: number) =>
      [...(await admin.offsetsAt(topic, timeMs))].sort((a, b) => a.partition - b.partition).map(({ next }) => next)
    expect([await at(0), await at(1_700_000_030_000), await at(1_800_000_000_000)]).toStrictEqual([
      [0, 0],
      [0, 1],
      [0, 3],
    ])
    expect(await admin.topicNames()).toContain(topic)
  })

  it('describes topics that there are, and changes settings one by one', async () => {
    const admin = await adminOf(suite)
    const [one, none] = [unique('topic'), unique('topic')]
    const config = { 'cleanup.policy': 'compact', 'max.message.bytes': '2000000' }
    await admin.createTopics([{ name: one, partitions: 2, config }])
    await admin.configureTopic(one, { 'max.message.bytes': '3000', 'retention.ms': '-1' })
    const settings = async () => {
      const found = await admin.describeTopics([one, none])
      const topic = found.get(one)
      const names = ['cleanup.policy', 'max.message.bytes', 'retention.ms', 'message.timestamp.type']
      return [[...found.keys()], topic?.partitions, topic?.replicas, names.map((name) => topic?.config.get(name))]
    }
    await expect.poll(settings).toStrictEqual([[one], 2, 1, ['compact', '3000', '-1', 'CreateTime']])
    expect([(await admin.describeTopics([none])).size, await admin.describeCluster()]).toMatchObject([
      0,
      { brokers: 1 },
    ])
    expect((await admin.describeCluster()).id).toBe((await admin.describeCluster()).id)
  })

  it('describes a log', async () => {
    const admin = await adminOf(suite)
    const [one, two] = [unique('topic'), await topicOf(suite)]
    await admin.createTopics([{ name: one, partitions: 1, config: { 'delete.retention.ms': '1234' } }])
    const producer = await producerOf(suite)
    await producer.send([recordOf(one, 0, 'a'), recordOf(one, 0, 'b')])
    const described = await admin.describeLog({ topic: one, partition: 0 })
    expect(described).toMatchObject({ end: 2, tombstonesKeptMs: 1234 })
    expect((await admin.describeLog({ topic: two, partition: 0 })).topicId).not.toBe(described.topicId)
    expect((await admin.describeLog({ topic: one, partition: 0 })).topicId).toBe(described.topicId)
  })
}

function describeGroupAdmin(suite: Suite): void {
  it('tells the members of a group, their partitions and what it has committed', async () => {
    const admin = await adminOf(suite)
    const [topic, name] = [await topicOf(suite, 2), unique('group')]
    expect(await admin.describeGroup(name)).toStrictEqual({ members: [], committed: [] })
    const member = await joined(suite, { name, topics: [topic] })
    await until([member], () => member.partitions(topic).length === 2)
    const { members, committed } = await admin.describeGroup(name)
    expect(members.map(({ partitions }) => partitions)).toStrictEqual([
      [
        { topic, partition: 0 },
        { topic, partition: 1 },
      ],
    ])
    expect(members.map(({ memberId, clientId, host }) => [memberId, clientId, host].every((text) => text !== ''))).toStrictEqual([true]) // prettier-ignore
    expect([committed, await admin.listGroups()]).toStrictEqual([[], expect.arrayContaining([name])])
  })

  it('commits for a group without members, and is refused while there are some', async () => {
    const admin = await adminOf(suite)
    const [topic, name] = [await topicOf(suite, 2), unique('group')]
    const offsets = [
      { topic, partition: 0, next: 3 },
      { topic, partition: 1, next: 0 },
    ]
    await admin.setOffsets(name, offsets)
    expect(await admin.describeGroup(name)).toStrictEqual({ members: [], committed: offsets })
    const member = await joined(suite, { name, topics: [topic] })
    await until([member], () => member.partitions(topic).length === 2)
    await expect(admin.setOffsets(name, [{ topic, partition: 0, next: 1 }])).rejects.toMatchObject({
      kind: 'fatal',
      type: 'UNKNOWN_MEMBER_ID',
    })
    await member.stop()
    await admin.setOffsets(name, [{ topic, partition: 1, next: 7 }])
    expect(await admin.committedOffsets(name, [topic])).toStrictEqual([
      { topic, partition: 0, next: 3 },
      { topic, partition: 1, next: 7 },
    ])
  })

  it('a reader begins at an offset of its own in each partition', async () => {
    const topic = await topicOf(suite, 2)
    const producer = await producerOf(suite)
    await producer.send(['a', 'b', 'c'].flatMap((key) => [recordOf(topic, 0, key), recordOf(topic, 1, key)]))
    const partitions = [0, 1].map((partition) => ({ topic, partition }))
    const from = [{ topic, partition: 0, next: 2 }]
    const { records, caughtUp } = startReader(suite, { partitions, from, isolation: 'committed' })
    await caughtUp
    expect(keysOf(records).toSorted()).toStrictEqual(['a', 'b', 'c', 'c'])
  })
}

let names = 0
/** Names that no earlier test, and no earlier run on the same broker, has used. */
const unique = (what: string): string => `contract-${what}-${process.pid}-${(names += 1)}`

async function topicOf(suite: Suite, partitions = 1): Promise<string> {
  const name = unique('topic')
  const admin = await adminOf(suite)
  // Records here are of 2023: a broker that keeps them by their age may delete them in the middle of a test.
  await admin.createTopics([{ name, partitions, config: { 'retention.ms': '-1' } }])
  return name
}

function recordOf(topic: string, partition: number, key: string): OutgoingRecord & { readonly key: Buffer } {
  return { topic, partition, key: Buffer.from(key), value: Buffer.from(`value of ${key}`), headers: {}, timestamp: 1_700_000_000_000 } // prettier-ignore
}

const keysOf = (records: readonly LogRecord[]): readonly string[] => records.map(({ key }) => String(key))

const isOfKind = (kind: KafkaError['kind']) => (error: unknown) => error instanceof KafkaError && error.kind === kind

async function adminOf({ connect, onEnd }: Suite) {
  const admin = await connect().admin()
  onEnd(() => admin.close())
  return admin
}

async function producerOf({ connect, onEnd }: Suite) {
  const producer = await connect().producer()
  onEnd(() => producer.close())
  return producer
}

async function writerOf(
  { connect, onEnd }: Suite,
  { transactionalId, group } = { transactionalId: unique('writer'), group: unique('group') },
) {
  const writer = await connect().transactionalWriter(transactionalId, group, { topics: [] })
  onEnd(() => writer.discard())
  return { writer, transactionalId, group }
}

interface ReaderOptions {
  readonly partitions: readonly TopicPartition[]
  readonly from: Start
  readonly isolation: Isolation
  readonly end?: 'stable' | 'written'
}

function startReader({ connect, onEnd }: Suite, options: ReaderOptions) {
  const stop = new AbortController()
  const records: LogRecord[] = []
  const changes = eventSource()
  let catchUp: (next: (at: TopicPartition) => number) => void = () => undefined
  const caughtUp = new Promise<(at: TopicPartition) => number>((resolve) => {
    catchUp = resolve
  })
  const ended = connect().read({
    ...options,
    signal: stop.signal,
    onRecords(_, read) {
      records.push(...read)
      changes.happened()
    },
    onCaughtUp: catchUp,
  })
  onEnd(() => {
    stop.abort()
    return ended
  })
  return { records, caughtUp, holds: (count: number) => changes.until(() => records.length >= count) }
}

async function readToEnd(
  suite: Suite,
  topic: string,
  { isolation = 'committed', partition = 0 }: { isolation?: Isolation; partition?: number } = {},
): Promise<readonly LogRecord[]> {
  const reader = startReader(suite, { partitions: [{ topic, partition }], from: 'start', isolation })
  await reader.caughtUp
  return [...reader.records]
}

/** A commit is answered before all its markers are written: reads on until the records are there. */
async function followUntil(suite: Suite, topic: string, count: number, partition = 0): Promise<readonly LogRecord[]> {
  const reader = startReader(suite, { partitions: [{ topic, partition }], from: 'start', isolation: 'committed' })
  await reader.holds(count)
  return reader.records
}

function resolveAll(batch: Batch): Promise<void> {
  batch.resolve(batch.records.at(-1)?.offset ?? -1)
  return Promise.resolve()
}

type Member = Awaited<ReturnType<typeof joined>>

async function joined(
  { connect, onEnd }: Suite,
  options: Partial<GroupOptions> & Pick<GroupOptions, 'topics'>,
  onBatch: (batch: Batch) => Promise<void> = resolveAll,
) {
  const batches: Batch[] = []
  const failures: unknown[] = []
  const changes = eventSource()
  let assignment: ReadonlyMap<string, readonly number[]> = new Map()
  let assignments = 0
  const group = await connect().joinGroup({
    name: unique('group'),
    single: false,
    concurrency: 4,
    latency: 'interactive',
    onAssigned(assigned) {
      assignment = assigned
      assignments += 1
      changes.happened()
    },
    async onBatch(batch) {
      batches.push(batch)
      try {
        await onBatch(batch)
      } finally {
        changes.happened()
      }
    },
    onFailure(error) {
      failures.push(error)
      changes.happened()
    },
    ...options,
  })
  let stopped: Promise<void> | null = null
  const stop = (beforeLeaving?: () => Promise<void>) => (stopped ??= group.stop(beforeLeaving))
  onEnd(() => stop())
  const keys = (topic?: string, partition?: number) =>
    batches
      .filter((batch) => topic === undefined || (batch.topic === topic && batch.partition === partition))
      .flatMap(({ records }) => keysOf(records))
  return {
    batches,
    failures,
    changes,
    stop,
    commit: group.commit,
    assignments: () => assignments,
    assignment: () => Object.fromEntries([...assignment].map(([topic, partitions]) => [topic, partitions.toSorted()])),
    partitions: (topic: string) => (assignment.get(topic) ?? []).toSorted(),
    keysOf: (topic: string, partition: number) => keys(topic, partition),
    holds: (count: number) => changes.until(() => keys().length >= count),
  }
}

/** Resolves when the condition holds after an event of one of the members. */
function until(members: readonly Member[], condition: () => boolean): Promise<unknown> {
  return Promise.race(members.map((member) => member.changes.until(condition)))
}

function eventSource() {
  let waiting: (() => void)[] = []
  return {
    happened() {
      for (const resolve of waiting) resolve()
      waiting = []
    },
    async until(condition: () => boolean): Promise<void> {
      while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}
