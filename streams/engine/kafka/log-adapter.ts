import type { LogEntry, logLevel } from 'kafkajs'
import type { Logger } from 'pino'
import { kafkajs } from './kafkajs-patches.ts'

export type LogCreator = (level: logLevel) => (entry: LogEntry) => void

/** The broker still writes the markers of the last transaction: the next one waits, as the protocol demands. */
const MARKERS_PENDING = 'while another concurrent operation on the same transaction was ongoing'

/**
 * Writes kafkajs's log to ours. kafkajs logs as errors what it then retries, so its errors are warnings here: an error that
 * is final is thrown.
 */
export function logCreatorOf(log: Logger): LogCreator {
  return () => (entry) => {
    const { message, ...details } = entry.log
    const error: unknown = details['error']
    const groupId: unknown = details['groupId']
    const line = { kafkajs: entry.namespace, error, groupId }
    const isExpected = `${message} ${String(error)}`.includes(MARKERS_PENDING)
    if (entry.level <= kafkajs.logLevel.WARN && !isExpected) log.warn(line, message)
    else log.debug(line, message)
  }
}
