import { describe, expect, it } from 'vitest'
import { parseConsumeOptions } from '../../../../streams/app/records/consume-options.ts'
import type { ConsumeArguments } from '../../../../streams/app/records/consume-options.ts'
import { ConfigError } from '../../../../streams/engine/errors.ts'

const parse = (typed: ConsumeArguments) => parseConsumeOptions(typed, 0)

describe('the options of consume', () => {
  it('are all records from the earliest on, or what comes from now on', () => {
    expect(parse({})).toMatchObject({ from: { kind: 'earliest' }, to: null, limit: Infinity, partitions: null, isWanted: null }) // prettier-ignore
    expect(parse({ follow: true })).toMatchObject({ from: { kind: 'latest' } })
    expect(parse({ follow: true, from: '-5', format: 'json' })).toMatchObject({ from: { kind: 'last' }, format: null })
    expect(parse({ partition: ['3', '1,3'], limit: '5' })).toMatchObject({ partitions: [3, 1], limit: 5 })
  })

  it.each<[ConsumeArguments, string]>([
    [{ follow: true, to: '5' }, 'leave --to out'],
    [{ follow: true, latestByKey: true }, 'leave --latest-by-key out'],
    [{ limit: '0' }, '--limit has to be a whole number, 1 or more, and is "0"'],
    [{ limit: '' }, '--limit'],
    [{ partition: ['-1'] }, '--partition has to be a whole number, 0 or more, and is "-1"'],
    [{ from: 'yesterday' }, '"yesterday" is no place in a topic'],
    [{ where: '=' }, '--where'],
    [{ format: '%x' }, '--format'],
  ])('that are wrong or would have no effect are refused: %j', (typed, message) => {
    expect(() => parse(typed)).toThrow(ConfigError)
    expect(() => parse(typed)).toThrow(message)
  })
})
