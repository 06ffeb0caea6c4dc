import { isIP } from 'node:net'
import { delimiter, join, resolve } from 'node:path'
import { z } from 'zod'
import { LOG_LEVELS } from '../engine/log.ts'
import { ConfigError } from '../engine/errors.ts'
import { isModelId, MODEL_IDS, MODEL_SLOTS } from '../../processors/shared/model-ids.ts'
import type { ModelId } from '../../processors/shared/model-ids.ts'
import { SUBSETS } from '../../processors/scan-library/fma/row.ts'
import { connectionEnvironment } from './connection-settings.ts'
import { didYouMean } from './nearest-name.ts'

/** A number in words that need no knowledge of the program. */
function numberWithin(kind: 'whole' | 'any', min: number, max = Infinity) {
  const what = kind === 'whole' ? 'a whole number' : 'a number'
  const error = `must be ${what}${max === Infinity ? `, ${min} or more` : ` from ${min} to ${max}`}`
  const number = z.coerce.number({ error }).min(min, error)
  const bounded = max === Infinity ? number : number.max(max, error)
  return kind === 'whole' ? bounded.int(error) : bounded
}

function oneOf<const T extends readonly [string, ...string[]]>(choices: T) {
  return z.enum(choices, { error: `must be one of ${choices.join(', ')}` })
}

const MORE_THAN_ZERO = 'must be a number above 0'
const count = numberWithin('whole', 1)
const port = numberWithin('whole', 0, 65_535)
const list = (separator: string) => (text: string) =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')

const LEAST_TOKEN_LETTERS = 16

/** Of which an address may try some 1,400 a day. */
export const LEAST_PASSWORD_LETTERS = 8
export const TOO_SHORT_PASSWORD = `must have at least ${LEAST_PASSWORD_LETTERS} letters`

/** As many as a key of 24 random bytes has in base64. */
export const LEAST_KEY_LETTERS = 32
export const TOO_SHORT_KEY = `must have at least ${LEAST_KEY_LETTERS} letters, as \`openssl rand -base64 32\` makes them`

