import { expect, test } from 'vitest'
import { fullBucket, takeToken } from '../../../processors/websocket-bridge/token-bucket.ts'
import type { TokenBucket } from '../../../processors/websocket-bridge/token-bucket.ts'

const RATE = { perSecond: 20, burst: 40 }

/** How many of some messages, at given times in ms, are let through. */
function taken(times: readonly number[]): number {
  let bucket = fullBucket(RATE, 0)
  return times.filter((nowMs) => {
    const left: TokenBucket | null = takeToken(bucket, RATE, nowMs)
    if (left !== null) bucket = left
    return left !== null
  }).length
}
const repeat = (count: number, nowMs: number) => Array.from({ length: count }, () => nowMs)

test.each([
  ['a burst at once', repeat(100, 0), 40],
  ['a burst, and what a second adds', [...repeat(100, 0), ...repeat(100, 1000)], 60],
  ['no more than a burst after a day', [...repeat(100, 0), ...repeat(100, 86_400_000)], 80],
  ['half a token is none', [...repeat(40, 0), 25, 49], 40],
  ['one token after 50 ms', [...repeat(40, 0), 25, 50, 51], 41],
  ['the steady rate, for ever', Array.from({ length: 2000 }, (_, i) => i * 50), 2000],
])('%s', (_, times, expected) => {
  expect(taken(times)).toBe(expected)
})
