import { expect, it } from 'vitest'
import { OPEN_ACCESS, principalOf } from '../../../../streams/engine/access.ts'
import type { KafkaAccess } from '../../../../streams/engine/access.ts'
import { classify } from '../../../../streams/engine/kafka/classify.ts'
import { KafkaError } from '../../../../streams/engine/kafka/kafka-error.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import type { GroupOptions, KafkaPort } from '../../../../streams/engine/kafka/port.ts'
import { explainedKafka } from '../../../../streams/engine/kafka/refused-access.ts'
import { createMemoryKafka } from '../../../../streams/engine/testing/memory-kafka.ts'
import { describeKafkaPort } from './port-contract.ts'

const secret = { read: () => 'secret' }
const named: KafkaAccess = { ...OPEN_ACCESS.kafka, topicPrefix: 'home-', sasl: { mechanism: 'plain', username: 'x', password: secret } } // prettier-ignore
const refusal = (type: string) => new KafkaError('fatal', 'Not authorized', { type })
const record = (topic: string) => ({ topic, partition: 0, key: null, value: null, headers: {}, timestamp: 1 })
const GROUP: GroupOptions = { name: 'g', topics: ['plays'], single: false, concurrency: 1, latency: 'batch', onAssigned() {}, onBatch: () => Promise.resolve(), onFailure() {} } // prettier-ignore

/** A port of which every call is refused in this way. */
function refusing(type: string, access = named) {
  const refuse = () => Promise.reject(refusal(type))
  const all = new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : refuse) })
  const port = {
    transactionalWriter: refuse,
    producer: () => Promise.resolve(all),
    joinGroup: refuse,
    read: refuse,
    admin: () => Promise.resolve(all),
  } as unknown as KafkaPort // what is used of it
  return explainedKafka(port, { brokers: ['a:1', 'b:2'], access })
}
const TOPIC = 'TOPIC_AUTHORIZATION_FAILED'
const [group, id] = ['GROUP_AUTHORIZATION_FAILED', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED']

const admin = (type: string) => refusing(type).admin()
const reading = { from: 'start', isolation: 'committed', signal: new AbortController().signal, onRecords() {}, onCaughtUp() {} } as const // prettier-ignore
const cases: readonly (readonly [string, () => Promise<unknown>, string])[] = [
  ['a send', async () => (await refusing(TOPIC).producer()).send([record('plays')]), 'Write on the topic plays'],
  ['a read', () => refusing(TOPIC).read({ partitions: [{ topic: 'plays', partition: 0 }], ...reading }), 'Read on the topic plays'], // prettier-ignore
  ['a group', () => refusing(group).joinGroup(GROUP), 'Read on the group g'],
  ['a transaction', () => refusing(id).transactionalWriter('t-0', 'g', { topics: [] }), 'Write on the transactional id t-0'], // prettier-ignore
  ['making topics', async () => (await admin(TOPIC)).createTopics([{ name: 'plays', partitions: 1, config: {} }]), 'Create on the topic plays'], // prettier-ignore
  ['looking at topics', async () => (await admin(TOPIC)).describeTopics(['a', 'b']), 'DescribeConfigs on one of the topic a, the topic b'], // prettier-ignore
  ['looking at a group', async () => (await admin(group)).describeGroup('g'), 'Describe on the group g'],
  ['the group that provision asks for', async () => (await admin(group)).createTopics([]), 'Read on the group home-provision'], // prettier-ignore
  ['the cluster', async () => (await admin('CLUSTER_AUTHORIZATION_FAILED')).listGroups(), 'Describe on the cluster'],
]

it.each(cases)('says who may not do what: %s', async (_, call, what) => {
  await expect(call()).rejects.toThrow(`Kafka does not permit User:x the operation ${what} (`)
})

it('says what permits it', async () => {
  await expect((await refusing(TOPIC).producer()).send([record('plays')])).rejects.toThrow(
    'Permit it by kafka-acls.sh --bootstrap-server a:1,b:2 --add --allow-principal User:x --operation Write --topic plays; "npx slipstream acls User:x" prints all that this program needs.',
  )
})

it('says it of a group that is refused later, and leaves other errors as they are', async () => {
  const failures: unknown[] = []
  const kafka: Pick<KafkaPort, 'joinGroup'> = {
    joinGroup(options) {
      options.onFailure(new Error('lost', { cause: refusal(group) }))
      options.onFailure(new Error('other'))
      return Promise.resolve({ commit: () => Promise.resolve(), stop: () => Promise.resolve() })
    },
  }
  const explained = explainedKafka({ ...createMemoryKafka().connect(), ...kafka }, { brokers: ['a:1'], access: named })
  await explained.joinGroup({ ...GROUP, onFailure: (error) => failures.push(error) })
  expect(failures.map((error) => (error instanceof Error ? error.message : ''))).toStrictEqual([
    expect.stringMatching(/^Kafka does not permit User:x the operation Read on the group g /),
    'other',
  ])
})

it('knows the topic of several where Kafka says it', () => {
  const refused = Object.assign(new kafkajs.KafkaJSProtocolError(new Error('no')), { type: TOPIC, topic: 'plays' })
  const several = Object.assign(new Error('Topic creation errors'), { errors: [new Error('none'), refused] })
  const { type, topic, isNotPermitted } = classify(several)
  expect([type, topic, isNotPermitted]).toStrictEqual([TOPIC, 'plays', true])
  expect(classify(new Error('away')).isNotPermitted).toBe(false)
})

it('knows as whom it comes', () => {
  const tls = { authority: null, identity: { certificate: secret, key: secret } }
  const who = [
    named,
    { ...named, sasl: { mechanism: 'oauthbearer', token: secret } } as const,
    { ...OPEN_ACCESS.kafka, tls },
    OPEN_ACCESS.kafka,
  ]
  expect(who.map((access) => principalOf(access).text)).toStrictEqual([
    'User:x',
    'the user of the token in KAFKA_SASL_TOKEN_FILE',
    'the user of the certificate KAFKA_TLS_CERT',
    'User:ANONYMOUS',
  ])
})

const memory = createMemoryKafka()
describeKafkaPort(() => explainedKafka(memory.connect(), { brokers: [], access: OPEN_ACCESS.kafka }))
