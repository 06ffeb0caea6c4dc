import { expect, test } from 'vitest'
import { restOf, wholeOf } from '../../../ui/data/list-rest.ts'

/** A list of numbers, each its own place. */
function numbers(total: number) {
  const asked: string[] = []
  const refused = new Set<number>()
  const fetch = (offset: number, limit: number) => {
    asked.push(`${offset}+${limit}`)
    if (refused.delete(offset)) return Promise.reject(new Error('away'))
    const count = Math.max(0, Math.min(limit, total - offset))
    return Promise.resolve({ items: Array.from({ length: count }, (_, index) => offset + index), total })
  }
  return { fetch, asked, refused }
}

test('a rest is read in windows of 500, each once and in order, and no row more than was wanted', async () => {
  const { fetch, asked } = numbers(50_000)
  const rows = await wholeOf([99], restOf(fetch, [[100, 1_250]]))
  expect([rows.length, rows[0], rows.at(-1)]).toStrictEqual([1_151, 99, 1_249])
  expect(asked).toStrictEqual(['100+500', '600+500', '1100+150'])
})

test('a list that ends sooner is read to its end, and then the next stretch', async () => {
  const { fetch } = numbers(720)
  const rows = await wholeOf([], restOf(fetch, [[700, 5_000], [30, 30], [0, 20]])) // prettier-ignore
  expect(rows).toStrictEqual([...Array.from({ length: 20 }, (_, at) => 700 + at), ...Array(20).keys()])
})

test('what could not be read is read by the next call', async () => {
  const { fetch, refused } = numbers(1_200)
  const rest = restOf(fetch, [[0, 1_000]])
  refused.add(500)
  expect((await rest.next())?.length).toBe(500)
  await expect(rest.next()).rejects.toThrow('away')
  expect([(await rest.next())?.[0], await rest.next()]).toStrictEqual([500, null])
})
