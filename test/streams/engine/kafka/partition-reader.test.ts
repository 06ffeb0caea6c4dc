import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { Cluster, FetchedPartition, FetchRequest } from '../../../../streams/engine/kafka/cluster.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import type { KafkajsRecord } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import { readPartitions, visibleRecords } from '../../../../streams/engine/kafka/partition-reader.ts'
import type { ReadOptions } from '../../../../streams/engine/kafka/port.ts'

const log = pino({ level: 'silent' })
const AT = { topic: 'plays', partition: 0 }
const ABORT_MARKER = Buffer.from([0, 0, 0, 0])

const raw = (offset: number, producerId = 'A', isControlRecord = false): KafkajsRecord => ({
  offset: String(offset),
  timestamp: '7',
  key: isControlRecord ? ABORT_MARKER : Buffer.from(String(offset)),
  value: null,
  headers: {},
  isControlRecord,
  batchContext: { producerId, inTransaction: true },
})
const fetched = (
  messages: readonly KafkajsRecord[],
  abortedTransactions: FetchedPartition['abortedTransactions'] = null,
): FetchedPartition => ({ partition: 0, highWatermark: '0', messages, abortedTransactions })

describe('the records of a fetch', () => {
  const aborted = [{ producerId: 'B', firstOffset: '4' }]
  const part = fetched([raw(3), raw(4, 'B'), raw(5), raw(6, 'B', true), raw(7, 'B')], aborted)
  const offsets = (from: number, isolation: 'committed' | 'uncommitted') =>
    visibleRecords(part, from, isolation).map(({ offset }) => offset)

  it('are those from the position on that are no markers, and committed', () => {
    expect(offsets(4, 'committed')).toStrictEqual([5, 7])
  })
  it('are also those of aborted transactions where they are wanted', () => {
    expect(offsets(0, 'uncommitted')).toStrictEqual([3, 4, 5, 7])
  })
})

type Answer = readonly KafkajsRecord[] | Error

/** A cluster of one broker and one partition that answers fetches in turn; the last answer stops the reader. */
function cluster(answers: readonly Answer[], stop: AbortController, bounds: readonly { start: number; end: number }[]) {
  const asked: number[] = []
  let reads = 0
  const left = [...answers]
  const fetch = ({ topics }: FetchRequest) => {
    asked.push(topics[0]?.partitions[0]?.fetchOffset ?? -1)
    const answer = left.shift() ?? []
    if (left.length === 0) stop.abort()
    return answer instanceof Error
      ? Promise.reject(answer)
      : Promise.resolve({ responses: [{ topicName: 'plays', partitions: [fetched(answer)] }] })
  }
  const made = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    refreshMetadata: () => Promise.resolve(),
    addMultipleTargetTopics: () => Promise.resolve(),
    findLeaderForPartitions: () => ({ 1: [0] }),
    findBroker: () => Promise.resolve({ fetch }),
    fetchTopicsOffset(topics: readonly { readonly fromBeginning?: boolean }[]) {
      const { start, end } = bounds[Math.min(Math.floor(reads / 2), bounds.length - 1)] ?? { start: 0, end: 0 }
      reads += 1
      const offset = topics[0]?.fromBeginning === true ? start : end
      return Promise.resolve([{ topic: 'plays', partitions: [{ partition: 0, offset: String(offset) }] }])
    },
  } as unknown as Cluster // what is used of it
  return { asked, cluster: made }
}

async function read(
  answers: readonly Answer[],
  bounds: readonly { start: number; end: number }[],
  onRecords?: ReadOptions['onRecords'],
) {
  const stop = new AbortController()
  const { asked, cluster: made } = cluster(answers, stop, bounds)
  const [records, caughtUp, progress, pauses]: [number[], number[], string[], number[]] = [[], [], [], []]
  const options: ReadOptions = {
    partitions: [AT],
    from: 'start',
    isolation: 'committed',
    signal: stop.signal,
    onRecords: onRecords ?? ((_, given) => void records.push(...given.map(({ offset }) => offset))),
    onCaughtUp: (next) => void caughtUp.push(next(AT)),
    onProgress: (done, total) => void progress.push(`${done}/${total}`),
  }
  await readPartitions(made, log, options, (ms) => Promise.resolve(pauses.push(ms)))
  return { asked, records, caughtUp, progress, pauses }
}

const outOfRange = Object.assign(new kafkajs.KafkaJSProtocolError(new Error('out of range')), {
  type: 'OFFSET_OUT_OF_RANGE',
})
const closed = new kafkajs.KafkaJSConnectionError('Closed connection')

describe('a reader', () => {
  it('fetches from where it stands, and reports progress until it has caught up', async () => {
    const seen = await read([[raw(0), raw(1)], [raw(2)], [raw(3)], []], [{ start: 0, end: 3 }])
    expect(seen).toStrictEqual({
      asked: [0, 2, 3, 4],
      records: [0, 1, 2, 3],
      caughtUp: [3],
      progress: ['2/3', '3/3'],
      pauses: [],
    })
  })

  it('has caught up with an empty log at once', async () => {
    expect((await read([[]], [{ start: 0, end: 0 }])).caughtUp).toStrictEqual([0])
  })

  it('goes on where it stood after an outage, waiting longer each time, and has caught up but once', async () => {
    const seen = await read([[raw(0)], closed, closed, [raw(1)], closed, []], [{ start: 0, end: 1 }])
    expect(seen).toMatchObject({ asked: [0, 1, 1, 1, 2, 2], records: [0, 1], caughtUp: [1], pauses: [100, 200, 100] })
  })

  it('ends when it is not permitted to read, as waiting for Kafka would not help', async () => {
    const refused = Object.assign(new kafkajs.KafkaJSProtocolError(new Error('no')), {
      type: 'TOPIC_AUTHORIZATION_FAILED',
      retriable: false,
    })
    const reading = read([[raw(0)], refused, [raw(1)], []], [{ start: 0, end: 1 }])
    await expect(reading).rejects.toMatchObject({ kind: 'fatal', isNotPermitted: true })
  })

  it('goes on at the oldest record where retention has deleted its position', async () => {
    const bounds = [
      { start: 0, end: 2 },
      { start: 50, end: 60 },
    ]
    const seen = await read([[raw(0), raw(1)], outOfRange, [raw(50)], []], bounds)
    expect(seen).toMatchObject({ asked: [0, 2, 50, 51], records: [0, 1, 50], caughtUp: [2] })
  })

  it('gives the same records again when they could not be taken', async () => {
    const taken: string[] = []
    let failures = 1
    const { asked } = await read([[raw(0)], [raw(0)], []], [{ start: 0, end: 1 }], (_, records) => {
      taken.push(records.map(({ offset }) => offset).join())
      if (failures-- > 0) throw new Error('The registry does not answer.')
    })
    expect([asked, taken]).toStrictEqual([
      [0, 0, 1],
      ['0', '0'],
    ])
  })

  it('does not begin a long poll when it is stopped while its connection is made', async () => {
    const stop = new AbortController()
    const { asked, cluster: made } = cluster([[]], stop, [{ start: 0, end: 1 }])
    const findBroker = made.findBroker.bind(made)
    made.findBroker = (node) => {
      stop.abort() // a reconnect follows, which an abort does not break any more
      return findBroker(node)
    }
    const options = { partitions: [AT], from: 'start', isolation: 'committed', signal: stop.signal } as const
    await readPartitions(made, log, { ...options, onRecords: () => undefined, onCaughtUp: () => undefined })
    expect(asked).toStrictEqual([])
  })
})
