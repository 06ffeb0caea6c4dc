import { describe, expect, it } from 'vitest'
import { matching, parseFilter } from '../../../../streams/app/cli/dead-letters.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'
import type { DeadLetterRecord } from '../../../../streams/engine/runtime/dead-letter-queue.ts'

const deadLetter = (offset: number, processor: string, code: string, failedAt: string): DeadLetterRecord => ({
  key: `plays/0/${offset}`,
  failedAt: Date.parse(failedAt),
  value: {
    ...{ topic: 'plays', partition: 0, offset, processor, code, message: '', attempts: 1, timestamp: 0 },
    ...{ key: null, value: null, headers: [] },
  },
})

const all = [
  deadLetter(1, 'recommend', 'undecodable', '2026-01-01T00:00:00Z'),
  deadLetter(2, 'recommend', 'processor-failed', '2026-01-02T00:00:00Z'),
  deadLetter(3, 'mongo-sink', 'undecodable', '2026-01-03T00:00:00Z'),
]
const offsetsOf = (options: Parameters<typeof parseFilter>[0]) =>
  matching(all, parseFilter(options)).map(({ value }) => value.offset)

describe('the filter of dead letters', () => {
  it('selects by processor, by code, from a time on, before a time, and the newest', () => {
    expect([
      offsetsOf({}),
      offsetsOf({ processor: 'recommend' }),
      offsetsOf({ code: 'undecodable' }),
      offsetsOf({ from: '2026-01-02' }),
      offsetsOf({ to: '2026-01-02' }),
      offsetsOf({ limit: '2' }),
      offsetsOf({ code: 'undecodable', limit: '1' }),
    ]).toStrictEqual([[1, 2, 3], [1, 2], [1, 3], [2, 3], [1], [2, 3], [3]])
  })

  it('rejects every option that it cannot read, in one error', () => {
    expect(() => parseFilter({ from: 'yesterday', limit: '0' })).toThrow(ConfigError)
    expect(() => parseFilter({ from: 'yesterday', limit: '0' })).toThrow(/^--from: .*\n--limit: .*$/)
  })
})
