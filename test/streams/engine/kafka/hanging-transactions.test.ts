import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { Cluster, ProtocolRequest } from '../../../../streams/engine/kafka/cluster.ts'
import {
  array,
  int16,
  int32,
  int64,
  NO_TAGS,
  readerOf,
  text,
} from '../../../../streams/engine/kafka/flexible-protocol.ts'
import { endHangingWith } from '../../../../streams/engine/kafka/hanging-transactions.ts'

const WRITING = { transactionalId: 'task-0', group: 'group', topics: ['outputs'] }
const [DESCRIBE_TRANSACTIONS, DESCRIBE_PRODUCERS, WRITE_TXN_MARKERS] = [65, 61, 27]
const NOT_FOUND = 105
const LOADING = 14
const [REFUSED, TOPIC_REFUSED] = [31, 29]

interface Open {
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly start: number
}

const described = (state: string, producerEpoch: number, error = 0) =>
  answer(
    int32(0),
    array([
      Buffer.concat([int16(error), text('task-0'), text(state), int32(10_000), int64(0n), int64(7n), int16(producerEpoch), array([]), NO_TAGS]), // prettier-ignore
    ]),
  )

/** Partition 0 of `outputs` as its leader sees it. */
const producers = (open: readonly Open[], error = 0) =>
  answer(
    int32(0),
    array([
      Buffer.concat([text('outputs'), array([Buffer.concat([int32(0), int16(error), Buffer.of(0), array(open.map(producer)), NO_TAGS])]), NO_TAGS]), // prettier-ignore
    ]),
  )
const producer = ({ producerId, producerEpoch, start }: Open) =>
  Buffer.concat([int64(producerId), int32(producerEpoch), int32(5), int64(99n), int32(3), int64(BigInt(start)), NO_TAGS]) // prettier-ignore

const markerWritten = (error = 0) =>
  answer(
    array([
      Buffer.concat([int64(7n), array([Buffer.concat([text('outputs'), array([Buffer.concat([int32(0), int16(error), NO_TAGS])]), NO_TAGS])]), NO_TAGS]), // prettier-ignore
    ]),
  )

function answer(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat([NO_TAGS, ...fields, NO_TAGS])
}

/** A cluster of one broker, whose answers to each kind of request are given in turn; the last one is given again. */
function fakeCluster(answers: Readonly<Record<number, readonly Buffer[]>>) {
  const calls: string[] = []
  const left = new Map(Object.entries(answers).map(([key, given]) => [Number(key), [...given]]))
  const send = async <T>({ request, response }: ProtocolRequest<T>): Promise<T> => {
    const bytes = ((await request.encode()) as unknown as { readonly buffer: Buffer }).buffer
    calls.push(request.apiKey === WRITE_TXN_MARKERS ? markerIn(bytes) : request.apiName)
    const given = left.get(request.apiKey) ?? []
    const next = (given.length > 1 ? given.shift() : given[0]) ?? Buffer.alloc(0)
    return response.parse(await response.decode(next))
  }
  const broker = { connectionPool: { send } }
  const cluster = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(calls.push('disconnect')),
    refreshMetadata: () => Promise.resolve(),
    addMultipleTargetTopics: () => Promise.resolve(),
    findTopicPartitionMetadata: () => [{ partitionId: 0 }],
    findLeaderForPartitions: () => ({ 1: [0] }),
    findBroker: () => Promise.resolve(broker),
    findGroupCoordinator: () => Promise.resolve(broker),
  } as unknown as Cluster // what is used of it
  return { calls, cluster }
}

function markerIn(bytes: Buffer): string {
  const read = readerOf(bytes)
  read.tags()
  read.uvarint()
  const [producerId, epoch, isCommit] = [read.int64(), read.int16(), read.skip(1).readUInt8() === 1]
  const topics = read.array(() => {
    const topic = read.text()
    const partitions = read.array(read.int32)
    read.tags()
    return `${topic}/${partitions.join()}`
  })
  return `${isCommit ? 'commit' : 'abort'} ${producerId}@${epoch} in ${topics.join()} by ${read.int32()}`
}

async function callsWith(answers: Readonly<Record<number, readonly Buffer[]>>): Promise<readonly string[]> {
  const { calls, cluster } = fakeCluster(answers)
  const initialise = () => {
    calls.push('initialise')
    return Promise.resolve()
  }
  await endHangingWith(initialise, cluster, pino({ level: 'silent' }), WRITING, () =>
    Promise.resolve(calls.push('wait')),
  )
  return calls
}

