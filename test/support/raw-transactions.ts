import type { KafkaClients } from '../../streams/engine/kafka/clients.ts'
import { kafkajs } from '../../streams/engine/kafka/kafkajs-patches.ts'

/** What kafkajs's own brokers can do beneath its producer. */
interface RawBroker {
  initProducerId(asked: { transactionalId: string; transactionTimeout: number }): Promise<Owner>
  addPartitionsToTxn(asked: Owner & { transactionalId: string; topics: readonly { topic: string; partitions: readonly number[] }[] }): Promise<unknown> // prettier-ignore
  endTxn(asked: Owner & { transactionalId: string; transactionResult: boolean }): Promise<unknown>
  produce(asked: Owner & { transactionalId: string; topicData: readonly unknown[] }): Promise<unknown>
  txnOffsetCommit(asked: Owner & { transactionalId: string; groupId: string; topics: readonly unknown[] }): Promise<unknown> // prettier-ignore
}

interface Owner {
  readonly producerId: string
  readonly producerEpoch: number
}

/** The requests of a transactional producer one by one, so that a coordinator can be left without those that it must have. */
export interface RawTransactions {
  /** Tells the coordinator of partition 0 of the topic, once it has ended the transaction before. */
  add(topic: string): Promise<void>
  /** Writes one record to partition 0 of the topic. */
  produce(topic: string, key: string): Promise<void>
  /** The same where its coordinator does not know of it, once the broker has heard that it need not ask. */
  produceUnknown(topic: string, key: string): Promise<void>
  offsets(group: string, topic: string, next: number): Promise<void>
  end(outcome: 'commit' | 'abort'): Promise<void>
  close(): Promise<void>
}

export async function openRawTransactions(clients: KafkaClients, transactionalId: string): Promise<RawTransactions> {
  const cluster = clients.cluster('committed')
  await cluster.connect()
  const find = (groupId: string, coordinatorType: number) =>
    cluster.findGroupCoordinator({ groupId, coordinatorType }) as unknown as Promise<RawBroker>
  const [coordinator, { producerId, producerEpoch }] = await calledUntil(
    /coordinator|loading|concurrent operation/i,
    async () => {
      const found = await find(transactionalId, 1)
      return [found, await found.initProducerId({ transactionalId, transactionTimeout: 60_000 })] as const
    },
  )
  const owner = { transactionalId, producerId, producerEpoch }
  const sent = new Map<string, number>()
  const produce = async (topic: string, key: string): Promise<void> => {
    await cluster.addMultipleTargetTopics([topic])
    const [nodeId = ''] = Object.keys(cluster.findLeaderForPartitions(topic, [0]))
    const leader = (await cluster.findBroker({ nodeId })) as unknown as RawBroker
    const firstSequence = sent.get(topic) ?? 0
    const messages = [{ key, value: null, timestamp: '1', headers: {} }]
    await leader.produce({ ...owner, topicData: [{ topic, partitions: [{ partition: 0, firstSequence, messages }] }] })
    sent.set(topic, firstSequence + 1)
  }
  return {
    async add(topic) {
      const topics = [{ topic, partitions: [0] }]
      await calledUntil(/concurrent/i, () => coordinator.addPartitionsToTxn({ ...owner, topics }))
    },
    produce,
    produceUnknown: (topic, key) => calledUntil(/invalid state|in-sync replicas/i, () => produce(topic, key)),
    async offsets(group, topic, next) {
      const topics = [{ topic, partitions: [{ partition: 0, offset: String(next) }] }]
      await (await find(group, 0)).txnOffsetCommit({ ...owner, groupId: group, topics })
    },
    async end(outcome) {
      await coordinator.endTxn({ ...owner, transactionResult: outcome === 'commit' })
    },
    close: () => cluster.disconnect(),
  }
}

/** Calls again while the refusal is of a kind that passes by itself. */
async function calledUntil<T>(passes: RegExp, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if (!passes.test(String(error))) throw error
    }
  }
}

/** By default a broker asks the coordinator before it takes a transaction's first record in a partition (KIP-890). */
export async function withoutVerification(clients: KafkaClients, work: () => Promise<void>): Promise<void> {
  const admin = clients.admin()
  await admin.connect()
  const verify = (isVerified: boolean) => {
    const configEntries = [{ name: 'transaction.partition.verification.enable', value: String(isVerified) }]
    const resource = { type: kafkajs.ConfigResourceTypes.BROKER, name: '1', configEntries }
    return admin.alterConfigs({ validateOnly: false, resources: [resource] })
  }
  await verify(false)
  try {
    await work()
  } finally {
    await verify(true)
    await admin.disconnect()
  }
}
