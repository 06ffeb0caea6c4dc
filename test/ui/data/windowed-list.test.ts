import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RequestError } from '../../../ui/data/requests.ts'
import type { ListWindow } from '../../../ui/data/list-rest.ts'
import { WholeList, WindowedList, playedFrom } from '../../../ui/data/windowed-list.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A list of numbers, each its own place, which remembers what was asked of it. */
function numbers(total: number) {
  const asked: number[] = []
  const aborted: number[] = []
  let refuses = false
  const list = new WindowedList<number>((offset, limit, signal): Promise<ListWindow<number>> => {
    asked.push(offset)
    signal.addEventListener('abort', () => aborted.push(offset))
    if (refuses) return Promise.reject(new RequestError('away', 0, 'The server cannot be reached.'))
    const items = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => offset + index)
    return Promise.resolve({ items, total })
  })
  return {
    list,
    asked,
    aborted,
    refuse: (on: boolean) => void (refuses = on),
    resize: (to: number) => void (total = to),
  }
}
const settle = () => vi.advanceTimersByTimeAsync(10_000)

test('the first rows are read once however often they are wanted', async () => {
  const { list, asked } = numbers(50_000)
  list.want(0, 20)
  list.want(0, 30)
  await settle()
  expect([asked, list.length, list.get(29), list.get(100)]).toEqual([[0], 50_000, 29, undefined])
})

test('of what is scrolled past only the end is read', async () => {
  const { list, asked } = numbers(50_000)
  list.want(0, 20)
  await settle()
  for (let row = 0; row < 40_000; row += 500) list.want(row, row + 40)
  list.want(40_090, 40_130)
  await settle()
  expect(asked).toEqual([0, 40_000, 40_100])
  expect([list.get(40_129), list.get(20_000)]).toEqual([40_129, undefined])
})

test('what is remembered is bounded, and what went is read again', async () => {
  const { list, asked } = numbers(50_000)
  list.want(0, 20)
  await settle()
  for (let page = 1; page <= 100; page += 1) {
    list.want(page * 100, page * 100 + 20)
    await settle()
  }
  const loaded = Array.from({ length: 500 }, (_, page) => list.get(page * 100)).filter((row) => row !== undefined)
  expect(loaded.length).toBe(60)
  list.want(0, 20)
  await settle()
  expect([asked.at(-1), list.get(5)]).toEqual([0, 5])
})

test('a change of the library reads again what is in sight, once, and the rest when it is scrolled to', async () => {
  const { list, asked, resize } = numbers(250)
  list.want(0, 20)
  await settle()
  list.want(210, 230)
  await settle()
  asked.length = 0
  resize(205)
  list.refresh()
  list.refresh()
  await settle()
  expect([asked, list.length, list.get(204), list.get(205)]).toEqual([[200], 205, 204, undefined])
  list.want(0, 20)
  await settle()
  expect(asked).toEqual([200, 0])
})

test('a refusal is told, and tried again until it is over', async () => {
  const { list, refuse } = numbers(10)
  let told = 0
  list.subscribe(() => (told += 1))
  refuse(true)
  list.want(0, 20)
  await vi.advanceTimersByTimeAsync(100)
  expect([list.problem, list.isKnown, told]).toEqual(['The server cannot be reached.', false, 1])
  refuse(false)
  await settle()
  expect([list.problem, list.isKnown, list.length]).toEqual([null, true, 10])
})

test('a refusal is not answered by asking at each rendering, but at once when it is asked for', async () => {
  const { list, asked, refuse } = numbers(10)
  list.subscribe(() => list.want(0, 20))
  refuse(true)
  list.want(0, 20)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(asked).toEqual([0])
  refuse(false)
  list.retry()
  await vi.advanceTimersByTimeAsync(0)
  expect([list.problem, list.length, asked]).toEqual([null, 10, [0, 0]])
})

test('what is out of sight is no longer waited for', async () => {
  const aborted: number[] = []
  const list = new WindowedList<number>((offset, _limit, signal) => {
    signal.addEventListener('abort', () => aborted.push(offset))
    return offset === 0
      ? Promise.resolve({ items: Array<number>(100).fill(1), total: 900 })
      : new Promise(() => undefined)
  })
  list.want(0, 20)
  await settle()
  list.want(300, 320)
  await settle()
  list.want(700, 720)
  await settle()
  list.stop()
  expect(aborted).toEqual([300, 700])
})

test('a list without a count grows until a page is not full', async () => {
  const list = new WindowedList<number>((offset, limit) =>
    Promise.resolve({ items: Array.from({ length: Math.min(limit, 130 - offset) }, (_, index) => offset + index) }),
  )
  list.want(0, 20)
  await settle()
  expect(list.length).toBe(101)
  list.want(90, 110)
  await settle()
  expect([list.length, list.get(129)]).toEqual([130, 129])
})

test('what is played from a row on are the rows around it without a gap, and the rest that is not loaded', async () => {
  const { list, asked } = numbers(1_000)
  list.want(0, 20)
  await settle()
  list.want(150, 160)
  await settle()
  list.want(500, 520)
  await settle()
  const { rows, at, rest } = playedFrom(list, 150, 5_000, false)
  expect([rows.length, at]).toEqual([200, 150])
  asked.length = 0
  expect([(await rest?.next())?.length, (await rest?.next())?.length, await rest?.next()]).toEqual([500, 300, null])
  expect(asked).toEqual([200, 700])
  expect(playedFrom(list, 150, 10, false)).toMatchObject({ at: 150, rest: null })
  const middle = playedFrom(list, 510, 450, true)
  expect([middle.rows[0], middle.at, middle.rows.length]).toEqual([500, 10, 100])
  expect([(await middle.rest?.next())?.length, await middle.rest?.next()]).toEqual([360, null])
  const end = playedFrom(list, 510, 5_000, true)
  expect([(await end.rest?.next())?.[0], (await end.rest?.next())?.[0], await end.rest?.next()]).toEqual([600, 0, null])
  expect(playedFrom(new WholeList([4, 5, 6]), 1, 5_000, false)).toEqual({ rows: [4, 5, 6], at: 1, rest: null })
})

test('a change of single rows is seen at once', async () => {
  const { list, asked } = numbers(100)
  list.want(0, 20)
  await settle()
  list.update((row) => (row === 7 ? 70 : row))
  expect([list.get(7), list.get(8), asked]).toEqual([70, 8, [0]])
  expect(new WholeList([4, 5]).get(1)).toBe(5)
})
