import { expect, test } from 'vitest'
import { knownMeaning, meaningOfCode } from '../../../processors/mongo-sink/error-codes.ts'

test('the error of one document is its own, unless the server or the rights are the cause', () => {
  expect([121, 987_654, 13, 91].map(meaningOfCode)).toStrictEqual(['refused', 'refused', 'configuration', 'transient'])
})

test('a code that is not in the table means nothing for a command', () => {
  expect([knownMeaning(189), knownMeaning(987_654)]).toStrictEqual(['transient', null])
})