const isOrigin = (text: string) =>
  /^https?:\/\/[^/?#@\s]+\/?$/i.test(text) && URL.canParse(text) && new URL(text).hostname !== '*'

/** An address, a network such as 10.0.0.0/8, or a name that the proxy library knows. */
function isProxy(text: string): boolean {
  const [address = '', bits = '0'] = text.split('/')
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return text === 'loopback' || (/^\d{1,3}$/.test(bits) && Number(bits) <= most)
}

/** Ids of the models to run: the first one serves, the others are its shadows. */
export type ServingFirst = readonly [ModelId, ...ModelId[]]

function modelsProblem(names: readonly string[]): string | null {
  const unknown = names.filter((name) => !isModelId(name))
  if (unknown.length > 0) return `there is no model ${unknown.join(', ')}. There are: ${MODEL_IDS.join(', ')}.`
  if (new Set(names).size < names.length) return 'each model may be named once.'
  return names.length > MODEL_SLOTS ? `at most ${MODEL_SLOTS} models can run side by side.` : null
}

/** The whole environment of Slipstream, each variable with what it means; the README's table is held equal to this. */
export const environment = {
  ...connectionEnvironment,
  SLIPSTREAM_PORT: port.default(4600).describe('Port of the player'),
  SLIPSTREAM_HOST: z.string().min(1).default('127.0.0.1').describe('Address that the player is served on'),
  SLIPSTREAM_ORIGINS: z
    .string()
    .default('')
    .transform(list(','))
    .refine((origins) => origins.every(isOrigin), 'must be addresses without a path, as https://music.example.org')
    .transform((origins) => origins.map((origin) => new URL(origin).origin))
    .describe(
      'Addresses that browsers reach the player by, separated by commas: `https://music.example.org,http://nas.local:8080`; none: what it listens on and the names of this machine',
    ),
  SLIPSTREAM_PUBLISHED: z
    .string()
    .regex(/^.+:\d{1,5}$/, 'must be host:port')
    .transform((text) => ({
      host: text.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''),
      port: Number(/\d+$/.exec(text)?.[0]),
    }))
    .optional()
    .describe('In a container: `host:port` on which the machine around it publishes the port'),
  SLIPSTREAM_TRUSTED_PROXIES: z
    .string()
    .default('loopback')
    .transform((text) => (text === 'none' ? [] : list(',')(text)))
    .refine((proxies) => proxies.every(isProxy), 'must be addresses, networks as 10.0.0.0/8, loopback, or none')
    .describe(
      'Proxies whose `X-Forwarded-For` is believed: addresses, networks, `loopback`, separated by commas; or `none`',
    ),
  SLIPSTREAM_PASSWORD: z
    .string()
    .min(LEAST_PASSWORD_LETTERS, TOO_SHORT_PASSWORD)
    .optional()
    .describe('Password of the player, asked once in each browser; another one ends all logins'),
  SLIPSTREAM_PASSWORD_FILE: z
    .string()
    .transform((path) => resolve(path))
    .optional()
    .describe('File whose first line is that password'),
  SLIPSTREAM_SESSION_KEY: z
    .string()
    .min(LEAST_KEY_LETTERS, TOO_SHORT_KEY)
    .optional()
    .describe(
      'Key that sessions are signed with, the same for all bridges that serve one set of listeners; none: one of its own',
    ),
  SLIPSTREAM_SESSION_KEY_FILE: z
    .string()
    .transform((path) => resolve(path))
    .optional()
    .describe('File that holds that key'),
  SLIPSTREAM_OPEN: oneOf(['yes', 'no'])
    .default('no')
    .describe('`yes`: others may reach the player without a password, and so play and copy the whole library'),
  SLIPSTREAM_METRICS_TOKEN: z
    .string()
    .min(LEAST_TOKEN_LETTERS, `must have at least ${LEAST_TOKEN_LETTERS} letters`)
    .optional()
    .describe('With it (`Authorization: Bearer`) other machines may read `/metrics` and the parts of `/readyz`'),
  SLIPSTREAM_DATA: z
    .string()
    .min(1)
    .default('data')
    .transform((path) => resolve(path))
    .describe('Folder for everything that is kept'),
  SLIPSTREAM_MUSIC: z
    .string()
    .default('')
    .transform((text) => list(delimiter)(text).map((path) => resolve(path)))
    .describe('Library folders, separated as in PATH; without these and without a data set: the demo library'),
  SLIPSTREAM_FMA: z
    .string()
    .transform((path) => resolve(path))
    .optional()
    .describe('Folder of the Free Music Archive data set: `fma_metadata` and one or more of `fma_small` to `fma_full`'),
  SLIPSTREAM_FMA_SUBSET: oneOf(SUBSETS)
    .optional()
    .describe('Subset of it to take; without it the largest whose audio is there'),
  SLIPSTREAM_FMA_LIMIT: count.optional().describe('Only the first so many tracks of it'),
  SLIPSTREAM_FMA_SAMPLE: count.optional().describe('Only so many tracks of it, drawn by the seed'),
  SLIPSTREAM_FMA_SEED: numberWithin('whole', 0).default(1).describe('Seed of the sample'),
  SLIPSTREAM_WATCH: oneOf(['on', 'off'])
    .default('on')
    .describe('Whether the library folders are watched for changes; `off`: they are scanned once'),
  SLIPSTREAM_FORGET_DAYS: numberWithin('whole', 0)
    .default(365)
    .describe(
      'Days after which tracks are forgotten whose library folder is away or no longer given; `0`: never; sooner by `slipstream library forget`',
    ),
  SLIPSTREAM_CHECK_DAYS: numberWithin('whole', 0, 3_650)
    .default(30)
    .describe(
      'Days in which every file is read again, some each hour, to find changes that kept its size and time; `0`: never; all at once by `slipstream library rescan --full`',
    ),
  SLIPSTREAM_MODELS: z
    .string()
    .default('')
    .transform(list(','))
    .transform((names, context): ServingFirst => {
      const problem = modelsProblem(names)
      if (problem !== null) context.addIssue({ code: 'custom', message: problem })
      const [serving = MODEL_IDS[0], ...shadows] = names.filter(isModelId)
      return [serving, ...shadows]
    })
    .describe(
      'Models that recommend, separated by commas: the first one is shown, up to two more run in its shadow and are judged; none: the newest',
    ),
  SLIPSTREAM_FORGET_LISTENER_DAYS: numberWithin('whole', 0)
    .default(365)
    .describe(
      'Days of silence after which a listener is forgotten who played little and liked or disliked nothing; `0`: never',
    ),
  SLIPSTREAM_LOG_LEVEL: oneOf(LOG_LEVELS).default('info').describe('Least severe log line that is written'),
  SLIPSTREAM_STUCK_AFTER_MS: numberWithin('whole', 1_000)
    .default(30_000)
    .describe('A processor whose program has stood still for so long is ended, and started again'),
  SLIPSTREAM_DECODE_SECONDS: numberWithin('any', 1)
    .default(60)
    .describe('Deadline of decoding a file; it is extended by a second for each minute of audio analysed'),
  SLIPSTREAM_DECODE_MEMORY_MIB: numberWithin('whole', 128)
    .default(512)
    .describe('Most memory that decoding a file may take'),
  SLIPSTREAM_DECODE_HOURS: z.coerce
    .number({ error: MORE_THAN_ZERO })
    .positive(MORE_THAN_ZERO)
    .default(2)
    .describe('Longest audio that is analysed'),
  SLIPSTREAM_COVERS_MIB: numberWithin('whole', 0)
    .default(256)
    .describe('Most that covers in smaller sizes may take in the data folder; the least recently shown are made again'),
  SLIPSTREAM_PLAYABLE_MIB: numberWithin('whole', 0)
    .default(2_048)
    .describe(
      'Most that music may take in the data folder that ffmpeg made playable by browsers; the least recently played is made again',
    ),
  SLIPSTREAM_KAFKA_PORT: port.default(19_092).describe('Port of the embedded Kafka'),
  SLIPSTREAM_REGISTRY_PORT: port.default(18_081).describe('Port of the embedded schema registry'),
  SLIPSTREAM_MONGODB_PORT: port.default(27_117).describe('Port of the embedded MongoDB-compatible store'),
} as const

