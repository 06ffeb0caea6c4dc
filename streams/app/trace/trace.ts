import { decodedRecord } from '../../engine/serde/codec.ts'
import { deadLetters, plays, recommendations } from '../../../schemas/topics.ts'
import { partitionsOf } from '../../engine/runtime/runtime.ts'
import type { Runtime } from '../../engine/runtime/runtime.ts'
import { headerText } from '../../engine/serde/log-record.ts'
import type { LogRecord } from '../../engine/serde/log-record.ts'
import { CAUSED_BY, SENT_AT, TRACE_ID } from '../../engine/serde/trace.ts'
import { countedRecords } from '../output/counted-records.ts'
import { EXIT } from '../output/exit-codes.ts'
import type { RecordOutput } from '../output/record-output.ts'
import { lineValues } from '../records/line-values.ts'
import { recordLine } from '../records/record-line.ts'
import { scan } from './scan.ts'
import type { FoundRecord } from './scan.ts'

/** What the commands use of the outside. */
export interface TracePort {
  readonly runtime: Runtime
  readonly output: RecordOutput
  err(line: string): void
}

/**
 * Prints a play and every record that it caused as the lines of `consume`, in the order in which they were made. The runtime copies the header `trace-id`
 * to all that derives from a record; a list that a program outside wrote names the play itself, and a dead letter holds it.
 * @returns the exit code.
 */
export async function printTrace({ runtime, output, err }: TracePort, id: string): Promise<number> {
  const found = await playsOfId(runtime, id)
  const [first] = found
  if (first === undefined) {
    err(`There is no play ${id} in the topic ${plays.name}.`)
    return EXIT.absent
  }
  const origins = new Set(found.map(positionOf))
  const bytes = Buffer.from(id)
  const mayBeCaused = (record: LogRecord, { topic }: { readonly topic: string }): boolean => {
    if ([TRACE_ID, CAUSED_BY].some((name) => origins.has(headerText(record.headers, name) ?? ''))) return true
    return (topic === recommendations.name || topic === deadLetters.name) && record.value?.includes(bytes) === true
  }
  const isCaused = (each: FoundRecord): boolean => {
    if (each.topic === recommendations.name) return answers(each, id, origins)
    return each.topic !== deadLetters.name || isLetterOf(each, id, origins)
  }
  const topics = [...runtime.topics.values()].filter(({ name }) => name !== plays.name)
  const caused = await scan(runtime, partitionsOf(runtime, topics), first.wire.timestamp, {
    mayBe: mayBeCaused,
    is: isCaused,
  })
  const records = [...found, ...caused.toSorted(byMaking)]
  const values = lineValues((schema) => runtime.registry.writerSchema(schema))
  await values.prepare(records.map(({ wire }) => wire))
  for (const each of records) await output.line(recordLine(each, each.wire, values.of(each.wire)))
  await output.flush()
  const count = records.length - found.length
  err(`${countedRecords(count)} ${count === 1 ? 'was' : 'were'} caused by ${[...origins].join(', ')}.`)
  return EXIT.ok
}

/** The records of a play id: several when its player sent it again. */
async function playsOfId(runtime: Runtime, id: string): Promise<readonly FoundRecord[]> {
  const bytes = Buffer.from(id)
  return scan(runtime, partitionsOf(runtime, [plays]), 'start', {
    mayBe: ({ value }) => value?.includes(bytes) === true,
    is: (each) => decodedRecord(each, plays)?.value?.playId === id,
  })
}

/** A list that holds the id elsewhere, in `takenFrom` or as a track, is not caused by the play. */
function answers(each: FoundRecord, id: string, origins: ReadonlySet<string>): boolean {
  if (origins.has(headerText(each.wire.headers, CAUSED_BY) ?? '')) return true
  return decodedRecord(each, recommendations)?.value?.causedBy.playId === id
}

/** A letter holds the record that was given up: the play itself, or one that it caused. */
function isLetterOf(each: FoundRecord, id: string, origins: ReadonlySet<string>): boolean {
  if ([TRACE_ID, CAUSED_BY].some((name) => origins.has(headerText(each.wire.headers, name) ?? ''))) return true
  const letter = decodedRecord(each, deadLetters)?.value
  if (letter == null) return false
  const { topic, partition, offset, headers } = letter
  const names = [`${topic}/${partition}/${offset}`, ...headers.filter(({ name }) => name === TRACE_ID || name === CAUSED_BY).map(({ value }) => value.toString('utf8'))] // prettier-ignore
  return names.some((name) => origins.has(name)) || (topic !== plays.name && letter.value?.includes(id) === true)
}

const positionOf = ({ topic, partition, wire }: FoundRecord): string => `${topic}/${partition}/${wire.offset}`

const madeAt = ({ wire }: FoundRecord): number => Number(headerText(wire.headers, SENT_AT) ?? wire.timestamp)

const byMaking = (a: FoundRecord, b: FoundRecord): number =>
  madeAt(a) - madeAt(b) || a.topic.localeCompare(b.topic) || a.partition - b.partition || a.wire.offset - b.wire.offset
