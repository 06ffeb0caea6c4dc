import { expect, it } from 'vitest'
import { classified, classify, classifyMembership, typeOf } from '../../../../streams/engine/kafka/classify.ts'
import { KafkaError } from '../../../../streams/engine/kafka/kafka-error.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'

const protocolError = (type: string, retriable: boolean) =>
  Object.assign(new kafkajs.KafkaJSProtocolError(new Error(type)), { type, retriable })
const givenUp = (cause: Error) =>
  Object.assign(new kafkajs.KafkaJSNonRetriableError(cause.message), { name: 'KafkaJSNumberOfRetriesExceeded', cause })

const cases: readonly (readonly [string, unknown, string, string | null])[] = [
  ['a broken connection', new kafkajs.KafkaJSConnectionError('Closed connection'), 'transient', null],
  ['a new leader', protocolError('NOT_LEADER_FOR_PARTITION', true), 'transient', 'NOT_LEADER_FOR_PARTITION'],
  [
    'an error that was retried in vain',
    givenUp(protocolError('COORDINATOR_LOAD_IN_PROGRESS', true)),
    'transient',
    'COORDINATOR_LOAD_IN_PROGRESS',
  ],
  ['a newer producer', protocolError('PRODUCER_FENCED', false), 'fenced', 'PRODUCER_FENCED'],
  ['an old epoch', protocolError('INVALID_PRODUCER_EPOCH', false), 'fenced', 'INVALID_PRODUCER_EPOCH'],
  ['a record that is too large', protocolError('MESSAGE_TOO_LARGE', false), 'refused', 'MESSAGE_TOO_LARGE'],
  ['a record that is none', protocolError('INVALID_RECORD', false), 'refused', 'INVALID_RECORD'],
  ['what is not allowed', protocolError('TOPIC_AUTHORIZATION_FAILED', false), 'fatal', 'TOPIC_AUTHORIZATION_FAILED'],
  ['a bug of the client', new TypeError('x is undefined'), 'fatal', null],
  ['what is no error', 'text', 'fatal', null],
]

it.each(cases)('classifies %s', (_, error, kind, type) => {
  const classifiedError = classify(error)
  expect([classifiedError.kind, classifiedError.type, classifiedError.cause]).toStrictEqual([kind, type, error])
})

it.each(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'NOT_COORDINATOR_FOR_GROUP'])(
  'takes %s for a rebalance where a member of a group meets it, and only there',
  (type) => {
    expect(classifyMembership(protocolError(type, false)).kind).toBe('rebalancing')
    expect(classify(protocolError(type, false)).kind).toBe('fatal')
  },
)

it('classifies other errors of a member as those of any client', () => {
  expect(classifyMembership(new kafkajs.KafkaJSConnectionError('Closed connection')).kind).toBe('transient')
})

it('leaves an error as it is that has been classified', async () => {
  const error = new KafkaError('fenced', 'Fenced.')
  expect(classify(error)).toBe(error)
  expect(classifyMembership(error)).toBe(error)
  await expect(classified(Promise.reject(error))).rejects.toBe(error)
  expect(await classified(Promise.resolve(1))).toBe(1)
})

it('reads the type of the error itself only: a retried error is not a refusal', () => {
  expect(typeOf(protocolError('CONCURRENT_TRANSACTIONS', true))).toBe('CONCURRENT_TRANSACTIONS')
  expect(typeOf(givenUp(protocolError('CONCURRENT_TRANSACTIONS', true)))).toBeNull()
})

it('says why a connection does not come about, also where kafkajs has given up on it', () => {
  const untrusted = Object.assign(new kafkajs.KafkaJSConnectionError('Connection error: self-signed certificate'), {
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  })
  const reasons = [
    // Its type says that it takes nothing.
    Reflect.construct(kafkajs.KafkaJSSASLAuthenticationError, ['SASL SCRAM SHA512 authentication failed']) as Error,
    givenUp(untrusted),
    new kafkajs.KafkaJSConnectionError('Failed to connect: KAFKA_TLS_CA_FILE: /ca cannot be read (ENOENT).'),
    new kafkajs.KafkaJSConnectionError('Closed connection'),
  ].map((error) => classify(error).refusedLogin)
  expect(reasons).toStrictEqual([
    'SASL SCRAM SHA512 authentication failed',
    'Connection error: self-signed certificate',
    'Failed to connect: KAFKA_TLS_CA_FILE: /ca cannot be read (ENOENT).',
    null,
  ])
})
