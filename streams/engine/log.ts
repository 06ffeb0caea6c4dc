import { pino } from 'pino'
import type { Logger } from 'pino'
import { printableText } from './printable.ts'

/** From the most to the least severe; `silent` writes nothing. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

/** JSON lines on standard error: standard output is for records. Values may hold names of files and addresses, so each line is made printable. */
export function createLogger(name: string, level: LogLevel): Logger {
  return pino(
    { name, level, base: { pid: process.pid, name }, hooks: { streamWrite: printableText } },
    pino.destination({ fd: 2, sync: true }),
  )
}
