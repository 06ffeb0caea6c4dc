import { createRequire } from 'node:module'
import type { Cluster, ProtocolEncoder, ProtocolRequest } from './cluster.ts'

/** A topic that was deleted and created again has the same name and another id; kafkajs speaks no version of Metadata that returns it. */

const require = createRequire(import.meta.url)

const METADATA_KEY = 3
/** The first version that can ask by id, and so always returns it; Kafka 3.1 and later. */
const METADATA_VERSION = 12
const UUID_BYTES = 16

/** @returns the id as 32 hexadecimal digits. @throws {Error} when the broker does not know the topic or this version. */
export async function topicIdOf(cluster: Cluster, topic: string): Promise<string> {
  await cluster.connect()
  await cluster.addMultipleTargetTopics([topic])
  const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [0]))
  if (nodeId === undefined) throw new Error(`${topic}/0 has no leader.`)
  const broker = await cluster.findBroker({ nodeId })
  return broker.connectionPool.send(metadataRequest(topic))
}

function metadataRequest(topic: string): ProtocolRequest<string> {
  const Encoder = require('kafkajs/src/protocol/encoder') as new () => ProtocolEncoder
  return {
    request: {
      apiKey: METADATA_KEY,
      apiVersion: METADATA_VERSION,
      apiName: 'Metadata',
      encode: () => Promise.resolve(new Encoder().writeBuffer(encodeRequest(topic))),
    },
    response: {
      decode: (bytes) => Promise.resolve(bytes),
      parse: (bytes) => Promise.resolve().then(() => topicIdIn(bytes, topic)),
    },
  }
}

/*
 * Metadata Request (Version: 12) => TAG_BUFFER [topics] allow_auto_topic_creation include_authorized TAG_BUFFER
 *   topics => topic_id (UUID) name (COMPACT_NULLABLE_STRING) TAG_BUFFER
 * The first tag buffer is the end of the request's header.
 */
export function encodeRequest(topic: string): Buffer {
  const name = Buffer.from(topic)
  const [noTags, one, no] = [Buffer.of(0), uvarint(2), Buffer.of(0)]
  return Buffer.concat([noTags, one, Buffer.alloc(UUID_BYTES), uvarint(name.length + 1), name, noTags, no, no, noTags])
}

/*
 * Metadata Response (Version: 12) => TAG_BUFFER throttle_time_ms [brokers] cluster_id controller_id [topics] …
 *   brokers => node_id host port rack TAG_BUFFER
 *   topics => error_code name topic_id …
 */
export function topicIdIn(bytes: Buffer, topic: string): string {
  const read = reader(bytes)
  read.tags()
  read.skip(4)
  for (let brokers = read.uvarint() - 1; brokers > 0; brokers -= 1) {
    read.skip(4)
    read.text()
    read.skip(4)
    read.text()
    read.tags()
  }
  read.text()
  read.skip(4)
  const topics = read.uvarint() - 1
  const error = read.int16()
  const name = read.text()
  if (topics !== 1 || error !== 0 || name !== topic)
    throw new Error(`Kafka returned no id of ${topic} (error ${error}).`)
  return read.skip(UUID_BYTES).toString('hex')
}

function uvarint(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  for (; left >= 0x80; left >>>= 7) bytes.push((left & 0x7f) | 0x80)
  return Buffer.of(...bytes, left)
}

/** @throws {RangeError} beyond the end. */
function reader(bytes: Buffer) {
  let at = 0
  const skip = (length: number): Buffer => {
    if (at + length > bytes.length) throw new RangeError('The response is truncated.')
    at += length
    return bytes.subarray(at - length, at)
  }
  const readUvarint = (): number => {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = skip(1).readUInt8()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new RangeError('A varint is longer than 32 bits.')
  }
  return {
    skip,
    uvarint: readUvarint,
    int16: () => skip(2).readInt16BE(),
    text: () => skip(Math.max(0, readUvarint() - 1)).toString('utf8'),
    tags() {
      for (let left = readUvarint(); left > 0; left -= 1) {
        readUvarint()
        skip(readUvarint())
      }
    },
  }
}
