import { z } from 'zod'
import { ConfigError } from '../../engine/errors.ts'
import type { Config } from '../config.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { decodeOriginal, originalOf, readDeadLetters, redrive } from '../../engine/runtime/dead-letter-queue.ts'
import type { DeadLetterRecord, DeadLetterQueue } from '../../engine/runtime/dead-letter-queue.ts'
import { countedRecords } from '../output/counted-records.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { OutputStreams } from '../output/output-streams.ts'
import { connectClient } from '../connect-client.ts'

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

/** The dead letters that match a filter; with `limit`, only the newest of them. */
export function matching(
  records: readonly DeadLetterRecord[],
  { processor, code, from, to, limit }: Filter,
): readonly DeadLetterRecord[] {
  const [since, until] = [
    from === undefined ? -Infinity : Date.parse(from),
    to === undefined ? Infinity : Date.parse(to),
  ]
  const fitting = records.filter(
    ({ value, failedAt }) =>
      (processor === undefined || value.processor === processor) &&
      (code === undefined || value.code === code) &&
      failedAt >= since &&
      failedAt < until,
  )
  return limit === undefined ? fitting : fitting.slice(-limit)
}

/** Prints one line of JSON for each dead letter. @returns the exit code. */
export async function list(config: Config, options: FilterOptions, streams: OutputStreams): Promise<number> {
  const filter = parseFilter(options)
  const { records } = await readDeadLetters(await connectClient(config, 'dead-letters'))
  for (const each of matching(records, filter)) streams.out(JSON.stringify(summary(each)))
  return EXIT.ok
}

/** Prints a dead letter with its source record, decoded if possible. @returns the exit code. */
export async function showDeadLetter(config: Config, key: string, streams: OutputStreams): Promise<number> {
  const runtime = await connectClient(config, 'dead-letters')
  const queue = await readDeadLetters(runtime)
  const found = queue.records.filter((each) => each.key === key)
  for (const each of found) streams.out(JSON.stringify(await whole(runtime, each), null, 2))
  if (found.length > 0) return EXIT.ok
  streams.err(absent(queue, key))
  return EXIT.absent
}

/**
 * Redrives dead letters, or prints which it would redrive.
 * @param keys of dead letters; with `all`, none: the filter selects them.
 * @returns the exit code; an unknown key fails the whole command.
 */
export async function redriveDeadLetters(
  config: Config,
  keys: readonly string[],
  options: FilterOptions,
  streams: OutputStreams,
): Promise<number> {
  const filter = parseFilter(options)
  if ((keys.length === 0) !== (filter.all ?? false)) {
    throw new ConfigError('Give the keys of dead letters, or --all (with --processor, --code, --from or --to) instead.')
  }
  const wanted = (queue: DeadLetterQueue) =>
    keys.length === 0 ? matching(queue.records, filter) : queue.records.filter(({ key }) => keys.includes(key))
  const runtime = await connectClient(config, 'dead-letters')
  const queue = await readDeadLetters(runtime)
  const missing = keys.filter((key) => !queue.records.some((each) => each.key === key))
  for (const key of missing) streams.err(absent(queue, key))
  if (missing.some((key) => !queue.redriven.has(key))) return EXIT.absent

  if (filter.execute !== true) {
    const would = new Map(wanted(queue).map((each) => [each.key, each]))
    for (const { key, value } of would.values())
      streams.err(`Would send ${key} again (${value.processor}: ${value.code}).`)
    streams.err(`${countedRecords(would.size)} would be sent again; nothing was. Add --execute to do it.`)
    return EXIT.ok
  }
  const sent = await redrive(runtime, wanted)
  for (const key of sent) streams.out(JSON.stringify({ key, redriven: true }))
  streams.err(`${countedRecords(sent.length)} ${sent.length === 1 ? 'was' : 'were'} sent again.`)
  return EXIT.ok
}

function absent({ redriven }: DeadLetterQueue, key: string): string {
  if (redriven.has(key)) return `${key} has been sent again already.`
  return `There is no dead letter ${key}: "npx slipstream dead-letters list" shows which there are.`
}

function summary({ key, failedAt, value }: DeadLetterRecord) {
  const { processor, code, message, attempts } = value
  return { key, processor, code, message, when: new Date(failedAt).toISOString(), attempts }
}

async function whole(runtime: Runtime, deadLetter: DeadLetterRecord) {
  const { topic, partition, offset, timestamp, key, headers } = deadLetter.value
  const decoded = await decodeOriginal(runtime, deadLetter)
  const value = decoded?.ok === true ? readable(decoded.record.value) : hexOf(originalOf(deadLetter).value)
  return {
    ...summary(deadLetter),
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
