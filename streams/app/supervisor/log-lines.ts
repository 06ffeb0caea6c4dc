import { z } from 'zod'
import { printableInLine } from '../../engine/printable.ts'

/** A pino line; pino numbers its levels from 10 (trace) to 60 (fatal). */
const lineSchema = z.object({
  level: z.number(),
  msg: z.string().default(''),
  err: z.object({ message: z.string() }).optional(),
  /** The part of the Kafka client that wrote this line. */
  kafkajs: z.string().optional(),
  /** Whether the user should see the line although it is no warning; false: not even a warning, as the user is told elsewhere. */
  userFacing: z.boolean().optional(),
})
const WARN = 40
const ERROR = 50
const SHOWN_CHARS = 400
/** What Node prints around the message of an uncaught error. */
const AROUND_AN_ERROR = /^(\s*at |\s*\^|Node\.js v|\s*$|.*:\d+$|\s*throw |\s*\}|\s*[\w[\]]+: .*,?$)/

/**
 * The user-facing message of a log line: one short line for a warning, an error, or a line marked as user-facing; null for
 * any other. Warnings of the Kafka client are left out: it repeats the request, and the caller reports a failure.
 */
export function userFacingLine(name: string, line: string): string | null {
  const parsed = lineSchema.safeParse(jsonOf(line))
  if (parsed.success && parsed.data.level < WARN && parsed.data.userFacing === true)
    return `${name}: ${parsed.data.msg}`
  if (!parsed.success || parsed.data.level < WARN) return null
  if (parsed.data.level < ERROR && parsed.data.userFacing === false) return null
  if (parsed.data.kafkajs !== undefined && parsed.data.level < ERROR) return null
  return `${name}: ${parsed.data.level < ERROR ? 'warning' : 'error'}: ${short(messageOf(parsed.data))}`
}

/**
 * Why a process ended, as far as its output tells: the message of an uncaught error, else of its last warning or error,
 * else its last line that is not part of a stack trace; empty when there is no output.
 */
export function lastErrorLine(lines: readonly string[]): string {
  const parsed = lines.map((line) => ({ line, logged: lineSchema.safeParse(jsonOf(line)) }))
  const severe = parsed.findLast(({ logged }) => logged.success && logged.data.level >= WARN)
  const plain = parsed.findLast(({ line, logged }) => !logged.success && !AROUND_AN_ERROR.test(line))
  const uncaught = parsed.findLast(({ line }) => /^(Uncaught )?([A-Z]\w*Error\b|Error: )/.test(line))
  if (uncaught !== undefined) return short(uncaught.line)
  if (severe?.logged.success === true) return short(messageOf(severe.logged.data))
  if (plain !== undefined) return short(plain.line)
  const last = parsed.at(-1)
  return last?.logged.success === true ? short(messageOf(last.logged.data)) : short(last?.line ?? '')
}

/** The lines after the last log line. */
export function plainTail(lines: readonly string[]): string {
  const last = lines.findLastIndex((line) => lineSchema.safeParse(jsonOf(line)).success)
  return lines
    .slice(last + 1)
    .join('\n')
    .trim()
}

function messageOf({ msg, err }: z.infer<typeof lineSchema>): string {
  if (err === undefined || msg === '') return err?.message ?? msg
  return err.message.startsWith(msg) ? msg : `${msg} (${err.message})` // pino adds the causes to the message
}

function short(text: string): string {
  const line = printableInLine(text.replace(/\s+/g, ' ').trim()) // JSON gave back the controls that it had escaped
  return line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line
}

function jsonOf(line: string): unknown {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
