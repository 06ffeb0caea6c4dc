import { resolve } from 'node:path'
import { z } from 'zod'
import { SESSION_TIMEOUT_MS } from '../engine/access.ts'

/** The settings of what Slipstream connects to, and of how. A secret may be in a file, which is read for each connection. */

const BROKER = /^(?:[^\s:,[\]]+|\[[0-9a-f:.]+\]):\d+$/i
const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
const file = (what: string) =>
  z
    .string()
    .transform((path) => resolve(path))
    .optional()
    .describe(`File that holds ${what}; read for each connection, so that a change counts`)
const text = z.string().optional()
const pem = z
  .string()
  .regex(
    /-----BEGIN /,
    'must be PEM, which begins with -----BEGIN; for the path of a file there is the same setting with _FILE',
  )
  .optional()

/** With it, the longest name of a topic has at most Kafka's 249 letters, and that of a database MongoDB's 63. */
export const LONGEST_PREFIX = 50
const TOPIC_PREFIX = new RegExp(`^$|^[a-zA-Z0-9][a-zA-Z0-9._-]{0,${LONGEST_PREFIX - 2}}[._-]$`)

const MOST_COPIES = 9
const COPIES = `must be a whole number from 1 to ${MOST_COPIES}`
const copies = z.coerce.number({ error: COPIES }).int(COPIES).min(1, COPIES).max(MOST_COPIES, COPIES).optional()

const [LEAST_SESSION_MS, MOST_SESSION_MS] = [1_500, 60_000]
const SESSION = `must be a whole number from ${LEAST_SESSION_MS} to ${MOST_SESSION_MS}`
const sessionTimeout = z.coerce
  .number({ error: SESSION })
  .int(SESSION)
  .min(LEAST_SESSION_MS, SESSION)
  .max(MOST_SESSION_MS, SESSION)
  .default(SESSION_TIMEOUT_MS)

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'] as const

export const connectionEnvironment = {
  KAFKA_BROKERS: z
    .string()
    .transform(list)
    .refine((brokers) => brokers.every((broker) => BROKER.test(broker)), 'must be host:port, separated by commas')
    .optional()
    .describe(
      'Kafka to use instead of the embedded one: `host:port`, several separated by commas, an IPv6 address in brackets',
    ),
  KAFKA_CLIENT_ID: z
    .string()
    .regex(/^[\w.-]+$/, 'must be of letters, digits, dots, hyphens and underscores')
    .optional()
    .describe('Put before the name of each client in Kafka, with a hyphen, as quotas go by it'),
  KAFKA_TLS: z
    .enum(['yes', 'no'], { error: 'must be one of yes, no' })
    .optional()
    .describe('`yes`: Kafka is reached by TLS; also without it where an authority or a certificate is set'),
  KAFKA_TLS_CA: pem.describe(
    'Authorities that Kafka’s certificate is believed by, as PEM; none: those that Node knows',
  ),
  KAFKA_TLS_CA_FILE: file('them'),
  KAFKA_TLS_CERT: pem.describe('Certificate that Slipstream shows to Kafka, as PEM'),
  KAFKA_TLS_CERT_FILE: file('it'),
  KAFKA_TLS_KEY: pem.describe('Its private key, as PEM'),
  KAFKA_TLS_KEY_FILE: file('it'),
  KAFKA_SASL_MECHANISM: z
    .preprocess(
      (given) => (typeof given === 'string' ? given.toLowerCase() : given),
      z.enum(SASL_MECHANISMS, { error: `must be one of ${SASL_MECHANISMS.join(', ')}` }).optional(),
    )
    .describe(`How Slipstream says to Kafka who it is: \`${SASL_MECHANISMS.join('`, `')}\`; none: not at all`),
  KAFKA_SASL_USERNAME: text.describe('Its name there'),
  KAFKA_SASL_PASSWORD: text.describe('Its password there'),
  KAFKA_SASL_PASSWORD_FILE: file('it'),
  KAFKA_SASL_TOKEN_FILE: file('the token of `oauthbearer`'),
  SLIPSTREAM_TOPIC_PREFIX: z
    .string()
    .regex(
      TOPIC_PREFIX,
      `must begin with a letter or digit, end with a hyphen, a dot or an underscore, have no other signs, and be of at most ${LONGEST_PREFIX} letters, as home-`,
    )
    .default('')
    .describe(
      'What the names of topics, consumer groups, transactional ids and subjects of this installation begin with, as `home-`, so that several share a cluster; each needs a data folder and a database of its own',
    ),
  SLIPSTREAM_SESSION_TIMEOUT_MS: sessionTimeout.describe(
    'Time without a heartbeat after which the partitions of a copy go to another one; not below `group.min.session.timeout.ms` of Kafka, 6000 unless set there',
  ),
  SLIPSTREAM_REPLICAS: copies.describe(
    'Copies of each record in topics that are made; none: three where there are three brokers, else what Kafka is set to',
  ),
  SLIPSTREAM_MIN_INSYNC_REPLICAS: copies.describe(
    'Copies that there must be before a record counts as written (`min.insync.replicas`); none: two of three, else what Kafka is set to',
  ),
  SCHEMA_REGISTRY_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address, as http://registry:8081' })
    .optional()
    .describe('Confluent-compatible registry to use instead of the embedded one, with its path'),
  SCHEMA_REGISTRY_CA: pem.describe(
    'Authorities that the registry’s certificate is believed by, as PEM; none: those that Node knows',
  ),
  SCHEMA_REGISTRY_CA_FILE: file('them'),
  SCHEMA_REGISTRY_USERNAME: text.describe('Name of Slipstream at the registry'),
  SCHEMA_REGISTRY_PASSWORD: text.describe('Its password there'),
  SCHEMA_REGISTRY_PASSWORD_FILE: file('it'),
  SCHEMA_REGISTRY_TOKEN: text.describe('Token for the registry, instead of a name and password'),
  SCHEMA_REGISTRY_TOKEN_FILE: file('it'),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional()
    .describe(
      'MongoDB to use instead of the embedded store, with user, password and options such as `tls=true&tlsCAFile=…`; the database name is its path, `slipstream` if none',
    ),
  MONGODB_URL_FILE: file('it'),
} as const

type ConnectionVariable = keyof typeof connectionEnvironment
const isConnectionVariable = (name: string): name is ConnectionVariable => name in connectionEnvironment

export const CONNECTION_VARIABLES = Object.keys(connectionEnvironment).filter(isConnectionVariable)

/** Whose processes get a secret in their environment, which every program of their user can read. */
export const SECRETS: Readonly<Record<string, 'all' | readonly string[]>> = {
  KAFKA_TLS_KEY: 'all',
  KAFKA_SASL_PASSWORD: 'all',
  SCHEMA_REGISTRY_URL: 'all',
  SCHEMA_REGISTRY_PASSWORD: 'all',
  SCHEMA_REGISTRY_TOKEN: 'all',
  MONGODB_URL: ['mongo-sink', 'websocket-bridge'],
  MONGODB_URL_FILE: ['mongo-sink', 'websocket-bridge'],
  SLIPSTREAM_PASSWORD: ['websocket-bridge'],
  SLIPSTREAM_SESSION_KEY: ['websocket-bridge'],
  SLIPSTREAM_METRICS_TOKEN: ['websocket-bridge'],
}
