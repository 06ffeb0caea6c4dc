/**
 * - `transient`: connection, timeout or broker trouble; the same work may succeed with a new client.
 * - `rebalancing`: the group is reassigning its partitions; the batch at hand is left, and comes again to its next owner.
 * - `fenced`: another owner has initialised the transactional id since; this one must not write any more.
 * - `refused`: the broker takes one of the records never (too large, no valid record or timestamp); without it, the same work succeeds.
 * - `fatal`: refused for good for another reason (not authorised, unsupported version), or a fault of the client.
 */
export type KafkaErrorKind = 'transient' | 'rebalancing' | 'fenced' | 'refused' | 'fatal'

/** An error of Kafka or its client. `cause` is the client's own error. */
export class KafkaError extends Error {
  override readonly name = 'KafkaError'
  readonly kind: KafkaErrorKind
  /** The broker's name of a protocol error, such as `NOT_LEADER_FOR_PARTITION`; null for any other error. */
  readonly type: string | null
  /** Why Kafka, or its certificate, does not let a connection come about; null for any other error. */
  readonly refusedLogin: string | null
  /** Of several topics the one that was refused, where Kafka says which. */
  readonly topic: string | null

  constructor(
    kind: KafkaErrorKind,
    message: string,
    options: {
      readonly type?: string | null
      readonly refusedLogin?: string | null
      readonly topic?: string | null
      readonly cause?: unknown
    } = {},
  ) {
    super(message, { cause: options.cause })
    this.kind = kind
    this.type = options.type ?? null
    this.refusedLogin = options.refusedLogin ?? null
    this.topic = options.topic ?? null
  }

  /** No access rule of Kafka permits what was asked. */
  get isNotPermitted(): boolean {
    return this.type?.endsWith('_AUTHORIZATION_FAILED') === true
  }
}

/** The broker takes a record of the request never. */
export const isRefusal = (error: unknown): error is KafkaError =>
  error instanceof KafkaError && error.kind === 'refused'
