import type { OutgoingRecord } from '../serde/log-record.ts'
import type { Batch, ConsumerGroup, GroupDescription, GroupOptions, KafkaAdmin, KafkaPort, NextOffset, ReadOptions, Start, TopicPartition, TransactionalWriter } from './port.ts' // prettier-ignore

/** Between the names of the program and those in Kafka. */
interface Names {
  inKafka(name: string): string
  /** Null: it is not of this installation. */
  ours(nameInKafka: string): string | null
}

/**
 * The port of one of several installations that share a cluster: the names of its topics, groups and transactional ids begin with
 * its prefix in Kafka, and nowhere in the program. What does not begin so is not there for it.
 */
export function prefixedKafka(kafka: KafkaPort, prefix: string): KafkaPort {
  if (prefix === '') return kafka
  const names: Names = {
    inKafka: (name) => `${prefix}${name}`,
    ours: (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : null),
  }
  const { inKafka } = names
  return {
    transactionalWriter: async (transactionalId, group, options) =>
      writerOf(
        await kafka.transactionalWriter(inKafka(transactionalId), inKafka(group), {
          ...options,
          topics: options.topics.map(inKafka),
        }),
        names,
      ),
    async producer() {
      const producer = await kafka.producer()
      return { send: (records) => producer.send(recordsInKafka(records, names)), close: () => producer.close() }
    },
    joinGroup: (options) => joinGroup(kafka, options, names),
    read: (options) => kafka.read(readOptionsOf(options, names)),
    admin: async () => adminOf(await kafka.admin(), names),
  }
}

const placed = <T extends TopicPartition>(at: T, { inKafka }: Names): T => ({ ...at, topic: inKafka(at.topic) })
const allPlaced = <T extends TopicPartition>(all: readonly T[], names: Names): readonly T[] =>
  all.map((each) => placed(each, names))

function ours<T extends TopicPartition>(all: readonly T[], names: Names): readonly T[] {
  return all.flatMap((each) => {
    const topic = names.ours(each.topic)
    return topic === null ? [] : [{ ...each, topic }]
  })
}

const recordsInKafka = (records: readonly OutgoingRecord[], { inKafka }: Names): readonly OutgoingRecord[] =>
  records.map((record) => ({ ...record, topic: inKafka(record.topic) }))

function writerOf(writer: TransactionalWriter, names: Names): TransactionalWriter {
  return {
    send: (records) => writer.send(recordsInKafka(records, names)),
    commit: (offsets) => writer.commit(allPlaced(offsets, names)),
    end: (topic, partition) => writer.end(names.inKafka(topic), partition),
    discard: () => writer.discard(),
  }
}

/** Of a topic that was asked for by its name in Kafka. */
const nameOf = ({ topic }: TopicPartition, names: Names): string => names.ours(topic) ?? topic

async function joinGroup(kafka: KafkaPort, options: GroupOptions, names: Names): Promise<ConsumerGroup> {
  const { onSkipped } = options
  const group = await kafka.joinGroup({
    ...options,
    name: names.inKafka(options.name),
    topics: options.topics.map(names.inKafka),
    onAssigned(assignment) {
      options.onAssigned(
        new Map([...assignment].map(([topic, partitions]) => [names.ours(topic) ?? topic, partitions])),
      )
    },
    onBatch: (batch) => options.onBatch(batchOf(batch, names)),
    ...(onSkipped !== undefined && {
      onSkipped(position) {
        onSkipped({ ...position, topic: nameOf(position, names) })
      },
    }),
  })
  return {
    commit: (offsets) => group.commit(allPlaced(offsets, names)),
    stop: (beforeLeaving) => group.stop(beforeLeaving),
  }
}

function batchOf(batch: Batch, names: Names): Batch {
  const { partition, records, end } = batch
  return {
    topic: nameOf(batch, names),
    partition,
    records,
    end,
    heartbeat: () => batch.heartbeat(),
    resolve: (offset) => batch.resolve(offset),
    isCurrent: () => batch.isCurrent(),
  }
}

function readOptionsOf(options: ReadOptions, names: Names): ReadOptions {
  return {
    ...options,
    partitions: allPlaced(options.partitions, names),
    from: startOf(options.from, names),
    onRecords: (at, records) => options.onRecords({ ...at, topic: nameOf(at, names) }, records),
    onCaughtUp(next) {
      options.onCaughtUp((at) => next(placed(at, names)))
    },
  }
}

const isList = (from: Start): from is readonly NextOffset[] => Array.isArray(from)

const startOf = (from: Start, names: Names): Start => (isList(from) ? allPlaced(from, names) : from)

function adminOf(admin: KafkaAdmin, names: Names): KafkaAdmin {
  const { inKafka } = names
  const byOurName = <T>(found: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map([...found].map(([name, each]) => [names.ours(name) ?? name, each]))
  const ourNames = (all: readonly string[]): readonly string[] =>
    all.flatMap((name) => {
      const own = names.ours(name)
      return own === null ? [] : [own]
    })
  return {
    partitionCounts: async (topics) => byOurName(await admin.partitionCounts(topics.map(inKafka))),
    createTopics: (topics) => admin.createTopics(topics.map((topic) => ({ ...topic, name: inKafka(topic.name) }))),
    committedOffsets: async (group, topics) =>
      ours(await admin.committedOffsets(inKafka(group), topics.map(inKafka)), names),
    describeLog: (at) => admin.describeLog(placed(at, names)),
    topicNames: async () => ourNames(await admin.topicNames()),
    offsetsAt: async (topic, timeMs) => ours(await admin.offsetsAt(inKafka(topic), timeMs), names),
    logBounds: async (topics) => ours(await admin.logBounds(topics.map(inKafka)), names),
    describeTopics: async (topics) => byOurName(await admin.describeTopics(topics.map(inKafka))),
    configureTopic: (topic, config) => admin.configureTopic(inKafka(topic), config),
    describeCluster: () => admin.describeCluster(),
    listGroups: async () => ourNames(await admin.listGroups()),
    describeGroup: async (group) => descriptionOf(await admin.describeGroup(inKafka(group)), names),
    setOffsets: (group, offsets) => admin.setOffsets(inKafka(group), allPlaced(offsets, names)),
    close: () => admin.close(),
  }
}

const descriptionOf = ({ members, committed }: GroupDescription, names: Names): GroupDescription => ({
  members: members.map((member) => ({ ...member, partitions: ours(member.partitions, names) })),
  committed: ours(committed, names),
})
