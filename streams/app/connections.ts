import { readFileSync } from 'node:fs'
import type { LogAccess, KafkaAccess, RegistryAccess, SaslAccess, Secret, TlsAccess } from '../engine/access.ts'
import { ConfigError } from '../engine/errors.ts'
import type { Config } from './config.ts'

/** A setting whose text may also be in a file, which a setting of the same name with `_FILE` names. */
export type SecretSetting = {
  [N in keyof Config]-?: `${N}_FILE` extends keyof Config ? N : never
}[keyof Config]

/** How everything is reached that needs a name or a secret. @throws {ConfigError} with one line for each contradiction. */
export function accessesOf(config: Config): LogAccess {
  return { kafka: kafkaAccessOf(config), registry: registryAccessOf(config) }
}

function kafkaAccessOf(config: Config): KafkaAccess {
  return {
    topicPrefix: config.SLIPSTREAM_TOPIC_PREFIX,
    clientId: config.KAFKA_CLIENT_ID ?? null,
    tls: tlsOf(config),
    sasl: saslOf(config),
    sessionTimeoutMs: config.SLIPSTREAM_SESSION_TIMEOUT_MS,
  }
}

function tlsOf(config: Config): TlsAccess | null {
  const authority = secretOf(config, 'KAFKA_TLS_CA')
  const certificate = secretOf(config, 'KAFKA_TLS_CERT')
  const key = secretOf(config, 'KAFKA_TLS_KEY')
  if ((certificate === null) !== (key === null))
    throw new ConfigError('KAFKA_TLS_CERT and KAFKA_TLS_KEY belong together: set both, or none.')
  const isOn = config.KAFKA_TLS ?? (authority !== null || certificate !== null ? 'yes' : 'no')
  if (isOn === 'no') return null
  return { authority, identity: certificate === null || key === null ? null : { certificate, key } }
}

function saslOf(config: Config): SaslAccess | null {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_TOKEN_FILE: tokenFile } = config
  const password = secretOf(config, 'KAFKA_SASL_PASSWORD')
  if (mechanism === undefined) {
    if (username === undefined && password === null && tokenFile === undefined) return null
    throw new ConfigError('KAFKA_SASL_MECHANISM must be set with the other settings of KAFKA_SASL.')
  }
  if (mechanism === 'oauthbearer') {
    if (tokenFile === undefined) throw new ConfigError('KAFKA_SASL_MECHANISM=oauthbearer needs KAFKA_SASL_TOKEN_FILE.')
    return { mechanism, token: secretFile('KAFKA_SASL_TOKEN_FILE', tokenFile) }
  }
  if (username === undefined || password === null)
    throw new ConfigError(`KAFKA_SASL_MECHANISM=${mechanism} needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.`)
  return { mechanism, username, password }
}

function registryAccessOf(config: Config): RegistryAccess {
  const topicPrefix = config.SLIPSTREAM_TOPIC_PREFIX
  const authority = secretOf(config, 'SCHEMA_REGISTRY_CA')
  const username = config.SCHEMA_REGISTRY_USERNAME
  const password = secretOf(config, 'SCHEMA_REGISTRY_PASSWORD')
  const token = secretOf(config, 'SCHEMA_REGISTRY_TOKEN')
  if ((username === undefined) !== (password === null))
    throw new ConfigError('SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD belong together: set both, or none.')
  if (token !== null && username !== undefined)
    throw new ConfigError(
      'The registry takes a token or a user: set SCHEMA_REGISTRY_TOKEN or SCHEMA_REGISTRY_USERNAME.',
    )
  if (token !== null) return { topicPrefix, authority, login: { token } }
  const login = username === undefined || password === null ? null : { username, password }
  return { topicPrefix, authority, login }
}

/** The secret of a setting, or of the file that is named beside it; null: neither is set. @throws {ConfigError} when both are. */
export function secretOf(config: Config, name: SecretSetting): Secret | null {
  const text = config[name]
  const file = config[`${name}_FILE`]
  if (text !== undefined && file !== undefined)
    throw new ConfigError(`${name} and ${name}_FILE are both set: set one of them.`)
  if (file !== undefined) return secretFile(`${name}_FILE`, file)
  return text === undefined ? null : { read: () => text }
}

const secretFile = (variable: string, path: string): Secret => ({ read: () => readOrExplain(variable, path).trim() })

/** @throws {ConfigError} that names the variable. */
export function readOrExplain(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new ConfigError(`${variable}: ${path} cannot be read (${code}).`, { cause: error })
  }
}