/** What the program sets itself for its own processes. */
const OWN_VARIABLES = ['SLIPSTREAM_RESTARTS', 'SLIPSTREAM_TEST_TALLY']

/** A mistyped setting must not leave a connection in the clear. */
const OWN_BEGINNINGS = /^(?:SLIPSTREAM|KAFKA_TLS|KAFKA_SASL)_/

const schema = z.object(environment)
export type Config = z.infer<typeof schema>

/**
 * Parses the environment strictly; empty variables count as not set, and of others only those that begin as ours do are looked at.
 * @throws {ConfigError} naming every wrong variable at once, one line each.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(given)
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const lines = new Set([...wrong, ...unknownVariables(Object.keys(given))])
  if (parsed.success && lines.size === 0) return parsed.data
  throw new ConfigError([...lines].join('\n'))
}

function unknownVariables(given: readonly string[]): readonly string[] {
  const known = Object.keys(environment)
  return given
    .filter((name) => OWN_BEGINNINGS.test(name) && !known.includes(name) && !OWN_VARIABLES.includes(name))
    .map((name) => `${name}: there is no such setting.${didYouMean(name, known)}`)
}

/** The library folders: those that were given, or the one that the demo library is made in. */
export function libraryFoldersOf(config: Config): readonly string[] {
  if (isDemo(config)) return [demoLibraryFolder(config)]
  return config.SLIPSTREAM_FMA === undefined
    ? config.SLIPSTREAM_MUSIC
    : [...config.SLIPSTREAM_MUSIC, config.SLIPSTREAM_FMA]
}

/** Whether no music was given. */
export function isDemo(config: Config): boolean {
  return config.SLIPSTREAM_MUSIC.length === 0 && config.SLIPSTREAM_FMA === undefined
}

export function demoLibraryFolder(config: Config): string {
  return join(config.SLIPSTREAM_DATA, 'demo-library')
}
