import { expect, test } from 'vitest'
import { clientLimits, LOOPBACK_LIMITS, REMOTE_LIMITS } from '../../../processors/websocket-bridge/client-limits.ts'
import { listenerId } from '../../../schemas/generated.ts'

const listener = (n: number) => listenerId(n.toString(16).padStart(32, '0'))
const remote = (nowMs: () => number = () => 0) => clientLimits(() => REMOTE_LIMITS, nowMs)
const count = (times: number, takes: (n: number) => boolean) =>
  Array.from({ length: times }, (_, n) => takes(n)).filter(Boolean).length

test('a listener has one budget, from wherever they send', () => {
  const limits = remote()
  expect(count(100, (n) => limits.takesMessage(listener(1), `10.0.0.${n}`))).toBe(40)
  expect(limits.takesMessage(listener(2), '10.0.0.1')).toBe(true)
})

test('an address has one budget, however many listeners it invents', () => {
  const limits = remote()
  expect(count(5_000, (n) => limits.takesMessage(listener(n), '10.0.0.1'))).toBe(400)
  expect(limits.takesMessage(listener(1), '10.0.0.2')).toBe(true)
})

test('a household makes new listeners, 120 an hour', () => {
  let nowMs = 0
  const limits = remote(() => nowMs)
  expect(count(500, () => limits.takesNewListener('10.0.0.1'))).toBe(120)
  nowMs = 1_800_000
  expect(count(500, () => limits.takesNewListener('10.0.0.1'))).toBe(60)
})

test('a place that is given back can be taken again', () => {
  const { streams } = clientLimits(
    () => ({ ...LOOPBACK_LIMITS, streams: 2 }),
    () => 0,
  )
  expect(count(3, () => streams.take('a'))).toBe(2)
  expect(streams.take('b')).toBe(true)
  streams.giveBack('a')
  expect(count(3, () => streams.take('a'))).toBe(1)
})

test('addresses that send at once share what the service can take; one that is alone has its own budget', () => {
  let nowMs = 0
  const limits = remote(() => nowMs)
  const taken = new Map<string, number>()
  for (; nowMs < 60_000; nowMs += 10)
    for (const [n, address] of ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'].entries())
      for (let i = 0; i < 5; i += 1)
        if (limits.takesMessage(listener(n * 1_000 + ((nowMs / 10 + i * 200) % 1_000)), address))
          taken.set(address, (taken.get(address) ?? 0) + 1)
  for (const count of taken.values()) expect(count / 60).toBeCloseTo(75 + 400 / 60, -1)
  nowMs += 60_000
  expect(count(1_000, (n) => limits.takesMessage(listener(n), '10.0.0.1'))).toBe(400)
  nowMs += 1_000
  expect(count(1_000, (n) => limits.takesMessage(listener(n), '10.0.0.1'))).toBe(200)
})
