import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allTopics } from '../../schemas/topics.ts'
import { arbitraryValue } from '../support/arbitrary-value.ts'

describe.each(allTopics.map((topic) => [topic.name, topic] as const))('a value of %s', (_, { value }) => {
  it('is the same after encoding and decoding', () => {
    fc.assert(
      fc.property(arbitraryValue(value.schema), (drawn) => {
        expect(value.decode(value.encode(drawn))).toStrictEqual(drawn)
      }),
      { seed: 20260103 },
    )
  })
})
