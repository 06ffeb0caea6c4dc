import { z } from 'zod'
import { ConfigError } from '../../engine/errors.ts'
import type { Config } from '../config.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { decodeOriginal, openDeadLetters, originalOf, redrive } from '../../engine/runtime/dead-letter-queue.ts'
import type { DeadLetterRecord, DeadLetterQueue } from '../../engine/runtime/dead-letter-queue.ts'
import { countedRecords } from '../output/counted-records.ts'
import { EXIT } from '../output/exit-codes.ts'
import { standardStreams } from '../output/output-streams.ts'
import { recordOutput } from '../output/record-output.ts'
import type { RecordOutput } from '../output/record-output.ts'
import { parseRangeEdge } from '../records/range.ts'
import type { RangeEdge } from '../records/range.ts'
import { rangeBounds } from '../records/read-range.ts'
import { isSelected, selectionOf } from '../records/selection.ts'
import { connectClient } from '../connect-client.ts'

const filterSchema = z.object({
  processor: z.string().optional(),
  code: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  limit: z.coerce.number().int().min(1).optional(),
  all: z.boolean().optional(),
  execute: z.boolean().optional(),
})
/** The options as they were typed. */
export type FilterOptions = Readonly<Partial<Record<keyof z.infer<typeof filterSchema>, string | boolean>>>

export interface Filter {
  readonly processor: string | null
  readonly code: string | null
  /** Of the letters, by when they were given up. */
  readonly from: RangeEdge
  readonly to: RangeEdge | null
  /** Only so many, the newest; null: all. */
  readonly limit: number | null
  readonly all: boolean
  readonly execute: boolean
}

/** @param nowMs epoch ms, for times ago. @throws {ConfigError} naming every option that cannot be understood. */
export function parseFilter(options: FilterOptions, nowMs: number): Filter {
  const { data, error } = filterSchema.safeParse(options)
  const faults = (error?.issues ?? []).map((issue) => `--${issue.path.join('.')}: ${issue.message}`)
  const edge = (name: 'from' | 'to'): RangeEdge | null => {
    const text = options[name]
    if (typeof text !== 'string') return null
    try {
      return parseRangeEdge(text, nowMs)
    } catch (fault) {
      faults.unshift(`--${name}: ${fault instanceof Error ? fault.message : String(fault)}`)
      return null
    }
  }
  const [to, from] = [edge('to'), edge('from')]
  if (data === undefined || faults.length > 0) throw new ConfigError(faults.join('\n'))
  const { processor = null, code = null, limit = null, all = false, execute = false } = data
  return { processor, code, from: from ?? { kind: 'earliest' }, to, limit, all, execute }
}

/** What the commands use of the outside. */
export interface DeadLettersPort {
  readonly runtime: Runtime
  readonly output: RecordOutput
  err(line: string): void
}

/** The dead letters that match a filter. They are read as they are asked for, with a limit twice: to know which are the newest. */
async function matching(
  runtime: Runtime,
  filter: Filter,
): Promise<(queue: DeadLetterQueue) => AsyncGenerator<DeadLetterRecord, void>> {
  const { processor, code, from, to, limit } = filter
  const range = { topic: runtime.deadLetters.name, from, to, signal: runtime.signal }
  const selection = selectionOf(from, to, await rangeBounds(runtime, range))
  const isWanted = ({ value, failedAt: timestamp, partition, offset }: DeadLetterRecord) =>
    (processor === null || value.processor === processor) &&
    (code === null || value.code === code) &&
    isSelected(selection, { partition, offset, timestamp })
  async function* all(queue: DeadLetterQueue) {
    for await (const letter of queue.waiting()) if (isWanted(letter)) yield letter
  }
  if (limit === null) return all
  return async function* (queue) {
    const newest: string[] = []
    for await (const letter of all(queue)) {
      newest.push(placeOf(letter))
      if (newest.length >= 2 * limit) newest.splice(0, newest.length - limit)
    }
    const chosen = new Set(newest.slice(-limit))
    for await (const letter of all(queue)) if (chosen.has(placeOf(letter))) yield letter
  }
}

const placeOf = ({ partition, offset }: DeadLetterRecord): string => `${partition}/${offset}`

