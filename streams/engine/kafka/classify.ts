import { KafkaError } from './kafka-error.ts'
import type { KafkaErrorKind } from './kafka-error.ts'
import { kafkajs } from './kafkajs-patches.ts'

/** Another producer has initialised the same transactional id, or the broker no longer knows this one's epoch. */
const FENCED = new Set(['PRODUCER_FENCED', 'INVALID_PRODUCER_EPOCH', 'INVALID_PRODUCER_ID_MAPPING'])
/** Refusals of a group member's requests after which kafkajs joins the group again. */
const REBALANCING = new Set([
  'REBALANCE_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
])

/** What is wrong is a record, not the producer. */
const REFUSED = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP'])

/** The broker's own name of a protocol error; null for any other error. */
export const typeOf = (error: unknown): string | null =>
  error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : null

/** What has a type: the error, the one that kafkajs gave up retrying, or one of those of several topics. */
function rootOf(error: unknown): Error | null {
  if (!(error instanceof Error)) return null
  if (typeOf(error) !== null) return error
  if ('errors' in error && Array.isArray(error.errors)) {
    for (const each of error.errors) {
      const root = rootOf(each)
      if (root !== null) return root
    }
  }
  return error.cause === undefined ? null : rootOf(error.cause)
}

const rootTypeOf = (error: unknown): string | null => typeOf(rootOf(error))

/** The topic that a refusal is of, where kafkajs says it. */
function topicOf(error: unknown): string | null {
  const root = rootOf(error)
  return root !== null && 'topic' in root && typeof root.topic === 'string' ? root.topic : null
}

/** Node's codes of a handshake that fails, by TLS or by what the other side speaks instead of it. */
const HANDSHAKE = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$)/

/** What is wrong with a file of a secret, or with what it holds, also keeps a connection from coming about. */
const BEFORE_CONNECTING = /^Failed to connect: /

function refusedLoginOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const code = 'code' in error ? String(error.code) : ''
  const isRefused = error instanceof kafkajs.KafkaJSSASLAuthenticationError || HANDSHAKE.test(code)
  if (isRefused || BEFORE_CONNECTING.test(error.message)) return error.message
  return refusedLoginOf(error.cause)
}

/** @returns the error as the engine knows it; one that is classified already stays as it is. */
export const classify = (error: unknown): KafkaError => classifyAs(error, kindOf(error))

/** Classifies an error of a request that a group member made. */
export const classifyMembership = (error: unknown): KafkaError =>
  classifyAs(error, REBALANCING.has(rootTypeOf(error) ?? '') ? 'rebalancing' : kindOf(error))

function classifyAs(error: unknown, kind: KafkaErrorKind): KafkaError {
  if (error instanceof KafkaError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new KafkaError(kind, message, {
    type: rootTypeOf(error),
    refusedLogin: refusedLoginOf(error),
    topic: topicOf(error),
    cause: error,
  })
}

function kindOf(error: unknown): KafkaErrorKind {
  const type = rootTypeOf(error) ?? ''
  if (FENCED.has(type)) return 'fenced'
  if (REFUSED.has(type)) return 'refused'
  return isTransient(error) ? 'transient' : 'fatal'
}

/** kafkajs marks an error as final once it has given up retrying it: what it retried says whether it may pass. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof kafkajs.KafkaJSError)) return false
  return error.retriable || isTransient(error.cause)
}

/** Rejections of `call` are classified. */
export const classified = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call
  } catch (error) {
    throw classify(error)
  }
}
