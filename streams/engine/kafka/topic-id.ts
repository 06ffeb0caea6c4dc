import type { Cluster } from './cluster.ts'
import { array, flexibleRequest, NO_TAGS, text } from './flexible-protocol.ts'
import type { Reader } from './flexible-protocol.ts'

/** A topic that was deleted and created again has the same name and another id; kafkajs speaks no version of Metadata that returns it. */

/** The first version that can ask by id, and so always returns it; Kafka 3.1 and later. */
const METADATA = { name: 'Metadata', key: 3, version: 12 }
const UUID_BYTES = 16

/** @returns the id as 32 hexadecimal digits. @throws {Error} when the broker does not know the topic or this version. */
export async function topicIdOf(cluster: Cluster, topic: string): Promise<string> {
  await cluster.connect()
  await cluster.addMultipleTargetTopics([topic])
  const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [0]))
  if (nodeId === undefined) throw new Error(`${topic}/0 has no leader.`)
  const broker = await cluster.findBroker({ nodeId })
  return broker.connectionPool.send(flexibleRequest(METADATA, encodeRequest(topic), (read) => topicIdIn(read, topic)))
}

/*
 * Metadata Request (Version: 12) => [topics] allow_auto_topic_creation include_authorized TAG_BUFFER
 *   topics => topic_id (UUID) name (COMPACT_NULLABLE_STRING) TAG_BUFFER
 */
export function encodeRequest(topic: string): Buffer {
  const no = Buffer.of(0)
  const named = Buffer.concat([Buffer.alloc(UUID_BYTES), text(topic), NO_TAGS])
  return Buffer.concat([array([named]), no, no, NO_TAGS])
}

/*
 * Metadata Response (Version: 12) => throttle_time_ms [brokers] cluster_id controller_id [topics] …
 *   brokers => node_id host port rack TAG_BUFFER
 *   topics => error_code name topic_id …
 */
export function topicIdIn(read: Reader, topic: string): string {
  read.int32()
  read.array(() => {
    read.int32()
    read.text()
    read.int32()
    read.text()
    read.tags()
  })
  read.text()
  read.int32()
  const topics = read.uvarint() - 1
  const error = read.int16()
  const name = read.text()
  if (topics !== 1 || error !== 0 || name !== topic)
    throw new Error(`Kafka returned no id of ${topic} (error ${error}).`)
  return read.skip(UUID_BYTES).toString('hex')
}
