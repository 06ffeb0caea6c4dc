import { pino } from 'pino'
import type { Logger } from 'pino'
import type { Config } from '../app/config.ts'

/** JSON lines on standard error: standard output is for records. */
export function createLogger(name: string, level: Config['SLIPSTREAM_LOG_LEVEL']): Logger {
  return pino({ name, level, base: { pid: process.pid, name } }, pino.destination({ fd: 2, sync: true }))
}
