import { expect, test } from 'vitest'
import { MAX_ADDRESSES, loginAttempts } from '../../../processors/websocket-bridge/login-attempts.ts'

const stranger = (name: string) => ({ name, isStranger: true })

/** The waits of an address that tries as soon as it may, each attempt failing. */
function waits(attempts: ReturnType<typeof loginAttempts>, address: string, count: number): readonly number[] {
  let now = 0
  return Array.from({ length: count }, () => {
    const wait = attempts.take(stranger(address), now)
    now += wait
    if (wait > 0) expect(attempts.take(stranger(address), now)).toBe(0)
    return wait
  })
}

test('an address waits twice as long after each failure, and never longer than a minute', () => {
  expect(waits(loginAttempts(0), 'a', 11)).toStrictEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60].map((s) => s * 1_000))
})

test('attempts at the same time count before the first of them has failed', () => {
  const attempts = loginAttempts(0)
  expect(Array.from({ length: 100 }, () => attempts.take(stranger('a'), 0)).filter((wait) => wait === 0)).toHaveLength(
    3,
  )
})

test('others do not wait for it, and its success or an hour ends its own wait', () => {
  const attempts = loginAttempts(0)
  for (let i = 0; i < 4; i += 1) attempts.take(stranger('a'), 0)
  expect([attempts.take(stranger('b'), 0), attempts.take(stranger('a'), 0)]).toStrictEqual([0, 1_000])
  attempts.succeeded(stranger('a'))
  expect([
    attempts.take(stranger('a'), 0),
    attempts.take(stranger('a'), 0),
    attempts.take(stranger('a'), 0),
    attempts.take(stranger('a'), 0),
  ]).toStrictEqual([0, 0, 0, 1_000])
  expect(attempts.take(stranger('a'), 3_600_001)).toBe(0)
  expect(attempts.take(stranger('a'), 3_600_001)).toBe(0)
})

test('all addresses together have a budget that is filled slowly', () => {
  const attempts = loginAttempts(0)
  const admitted = (now: number) => {
    let count = 0
    while (attempts.take(stranger(`${now} ${count}`), now) === 0) count += 1
    return count
  }
  expect([admitted(0), admitted(4_999), admitted(5_000), admitted(105_000)]).toStrictEqual([60, 0, 1, 20])
})

test('an attempt that succeeds costs nobody anything', () => {
  const attempts = loginAttempts(0)
  for (let i = 0; i < 1_000; i += 1) {
    expect(attempts.take(stranger('a'), 0)).toBe(0)
    attempts.succeeded(stranger('a'))
  }
})

test('the addresses that it remembers are bounded, and the oldest goes first', () => {
  const attempts = loginAttempts(0)
  for (let i = 0; i < MAX_ADDRESSES + 10; i += 1) attempts.take(stranger(String(i)), i * 5_000)
  expect(attempts.addresses).toBe(MAX_ADDRESSES)
})

test('who empties the budget of strangers locks out no browser that was let in before, and slows that one as others', () => {
  const attempts = loginAttempts(0)
  const known = { name: 'listener 1', isStranger: false }
  for (let i = 0; i < 1_000; i += 1) attempts.take(stranger(String(i)), 0)
  const tries = Array.from({ length: 4 }, () => attempts.take(known, 0))
  expect([attempts.take(stranger('new'), 0), tries]).toStrictEqual([5_000, [0, 0, 0, 1_000]])
  attempts.succeeded(known)
  expect([attempts.take(known, 0), attempts.take(stranger('new'), 0)]).toStrictEqual([0, 5_000])
})
