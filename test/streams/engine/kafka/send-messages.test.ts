import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { pino } from 'pino'
import { logCreatorOf } from '../../../../streams/engine/kafka/log-adapter.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'

const require = createRequire(import.meta.url)
type Send = (sent: object) => Promise<readonly { readonly partition: number }[]>
const createSend = require('kafkajs/src/producer/sendMessages') as (parts: object) => Send
const createRetry = require('kafkajs/src/retry') as (options: object) => unknown
const { createLogger } = require('kafkajs/src/loggers') as { createLogger(options: object): unknown }
const logger = createLogger({
  level: kafkajs.logLevel.NOTHING,
  logCreator: logCreatorOf(pino({ level: 'silent' })),
})

interface Asked {
  readonly topicData: readonly {
    readonly topic: string
    readonly partitions: readonly { readonly partition: number; readonly firstSequence: number }[]
  }[]
}

/** Two partitions on brokers of their own. @param onProduce called before a broker takes a request; what it throws is its answer. */
function twoLeaders(onProduce: (nodeId: string, leaders: Record<number, string>, again: () => void) => void) {
  const taken: string[] = []
  const leaders: Record<number, string> = { 0: 'a', 1: 'b' }
  const sequences = new Map<number, number>()
  let brokers = new Map<string, object>()
  const again = () => void (brokers = new Map())
  const brokerOf = (nodeId: string) => ({
    nodeId,
    async produce({ topicData }: Asked) {
      onProduce(nodeId, leaders, again)
      const topics = topicData.map(({ topic, partitions }) => ({ topicName: topic, partitions }))
      for (const { partitions } of topics)
        for (const { partition, firstSequence } of partitions) taken.push(`${partition} from ${firstSequence}`)
      return Promise.resolve({ topics })
    },
  })
  const send = createSend({
    logger,
    retrier: createRetry({ initialRetryTime: 1, retries: 3 }),
    partitioner: ({ message }: { readonly message: { readonly partition: number } }) => message.partition,
    cluster: {
      addMultipleTargetTopics: () => Promise.resolve(),
      refreshMetadataIfNecessary: () => Promise.resolve(),
      refreshMetadata: () => Promise.resolve(),
      isConnected: () => true,
      removeBroker: () => undefined,
      findTopicPartitionMetadata: () => [{}, {}],
      findLeaderForPartitions: (_: string, partitions: readonly (string | number)[]) => {
        const found: Record<string, number[]> = {}
        for (const each of partitions) (found[leaders[Number(each)] ?? ''] ??= []).push(Number(each))
        return found
      },
      findBroker({ nodeId }: { readonly nodeId: string }) {
        const broker = brokers.get(nodeId) ?? brokerOf(nodeId)
        brokers.set(nodeId, broker)
        return Promise.resolve(broker)
      },
    },
    eosManager: {
      acquireBrokerLock: () => Promise.resolve(),
      releaseBrokerLock: () => Promise.resolve(),
      isTransactional: () => false,
      getSequence: (_: string, partition: string | number) => sequences.get(Number(partition)) ?? 0,
      updateSequence: (_: string, partition: string | number, by: number) =>
        void sequences.set(Number(partition), (sequences.get(Number(partition)) ?? 0) + by),
      getProducerId: () => 1,
      getProducerEpoch: () => 0,
    },
  })
  const messages = [0, 1].map((partition) => ({ partition, value: 'x' }))
  const done = () => send({ acks: -1, timeout: 1, compression: 0, topicMessages: [{ topic: 'plays', messages }] })
  return { done, taken }
}

const silent = () => new kafkajs.KafkaJSConnectionError('silent')

describe('a send to two leaders, one of which fails', () => {
  it('loses nothing when the other one takes the partition over', async () => {
    let failures = 0
    const { done, taken } = twoLeaders((nodeId, leaders) => {
      if (nodeId !== 'b' || failures > 0) return
      failures += 1
      leaders[1] = 'a'
      throw silent()
    })
    const answered = (await done()).map(({ partition }) => partition)
    expect({ taken, answered }).toStrictEqual({ taken: ['0 from 0', '1 from 0'], answered: [0, 1] })
  })

  it('writes nothing twice when what is written has another leader', async () => {
    let failures = 0
    const { done, taken } = twoLeaders((nodeId, leaders) => {
      if (nodeId !== 'b' || failures > 0) return
      failures += 1
      leaders[0] = 'c'
      throw silent()
    })
    await done()
    expect(taken).toStrictEqual(['0 from 0', '1 from 0'])
  })

  it('writes nothing twice when the broker that answered is connected to again', async () => {
    let failures = 0
    const { done, taken } = twoLeaders((nodeId, _, again) => {
      if (nodeId !== 'b' || failures > 0) return
      failures += 1
      again()
      throw silent()
    })
    await done()
    expect(taken).toStrictEqual(['0 from 0', '1 from 0'])
  })

  it('is given up at an error that will not pass', async () => {
    const { done, taken } = twoLeaders((nodeId) => {
      if (nodeId === 'b') throw new kafkajs.KafkaJSNonRetriableError('refused')
    })
    await expect(done()).rejects.toThrow('refused')
    expect(taken).toStrictEqual(['0 from 0'])
  })
})
