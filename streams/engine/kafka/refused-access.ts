import { principalOf } from '../access.ts'
import type { KafkaAccess } from '../access.ts'
import { classify } from './classify.ts'
import { KafkaError } from './kafka-error.ts'
import type { ConsumerGroup, GroupOptions, KafkaAdmin, KafkaPort, ReadOptions, TransactionalWriter } from './port.ts'

/** What a call asks of Kafka, by the names of its access rules. */
interface Asked {
  readonly operation: 'Read' | 'Write' | 'Create' | 'Describe' | 'DescribeConfigs' | 'AlterConfigs'
  readonly topics?: readonly string[]
  readonly group?: string
  readonly transactionalId?: string
}

export interface KafkaConnection {
  readonly brokers: readonly string[]
  readonly access: KafkaAccess
}

/** The port, with errors that name who may not do what, and the command that permits it: Kafka's own say none of it. */
export function explainedKafka(kafka: KafkaPort, connection: KafkaConnection): KafkaPort {
  const explained: Explained = async (asked, call) => {
    try {
      return await call
    } catch (error) {
      throw explain(error, asked, connection)
    }
  }
  return {
    async transactionalWriter(transactionalId, group, options) {
      const asked: Asked = { operation: 'Write', transactionalId }
      const writer = await explained(asked, kafka.transactionalWriter(transactionalId, group, options))
      return explainedWriter(writer, { transactionalId, group }, explained)
    },
    async producer() {
      const producer = await explained({ operation: 'Write' }, kafka.producer())
      return {
        send: (records) =>
          explained({ operation: 'Write', topics: records.map(({ topic }) => topic) }, producer.send(records)),
        close: () => producer.close(),
      }
    },
    joinGroup: (options) => joinGroup(kafka, options, connection, explained),
    read: (options) => explained({ operation: 'Read', topics: topicsOf(options) }, kafka.read(options)),
    admin: async () => explainedAdmin(await kafka.admin(), `${connection.access.topicPrefix}provision`, explained),
  }
}

type Explained = <T>(asked: Asked, call: Promise<T>) => Promise<T>

const topicsOf = ({ partitions }: ReadOptions): readonly string[] => partitions.map(({ topic }) => topic)

function explainedWriter(
  writer: TransactionalWriter,
  ids: { readonly transactionalId: string; readonly group: string },
  explained: Explained,
): TransactionalWriter {
  return {
    send: (records) =>
      explained({ ...ids, operation: 'Write', topics: records.map(({ topic }) => topic) }, writer.send(records)),
    commit: (offsets) => explained({ ...ids, operation: 'Write' }, writer.commit(offsets)),
    end: (topic, partition) => writer.end(topic, partition),
    discard: () => writer.discard(),
  }
}

async function joinGroup(
  kafka: KafkaPort,
  options: GroupOptions,
  connection: KafkaConnection,
  explained: Explained,
): Promise<ConsumerGroup> {
  const { name: group, topics } = options
  const asked: Asked = { operation: 'Read', group, topics }
  const onFailure = (error: unknown) => options.onFailure(explain(error, asked, connection))
  const joined = await explained(asked, kafka.joinGroup({ ...options, onFailure }))
  return {
    commit: (offsets) => explained(asked, joined.commit(offsets)),
    stop: (beforeLeaving) => joined.stop(beforeLeaving),
  }
}

function explainedAdmin(admin: KafkaAdmin, provisionGroup: string, explained: Explained): KafkaAdmin {
  const describing = <T>(topics: readonly string[], call: Promise<T>) =>
    explained({ operation: 'Describe', topics }, call)
  const named = (topics: readonly { readonly name: string }[]) => topics.map(({ name }) => name)
  return {
    partitionCounts: (topics) => describing(topics, admin.partitionCounts(topics)),
    createTopics: (topics) =>
      explained({ operation: 'Create', topics: named(topics), group: provisionGroup }, admin.createTopics(topics)),
    committedOffsets: (group, topics) =>
      explained({ operation: 'Describe', group, topics }, admin.committedOffsets(group, topics)),
    describeLog: (at) => explained({ operation: 'DescribeConfigs', topics: [at.topic] }, admin.describeLog(at)),
    topicNames: () => admin.topicNames(),
    offsetsAt: (topic, timeMs) => describing([topic], admin.offsetsAt(topic, timeMs)),
    logBounds: (topics) => describing(topics, admin.logBounds(topics)),
    // Topics that may not be described are not there; what then is refused is to see their settings.
    describeTopics: (topics) => explained({ operation: 'DescribeConfigs', topics }, admin.describeTopics(topics)),
    configureTopic: (topic, config) =>
      explained({ operation: 'AlterConfigs', topics: [topic] }, admin.configureTopic(topic, config)),
    describeCluster: () => admin.describeCluster(),
    listGroups: () => explained({ operation: 'Describe' }, admin.listGroups()),
    describeGroup: (group) => explained({ operation: 'Describe', group }, admin.describeGroup(group)),
    setOffsets: (group, offsets) =>
      explained(
        { operation: 'Read', group, topics: offsets.map(({ topic }) => topic) },
        admin.setOffsets(group, offsets),
      ),
    close: () => admin.close(),
  }
}

/** The error as it is, unless Kafka does not permit what was asked. */
function explain(error: unknown, asked: Asked, connection: KafkaConnection): unknown {
  const known = classify(error)
  if (!known.isNotPermitted) return error
  const resources = resourcesOf(known, asked)
  const { text: who, isKnown } = principalOf(connection.access)
  const principal = isKnown ? who : 'User:…'
  const { operation, option, names } = resources
  const server = connection.brokers.join(',')
  const message = [
    `Kafka does not permit ${who} the operation ${operation} on ${listed(names)} (${known.type ?? ''}).`,
    `Permit it by kafka-acls.sh --bootstrap-server ${server} --add --allow-principal ${principal} --operation ${operation} ${option};`,
    `"npx slipstream acls ${principal}" prints all that this program needs.`,
  ].join(' ')
  return new KafkaError('fatal', message, { type: known.type, cause: error })
}

interface Resources {
  readonly operation: Asked['operation'] | 'Alter'
  readonly option: string
  readonly names: readonly string[]
}

function resourcesOf({ type, topic }: KafkaError, asked: Asked): Resources {
  const { operation, group, transactionalId } = asked
  switch (type) {
    case 'GROUP_AUTHORIZATION_FAILED': {
      // Whatever else is asked of a group: who may read by it may describe it and commit.
      const name = group ?? '…'
      return { operation: operation === 'Describe' ? 'Describe' : 'Read', option: `--group ${name}`, names: [`the group ${name}`] } // prettier-ignore
    }
    case 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED': {
      const name = transactionalId ?? '…'
      return { operation: 'Write', option: `--transactional-id ${name}`, names: [`the transactional id ${name}`] }
    }
    case 'CLUSTER_AUTHORIZATION_FAILED':
      return { operation, option: '--cluster', names: ['the cluster'] }
    default: {
      const topics = topic === null ? [...new Set(asked.topics ?? ['…'])] : [topic]
      const option = topics.map((name) => `--topic ${name}`).join(' ')
      return { operation, option, names: topics.map((name) => `the topic ${name}`) }
    }
  }
}

const listed = (names: readonly string[]): string => (names.length === 1 ? '' : 'one of ') + names.join(', ')
