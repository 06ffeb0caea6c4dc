import { z } from 'zod'
import { ConfigError } from '../config.ts'
import type { Config } from '../config.ts'
import { connectEnvironment } from '../../engine/runtime/environment.ts'
import type { Environment } from '../../engine/runtime/environment.ts'
import { decodeOriginal, originalOf, readLetters, redrive } from '../../engine/runtime/letters.ts'
import type { Letter, LetterBox } from '../../engine/runtime/letters.ts'
import { createLogger } from '../../engine/log.ts'
import { EXIT } from './exit-codes.ts'

/** Where the commands write: records to `out`, words for the person to `err`. */
export interface Streams {
  out(line: string): void
  err(line: string): void
}

const filterSchema = z.object({
  processor: z.string().optional(),
  code: z.string().optional(),
  from: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  to: z.iso.datetime({ offset: true }).or(z.iso.date()).optional(),
  limit: z.coerce.number().int().min(1).optional(),
  all: z.boolean().optional(),
  execute: z.boolean().optional(),
})
/** The options as they were typed. */
export type FilterOptions = Readonly<Partial<Record<keyof z.infer<typeof filterSchema>, string | boolean>>>
type Filter = z.infer<typeof filterSchema>

/** @throws {ConfigError} naming every option that cannot be understood. */
export function parseFilter(options: FilterOptions): Filter {
  const parsed = filterSchema.safeParse(options)
  if (parsed.success) return parsed.data
  throw new ConfigError(parsed.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('\n'))
}

/** The letters that a filter lets through, the newest `limit` of them. */
export function matching(letters: readonly Letter[], { processor, code, from, to, limit }: Filter): readonly Letter[] {
  const [since, until] = [
    from === undefined ? -Infinity : Date.parse(from),
    to === undefined ? Infinity : Date.parse(to),
  ]
  const fitting = letters.filter(
    ({ letter, givenUpAt }) =>
      (processor === undefined || letter.processor === processor) &&
      (code === undefined || letter.code === code) &&
      givenUpAt >= since &&
      givenUpAt < until,
  )
  return limit === undefined ? fitting : fitting.slice(-limit)
}

/** One line of JSON for each letter. @returns the exit code. */
export async function list(config: Config, options: FilterOptions, streams: Streams): Promise<number> {
  const filter = parseFilter(options)
  const { letters } = await readLetters(await connect(config))
  for (const letter of matching(letters, filter)) streams.out(JSON.stringify(summary(letter)))
  return EXIT.ok
}

/** A letter with the record that it holds, decoded where that can be done. @returns the exit code. */
export async function show(config: Config, key: string, streams: Streams): Promise<number> {
  const environment = await connect(config)
  const box = await readLetters(environment)
  const found = box.letters.filter((letter) => letter.key === key)
  for (const letter of found) streams.out(JSON.stringify(await whole(environment, letter), null, 2))
  if (found.length > 0) return EXIT.ok
  streams.err(absent(box, key))
  return EXIT.absent
}

/**
 * Sends records again, or says what it would send.
 * @param keys of letters; none together with `all` for those that fit the filter.
 * @returns the exit code; when a key is no dead letter's, nothing is sent.
 */
export async function redriveLetters(
  config: Config,
  keys: readonly string[],
  options: FilterOptions,
  streams: Streams,
): Promise<number> {
  const filter = parseFilter(options)
  if ((keys.length === 0) !== (filter.all ?? false)) {
    throw new ConfigError('Give the keys of dead letters, or --all (with --processor, --code, --from or --to) instead.')
  }
  const wanted = (box: LetterBox) =>
    keys.length === 0 ? matching(box.letters, filter) : box.letters.filter(({ key }) => keys.includes(key))
  const environment = await connect(config)
  const box = await readLetters(environment)
  const missing = keys.filter((key) => !box.letters.some((letter) => letter.key === key))
  for (const key of missing) streams.err(absent(box, key))
  if (missing.some((key) => !box.redriven.has(key))) return EXIT.absent

  if (filter.execute !== true) {
    const would = new Map(wanted(box).map((letter) => [letter.key, letter]))
    for (const { key, letter } of would.values())
      streams.err(`Would send ${key} again (${letter.processor}: ${letter.code}).`)
    streams.err(`${counted(would.size)} would be sent again; nothing was. Add --execute to do it.`)
    return EXIT.ok
  }
  const sent = await redrive(environment, wanted)
  for (const key of sent) streams.out(JSON.stringify({ key, redriven: true }))
  streams.err(`${counted(sent.length)} ${sent.length === 1 ? 'was' : 'were'} sent again.`)
  return EXIT.ok
}

const counted = (records: number): string => `${records} ${records === 1 ? 'record' : 'records'}`

function absent({ redriven }: LetterBox, key: string): string {
  if (redriven.has(key)) return `${key} has been sent again already.`
  return `There is no dead letter ${key}: "npx slipstream dead-letters list" shows which there are.`
}

function connect(config: Config): Promise<Environment> {
  const log = createLogger(
    'dead-letters',
    config.SLIPSTREAM_LOG_LEVEL === 'info' ? 'error' : config.SLIPSTREAM_LOG_LEVEL,
  )
  return connectEnvironment(config, log, 'dead-letters', new AbortController().signal)
}

function summary({ key, givenUpAt, letter }: Letter) {
  const { processor, code, message, attempts } = letter
  return { key, processor, code, message, when: new Date(givenUpAt).toISOString(), attempts }
}

async function whole(environment: Environment, letter: Letter) {
  const { topic, partition, offset, timestamp, key, headers } = letter.letter
  const decoded = await decodeOriginal(environment, letter)
  const value = decoded?.ok === true ? readable(decoded.record.value) : hexOf(originalOf(letter).value)
  return {
    ...summary(letter),
    record: {
      ...{ topic, partition, offset },
      time: timestamp === null ? null : new Date(timestamp).toISOString(),
      key: key === null ? null : textOf(key),
      headers: headers.map((header) => ({ name: header.name, value: textOf(header.value) })),
      value,
    },
  }
}

/** Bytes in a value as hexadecimal text: JSON has no others. */
function readable(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return hexOf(value)
  if (Array.isArray(value)) return value.map(readable)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, readable(field)]))
}

const hexOf = (bytes: Buffer | null) => (bytes === null ? null : { hex: bytes.toString('hex') })

/** Text when the bytes are some, else hexadecimal. */
function textOf(bytes: Buffer): string | { readonly hex: string } {
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? text : { hex: bytes.toString('hex') }
}
