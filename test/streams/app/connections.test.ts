import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { addressesOf, mongodbUrlOf } from '../../../streams/app/addresses.ts'
import { parseConfig } from '../../../streams/app/config.ts'
import { allTopics } from '../../../schemas/topics.ts'
import { LONGEST_PREFIX } from '../../../streams/app/connection-settings.ts'
import { environmentOf } from '../../../streams/app/supervisor/processors.ts'
import { isTopicName } from '../../../streams/app/records/new-topic.ts'
import { ConfigError } from '../../../streams/engine/errors.ts'
import { OPEN_ACCESS } from '../../../streams/engine/access.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipstream-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const fileOf = (text: string, name = 'secret') => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const accessOf = (env: Record<string, string>) => addressesOf(parseConfig(env)).access
const PEM = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'

describe('how Kafka is reached', () => {
  it('is in the clear when nothing is set', () => {
    expect(accessOf({})).toStrictEqual(OPEN_ACCESS)
  })

  it('is by TLS where that is said, or where an authority or a certificate is set', () => {
    const { kafka } = accessOf({ KAFKA_TLS_CA: PEM, KAFKA_TLS_CERT: PEM, KAFKA_TLS_KEY: PEM })
    expect([
      accessOf({ KAFKA_TLS: 'yes' }).kafka.tls,
      kafka.tls?.authority?.read(),
      kafka.tls?.identity?.key.read(),
      accessOf({ KAFKA_TLS: 'no', KAFKA_TLS_CA: PEM }).kafka.tls,
    ]).toStrictEqual([{ authority: null, identity: null }, PEM, PEM, null])
  })

  it('takes names and secrets, of which those in files are read each time', () => {
    const path = fileOf('first\n')
    const { sasl, clientId } = accessOf({
      KAFKA_CLIENT_ID: 'music',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: 'slip',
      KAFKA_SASL_PASSWORD_FILE: path,
    }).kafka
    const read = () => (sasl?.mechanism === 'scram-sha-512' ? [clientId, sasl.username, sasl.password.read()] : null)
    const before = read()
    fileOf('second\n')
    expect([before, read()]).toStrictEqual([
      ['music', 'slip', 'first'],
      ['music', 'slip', 'second'],
    ])
  })

  it('takes a token from a file', () => {
    const { sasl } = accessOf({
      KAFKA_SASL_MECHANISM: 'oauthbearer',
      KAFKA_SASL_TOKEN_FILE: fileOf('a.b.c'),
    }).kafka
    expect(sasl?.mechanism === 'oauthbearer' && sasl.token.read()).toBe('a.b.c')
  })

  it.each([
    [{ KAFKA_TLS_CERT: PEM }, 'KAFKA_TLS_CERT and KAFKA_TLS_KEY belong together: set both, or none.'],
    [{ KAFKA_SASL_USERNAME: 'u' }, 'KAFKA_SASL_MECHANISM must be set with the other settings of KAFKA_SASL.'],
    [
      { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u' },
      'KAFKA_SASL_MECHANISM=plain needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD.',
    ],
    [{ KAFKA_SASL_MECHANISM: 'oauthbearer' }, 'KAFKA_SASL_MECHANISM=oauthbearer needs KAFKA_SASL_TOKEN_FILE.'],
    [
      { KAFKA_SASL_PASSWORD: 'p', KAFKA_SASL_PASSWORD_FILE: '/p', KAFKA_SASL_MECHANISM: 'plain' },
      'KAFKA_SASL_PASSWORD and KAFKA_SASL_PASSWORD_FILE are both set: set one of them.',
    ],
    [{ KAFKA_TLS_CA: '/etc/ca.pem' }, /^KAFKA_TLS_CA: must be PEM/],
    [{ KAFKA_SASL_PASSWORDFILE: '/p' }, /there is no such setting. Did you mean KAFKA_SASL_PASSWORD_FILE\?/],
    [{ KAFKA_BROKERS: '::1:9092' }, /must be host:port/],
    [
      { SCHEMA_REGISTRY_USERNAME: 'u' },
      'SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD belong together: set both, or none.',
    ],
    [
      { SCHEMA_REGISTRY_USERNAME: 'u', SCHEMA_REGISTRY_PASSWORD: 'p', SCHEMA_REGISTRY_TOKEN: 't' },
      'The registry takes a token or a user: set SCHEMA_REGISTRY_TOKEN or SCHEMA_REGISTRY_USERNAME.',
    ],
  ])('refuses what contradicts itself: %j', (env, message) => {
    expect(() => accessOf(env as unknown as Record<string, string>)).toThrow(message)
  })
})

it('brokers may have IPv6 addresses, in brackets', () => {
  expect(parseConfig({ KAFKA_BROKERS: '[::1]:9092, kafka:1' }).KAFKA_BROKERS).toStrictEqual(['[::1]:9092', 'kafka:1'])
})

it('the registry takes a name and password, or a token', () => {
  const named = accessOf({ SCHEMA_REGISTRY_USERNAME: 'u', SCHEMA_REGISTRY_PASSWORD: 'p' }).registry.login
  const token = accessOf({ SCHEMA_REGISTRY_TOKEN_FILE: fileOf('t\n', 'token') }).registry.login
  expect([
    named !== null && 'password' in named && [named.username, named.password.read()],
    token !== null && 'token' in token && token.token.read(),
  ]).toStrictEqual([['u', 'p'], 't'])
})

it('the URL of MongoDB may be in a file, and is read again', () => {
  const path = fileOf('mongodb://u:p@m/one\n', 'mongodb')
  const config = parseConfig({ MONGODB_URL_FILE: path })
  const read = mongodbUrlOf(config)
  const before = [read(), addressesOf(config).mongodbUrl]
  fileOf('mongodb://u:p@m/two\n', 'mongodb')
  expect([before, read()]).toStrictEqual([['mongodb://u:p@m/one', 'mongodb://u:p@m/one'], 'mongodb://u:p@m/two'])
})

it('refuses more copies that must have a record than there are copies', () => {
  const copies = (SLIPSTREAM_REPLICAS: string, SLIPSTREAM_MIN_INSYNC_REPLICAS: string) =>
    addressesOf(parseConfig({ SLIPSTREAM_REPLICAS, SLIPSTREAM_MIN_INSYNC_REPLICAS })).replication
  expect(copies('3', '3')).toStrictEqual({ replicas: 3, minInsync: 3 })
  expect(() => copies('2', '3')).toThrow(
    'SLIPSTREAM_MIN_INSYNC_REPLICAS is 3, more than SLIPSTREAM_REPLICAS, which is 2: Kafka would take no record.',
  )
})

describe('a prefix of topics', () => {
  const prefixes = (SLIPSTREAM_TOPIC_PREFIX: string) => {
    const { kafka, registry } = accessOf({ SLIPSTREAM_TOPIC_PREFIX })
    return [kafka.topicPrefix, registry.topicPrefix]
  }

  it('is that of topics and of subjects, and leaves room for every name', () => {
    expect(prefixes('home-')).toStrictEqual(['home-', 'home-'])
    const longest = `${'a'.repeat(LONGEST_PREFIX - 1)}.`
    expect(prefixes(longest)).toStrictEqual([longest, longest])
    for (const { name } of allTopics) expect(isTopicName(`${longest}${name}`), name).toBe(true)
    expect(`${longest}slipstream`.length).toBeLessThanOrEqual(63)
  })

  it.each(['home', '-', '_home-', '__-', 'a b-', 'ä-', 'a/', '.', `${'a'.repeat(LONGEST_PREFIX)}-`])(
    'is no %j',
    (prefix) => {
      expect(() => prefixes(prefix)).toThrow(/^SLIPSTREAM_TOPIC_PREFIX: must begin with a letter or digit/)
    },
  )

  it('needs a database of its own, when MongoDB is shared too', () => {
    const at = (MONGODB_URL?: string) => mongodbUrlOf(parseConfig({ SLIPSTREAM_TOPIC_PREFIX: 'a.b-', MONGODB_URL }))()
    expect(() => at('mongodb://u:p@m/?tls=true')).toThrow(
      /must name a database .* as mongodb:\/\/host\/a_b-slipstream;/,
    )
    expect(() => at('mongodb://m')).toThrow(ConfigError)
    expect(at('mongodb://m/slipstream')).toBe('mongodb://m/slipstream')
    expect(at('mongodb://m/music')).toBe('mongodb://m/music')
    // The embedded one is in the data folder, which is its own; a processor is given its address as one that was set.
    const embedded = parseConfig({ SLIPSTREAM_TOPIC_PREFIX: 'a.b-' })
    const processor = parseConfig(environmentOf(embedded, addressesOf(embedded)))
    expect([at(), mongodbUrlOf(processor)()]).toStrictEqual([at(), 'mongodb://127.0.0.1:27117/slipstream'])
  })
})

it('nothing of a secret is in what is logged of the settings', () => {
  const access = accessOf({
    KAFKA_TLS_CA: PEM,
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: 'u',
    KAFKA_SASL_PASSWORD: 'correct-horse',
    SCHEMA_REGISTRY_TOKEN: 'battery-staple',
  })
  const shown = JSON.stringify(access) + inspect(access, { depth: 9 })
  expect(shown).not.toMatch(/correct-horse|battery-staple/)
})

it('a file that cannot be read is named by its setting', () => {
  const { sasl } = accessOf({
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: 'u',
    KAFKA_SASL_PASSWORD_FILE: '/nowhere/p',
  }).kafka
  expect(() => sasl?.mechanism === 'plain' && sasl.password.read()).toThrow(
    'KAFKA_SASL_PASSWORD_FILE: /nowhere/p cannot be read (ENOENT).',
  )
})