const BEFORE = ['DescribeTransactions', 'initialise', 'DescribeProducers']

describe('what hangs of an earlier owner', () => {
  it.each([
    ['Ongoing', 'abort'],
    ['Empty', 'abort'],
    ['CompleteAbort', 'abort'],
    ['PrepareCommit', 'commit'],
    ['CompleteCommit', 'commit'],
  ])('after the state %s is ended by %s, once the id is initialised', async (state, outcome) => {
    const calls = await callsWith({
      [DESCRIBE_TRANSACTIONS]: [described(state, 4)],
      [DESCRIBE_PRODUCERS]: [producers([{ producerId: 7n, producerEpoch: 4, start: 12 }])],
      [WRITE_TXN_MARKERS]: [markerWritten()],
    })
    expect(calls).toStrictEqual([...BEFORE, `${outcome} 7@4 in outputs/0 by 3`, 'disconnect'])
  })

  it('is aborted when it is older than what its coordinator has committed', async () => {
    const calls = await callsWith({
      [DESCRIBE_TRANSACTIONS]: [described('CompleteCommit', 5)],
      [DESCRIBE_PRODUCERS]: [producers([{ producerId: 7n, producerEpoch: 4, start: 12 }])],
      [WRITE_TXN_MARKERS]: [markerWritten()],
    })
    expect(calls).toStrictEqual([...BEFORE, 'abort 7@4 in outputs/0 by 3', 'disconnect'])
  })

  it('is neither what is ended, nor what another producer or a later owner has open', async () => {
    const calls = await callsWith({
      [DESCRIBE_TRANSACTIONS]: [described('Ongoing', 4)],
      [DESCRIBE_PRODUCERS]: [
        producers([
          { producerId: 7n, producerEpoch: 4, start: -1 },
          { producerId: 7n, producerEpoch: 6, start: 12 },
          { producerId: 8n, producerEpoch: 4, start: 12 },
        ]),
      ],
    })
    expect(calls).toStrictEqual([...BEFORE, 'disconnect'])
  })

  it('is not looked for when the id has never been used', async () => {
    const calls = await callsWith({ [DESCRIBE_TRANSACTIONS]: [described('', -1, NOT_FOUND)] })
    expect(calls).toStrictEqual(['DescribeTransactions', 'initialise', 'disconnect'])
  })

  it('is looked for again while the broker is not ready', async () => {
    const calls = await callsWith({
      [DESCRIBE_TRANSACTIONS]: [described('', -1, LOADING), described('Ongoing', 4)],
      [DESCRIBE_PRODUCERS]: [producers([], 6), producers([{ producerId: 7n, producerEpoch: 4, start: 12 }])],
      [WRITE_TXN_MARKERS]: [markerWritten(6), markerWritten()],
    })
    expect(calls.filter((call) => call === 'wait')).toHaveLength(3)
    expect(calls.at(-2)).toBe('abort 7@4 in outputs/0 by 3')
  })

  it('stays when the broker refuses to tell or to end it: the writer opens all the same', async () => {
    const untold = await callsWith({ [DESCRIBE_TRANSACTIONS]: [described('', -1, REFUSED)] })
    expect(untold).toStrictEqual(['DescribeTransactions', 'initialise', 'disconnect']) // asking again would not help
    const unended = await callsWith({
      [DESCRIBE_TRANSACTIONS]: [described('Ongoing', 4)],
      [DESCRIBE_PRODUCERS]: [producers([{ producerId: 7n, producerEpoch: 4, start: 12 }])],
      [WRITE_TXN_MARKERS]: [markerWritten(REFUSED)],
    })
    expect(unended.at(-1)).toBe('disconnect')
  })

  it('is left in topics that may not be read, and no reason to wait', async () => {
    const calls = await callsWith({
      [DESCRIBE_TRANSACTIONS]: [described('Ongoing', 4)],
      [DESCRIBE_PRODUCERS]: [producers([], TOPIC_REFUSED)],
    })
    expect(calls).toStrictEqual([...BEFORE, 'disconnect'])
  })

  it('is not touched when the id cannot be initialised', async () => {
    const { calls, cluster } = fakeCluster({ [DESCRIBE_TRANSACTIONS]: [described('Ongoing', 4)] })
    const initialise = () => Promise.reject(new Error('away'))
    await expect(endHangingWith(initialise, cluster, pino({ level: 'silent' }), WRITING)).rejects.toThrow('away')
    expect(calls).toStrictEqual(['DescribeTransactions', 'disconnect'])
  })
})
