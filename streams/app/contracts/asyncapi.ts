import * as z from 'zod/mini'
import { LIVE_PATH, allMessages } from '../../../schemas/live.ts'
import type { LiveMessage } from '../../../schemas/live.ts'
import { allTopics } from '../../../schemas/topics.ts'
import type { DocumentedTopic } from '../../../schemas/topics.ts'
import { newTopicOf } from '../../engine/runtime/topic-settings.ts'
import { CAUSED_BY, SENT_AT, TRACE_ID } from '../../engine/serde/trace.ts'
import { messageExamples, recordExamples } from './examples.ts'
import { jsonSchemaOf } from './json-schema.ts'
import type { JsonSchema } from './json-schema.ts'

/** Every topic, and the socket of the bridge, as AsyncAPI 3: `schemas/asyncapi.json`, made by `npm run generate`. */

const AVRO = 'application/vnd.apache.avro+json;version=1.9.0'
const LIVE = 'live'

/** @param version of the program */
export function asyncApi(version: string): JsonSchema {
  const ofSocket = allMessages.map((message) => [messageTypeOf(message), message] as const)
  const names = (from: LiveMessage['from']) => ofSocket.flatMap(([type, message]) => (message.from === from ? [type] : [])) // prettier-ignore
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Slipstream',
      version,
      description:
        'The topics of Slipstream, in the Confluent wire format (a zero byte, the schema id in four bytes, Avro), and the messages on the socket of the bridge, JSON texts. A record or a message may gain fields in a later version: ignore those that you do not know. Consumers of topics read committed records (`isolation.level=read_committed`). The routes of the bridge are in openapi.json.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        ...{ host: '127.0.0.1:19092', protocol: 'kafka', description: 'The embedded Kafka.' },
        bindings: { kafka: { schemaRegistryUrl: 'http://127.0.0.1:18081/apis/ccompat/v7', schemaRegistryVendor: 'apicurio' } }, // prettier-ignore
      },
      bridge: { host: '127.0.0.1:4600', protocol: 'ws', description: 'As `npm start` serves it.' },
    },
    channels: {
      ...Object.fromEntries(allTopics.map((topic) => [topic.name, topicChannel(topic)])),
      [LIVE]: {
        address: LIVE_PATH,
        title: 'The socket of a player',
        description: 'The session cookie and an `Origin` that is the address of the player are required.',
        servers: [{ $ref: '#/servers/bridge' }],
        messages: Object.fromEntries(ofSocket.map(([type, message]) => [type, socketMessage(type, message)])),
        bindings: { ws: { method: 'GET' } },
      },
    },
    operations: {
      ...Object.fromEntries(allTopics.map((topic) => [`write-${topic.name}`, topicOperation(topic)])),
      hear: socketOperation('receive', 'What a player tells the bridge.', names('player')),
      tell: socketOperation('send', 'What the bridge tells a player.', names('bridge')),
    },
  }
}

function topicChannel(topic: DocumentedTopic): JsonSchema {
  const { name, doc, keyForm, compatibility } = topic
  const { partitions, config } = newTopicOf(topic, { brokers: 1, holdsDeadLetters: false })
  const retention = config['retention.ms']
  return {
    address: name,
    title: name,
    description: doc,
    servers: [{ $ref: '#/servers/kafka' }],
    messages: { record: record(topic) },
    bindings: {
      kafka: {
        ...{ topic: name, partitions },
        topicConfiguration: {
          'cleanup.policy': (config['cleanup.policy'] ?? 'delete').split(','),
          ...(retention === undefined ? {} : { 'retention.ms': Number(retention) }),
        },
      },
    },
    'x-key': keyForm,
    'x-compatibility': compatibility,
  }
}

function record({ name, value, keyForm }: DocumentedTopic): JsonSchema {
  const example = recordExamples[name]
  return {
    name,
    contentType: 'avro/binary',
    payload: { schemaFormat: AVRO, schema: value.schema },
    headers: {
      type: 'object',
      description: 'UTF-8 text, of records that a processor wrote.',
      properties: {
        [CAUSED_BY]: { type: 'string', description: '`topic/partition/offset` of the input that it was made from.' },
        [TRACE_ID]: { type: 'string', description: '`topic/partition/offset` of the first record of the chain.' },
        [SENT_AT]: { type: 'string', description: 'When it was sent, milliseconds since the epoch.' },
      },
    },
    bindings: { kafka: { key: { type: 'string', description: keyForm } } },
    ...(example === undefined ? {} : { examples: [{ name: 'as-json', summary: 'As `slipstream consume` prints the value.', payload: example }] }), // prettier-ignore
  }
}

const topicOperation = ({ name, doc }: DocumentedTopic): JsonSchema => ({
  action: 'send',
  channel: { $ref: `#/channels/${name}` },
  summary: doc,
  messages: [{ $ref: `#/channels/${name}/messages/record` }],
})

const socketMessage = (type: string, { shape, doc }: LiveMessage): JsonSchema => ({
  name: type,
  summary: doc,
  payload: jsonSchemaOf(shape, 'draft-7'),
  examples: (messageExamples[type] ?? []).map((payload) => ({ payload })),
})

const socketOperation = (action: 'send' | 'receive', summary: string, types: readonly string[]): JsonSchema => ({
  action,
  channel: { $ref: `#/channels/${LIVE}` },
  summary,
  messages: types.map((type) => ({ $ref: `#/channels/${LIVE}/messages/${type}` })),
})

/** @throws {Error} when a message has no constant `type`. */
export function messageTypeOf({ shape }: LiveMessage): string {
  return z.object({ properties: z.object({ type: z.object({ const: z.string() }) }) }).parse(jsonSchemaOf(shape, 'draft-7')).properties.type.const // prettier-ignore
}
