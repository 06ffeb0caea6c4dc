/** The closed list of error codes; `docs` of each is the message where it is thrown. */
export type ErrorCode =
  | 'kafka-unavailable'
  | 'registry-unavailable'
  | 'database-unavailable'
  | 'schema-refused'
  | 'fenced'
  | 'undecodable'
  | 'processor-failed'
  | 'topology-invalid'

/** An error with a cause that the program can act on. `retriable`: the same call may succeed later (weather, not data). */
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
