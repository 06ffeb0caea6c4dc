/** All codes of a `SlipstreamError`; a test holds that each is thrown somewhere. */
export const ERROR_CODES = [
  'kafka-unavailable',
  'topics-differ',
  'registry-unavailable',
  'database-unavailable',
  'schema-refused',
  'registry-changed',
  'schema-unknown',
  'record-refused',
  'transaction-hangs',
  'processor-failed',
  'too-many-keys',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** What no retry and no restart mends: a topic, the registry or a setting has to be changed first. */
export const NEEDS_OPERATOR: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'topics-differ',
  'registry-changed',
  'schema-unknown',
])

/** An error that the program can act on by its code. `retriable`: transient, the same call may succeed later. */
export class SlipstreamError extends Error {
  override readonly name = 'SlipstreamError'
  readonly code: ErrorCode
  readonly retriable: boolean

  constructor(code: ErrorCode, message: string, options: { readonly retriable: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause })
    this.code = code
    this.retriable = options.retriable
  }
}

/** What the user has set or typed cannot be used. The message says which setting, and what to do; it needs no stack trace. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
