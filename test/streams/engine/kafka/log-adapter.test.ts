import type { logLevel } from 'kafkajs'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import { logCreatorOf } from '../../../../streams/engine/kafka/log-adapter.ts'

function logged(level: logLevel, message: string, details: Readonly<Record<string, unknown>> = {}): unknown {
  const lines: unknown[] = []
  const log = pino({ level: 'debug', base: null, timestamp: false }, { write: (line) => lines.push(JSON.parse(line)) })
  const timestamp = '2026-01-01T00:00:00.000Z'
  logCreatorOf(log)(kafkajs.logLevel.WARN)({
    namespace: 'Connection',
    level,
    label: '',
    log: { timestamp, message, ...details },
  })
  return lines[0]
}

const WARNING = 40
const DEBUG = 20

it('makes warnings of errors, which kafkajs retries, with its namespace, the error and the group', () => {
  expect(logged(kafkajs.logLevel.ERROR, 'Response Heartbeat', { error: 'late', groupId: 'g', size: 10 })).toStrictEqual(
    {
      level: WARNING,
      kafkajs: 'Connection',
      error: 'late',
      groupId: 'g',
      msg: 'Response Heartbeat',
    },
  )
})

it('writes information, and the expected wait between two transactions, at debug level', () => {
  const pending =
    'The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing'
  expect(logged(kafkajs.logLevel.INFO, 'Consumer has joined the group')).toMatchObject({ level: DEBUG })
  expect(logged(kafkajs.logLevel.ERROR, 'Response AddOffsetsToTxn', { error: pending })).toMatchObject({ level: DEBUG })
  expect(logged(kafkajs.logLevel.ERROR, pending)).toMatchObject({ level: DEBUG })
})
