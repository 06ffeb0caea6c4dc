import { expect, it } from 'vitest'
import { singleFlight } from '../../../../processors/extract-features/edge/single-flight.ts'

it('asks about a key once at a time, and again after an answer or an error', async () => {
  const asked: string[] = []
  const ends: ((answer: Promise<string>) => void)[] = []
  const ask = singleFlight((key: string) => {
    asked.push(key)
    return new Promise<string>((resolve) => ends.push(resolve))
  })
  const waiting = [ask('a'), ask('a'), ask('b')]
  ends[0]?.(Promise.resolve('there'))
  ends[1]?.(Promise.reject(new Error('gone')))
  expect(await Promise.allSettled(waiting)).toMatchObject([
    { value: 'there' },
    { value: 'there' },
    { status: 'rejected' },
  ])
  void ask('a')
  void ask('b')
  expect(asked).toStrictEqual(['a', 'b', 'a', 'b'])
})
