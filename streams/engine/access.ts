/** How the log and its registry are reached, and what names of this installation begin with there. */

/**
 * Text that only its user may know. It is read whenever a connection is made, as it may be in a file that changes, and shows
 * nothing of itself when it is logged.
 */
export interface Secret {
  /** @throws {Error} naming the setting when its file cannot be read. */
  read(): string
}

/** Each as PEM. */
export interface TlsAccess {
  /** Authorities that are believed; null: those that Node knows. */
  readonly authority: Secret | null
  /** What this program shows of itself; null: nothing. */
  readonly identity: { readonly certificate: Secret; readonly key: Secret } | null
}

export type SaslAccess =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
      readonly username: string
      readonly password: Secret
    }
  | { readonly mechanism: 'oauthbearer'; readonly token: Secret }

export const SESSION_TIMEOUT_MS = 10_000

export interface KafkaAccess {
  /** Before the name of each topic, group and transactional id; empty: nothing. */
  readonly topicPrefix: string
  /** Before the name of each client id, with a hyphen; null: nothing. */
  readonly clientId: string | null
  /** Null: in the clear. */
  readonly tls: TlsAccess | null
  readonly sasl: SaslAccess | null
  /** After this time without a heartbeat a member's partitions go to another one. */
  readonly sessionTimeoutMs: number
}

export interface RegistryAccess {
  /** Before the name of each subject, as before that of its topic. */
  readonly topicPrefix: string
  /** Authorities that are believed; null: those that Node knows. */
  readonly authority: Secret | null
  /** Comes before a user in its URL. */
  readonly login: { readonly username: string; readonly password: Secret } | { readonly token: Secret } | null
}

export interface LogAccess {
  readonly kafka: KafkaAccess
  readonly registry: RegistryAccess
}

/** In the clear and without a name, as the embedded stack is reached on loopback. */
export const OPEN_ACCESS: LogAccess = {
  kafka: { topicPrefix: '', clientId: null, tls: null, sasl: null, sessionTimeoutMs: SESSION_TIMEOUT_MS },
  registry: { topicPrefix: '', authority: null, login: null },
}

/**
 * As whom Kafka knows this program; in words where only Kafka can tell.
 * @returns what `--allow-principal` takes, where it is known.
 */
export function principalOf({ sasl, tls }: KafkaAccess): { readonly text: string; readonly isKnown: boolean } {
  if (sasl !== null && sasl.mechanism !== 'oauthbearer') return { text: `User:${sasl.username}`, isKnown: true }
  if (sasl !== null) return { text: 'the user of the token in KAFKA_SASL_TOKEN_FILE', isKnown: false }
  if (tls?.identity != null) return { text: 'the user of the certificate KAFKA_TLS_CERT', isKnown: false }
  return { text: 'User:ANONYMOUS', isKnown: true }
}