const portOf = async (config: Config): Promise<DeadLettersPort> => ({
  runtime: await connectClient(config, 'dead-letters'),
  output: recordOutput(),
  err: standardStreams.err,
})

/** @throws {ConfigError} @returns the exit code. */
export async function list(config: Config, options: FilterOptions): Promise<number> {
  const filter = parseFilter(options, Date.now())
  return listDeadLetters(await portOf(config), filter)
}

/** Prints one line of JSON for each dead letter, the oldest first, at the pace of the reader of the output. @returns the exit code. */
export async function listDeadLetters({ runtime, output }: DeadLettersPort, filter: Filter): Promise<number> {
  const wanted = await matching(runtime, filter)
  for await (const letter of wanted(await openDeadLetters(runtime))) {
    const taken = output.line(JSON.stringify(summary(letter)))
    if (taken !== undefined) await taken
  }
  await output.flush()
  return EXIT.ok
}

/** Prints a dead letter with its source record, decoded if possible. @returns the exit code. */
export async function showDeadLetter(config: Config, key: string): Promise<number> {
  return showLetter(await portOf(config), key)
}

/** @returns the exit code. */
export async function showLetter({ runtime, output, err }: DeadLettersPort, key: string): Promise<number> {
  const queue = await openDeadLetters(runtime)
  let isFound = false
  for await (const letter of queue.waiting()) {
    if (letter.key !== key) continue
    isFound = true
    await output.line(JSON.stringify(await whole(runtime, letter), null, 2))
  }
  await output.flush()
  if (isFound) return EXIT.ok
  err(absentLetter(queue, key))
  return EXIT.absent
}

/** @throws {ConfigError} @returns the exit code. */
export async function redriveDeadLetters(
  config: Config,
  keys: readonly string[],
  options: FilterOptions,
): Promise<number> {
  const filter = parseFilter(options, Date.now())
  requireChoice(keys, filter)
  return redriveLetters(await portOf(config), keys, filter)
}

/** @throws {ConfigError} */
export function requireChoice(keys: readonly string[], { all }: Filter): void {
  if ((keys.length === 0) === all) return
  throw new ConfigError('Give the keys of dead letters, or --all (with --processor, --code, --from or --to) instead.')
}

/**
 * Redrives dead letters, or prints which it would redrive.
 * @param keys of dead letters; with `all`, none: the filter selects them.
 * @returns the exit code; an unknown key fails the whole command.
 */
export async function redriveLetters(
  { runtime, output, err }: DeadLettersPort,
  keys: readonly string[],
  filter: Filter,
): Promise<number> {
  const named = new Set(keys)
  async function* byKey(queue: DeadLetterQueue) {
    for await (const letter of queue.waiting()) if (named.has(letter.key)) yield letter
  }
  const wanted = named.size === 0 ? await matching(runtime, filter) : byKey
  const queue = await openDeadLetters(runtime)
  const missing = new Set(named)
  if (named.size > 0) for await (const { key } of byKey(queue)) missing.delete(key)
  for (const key of missing) err(absentLetter(queue, key))
  if ([...missing].some((key) => !queue.isRedriven(key))) return EXIT.absent

  if (!filter.execute) {
    const would = new Set<string>()
    for await (const { key, value } of wanted(queue)) {
      if (would.has(key)) continue
      would.add(key)
      err(`Would send ${key} again (${value.processor}: ${value.code}).`)
    }
    err(`${countedRecords(would.size)} would be sent again; nothing was. Add --execute to do it.`)
    return EXIT.ok
  }
  const sent = await redrive(runtime, wanted)
  for (const key of sent) await output.line(JSON.stringify({ key, redriven: true }))
  await output.flush()
  err(`${countedRecords(sent.length)} ${sent.length === 1 ? 'was' : 'were'} sent again.`)
  return EXIT.ok
}

/** Why there is no dead letter of a key. */
export function absentLetter(queue: Pick<DeadLetterQueue, 'isRedriven' | 'isRemoved'>, key: string): string {
  if (queue.isRemoved(key)) return `${key} was removed, because its listener was forgotten: it cannot be sent again.`
  if (queue.isRedriven(key)) return `${key} has been sent again already.`
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
