import { expect, it } from 'vitest'
import { missedWithout } from '../../../processors/shared/standstill.ts'
import { wholeTopology } from '../../../streams/app/topology.ts'

it('says of every processor, in words of its own, what is missed without it', () => {
  const clauses = wholeTopology().map(({ name }) => missedWithout(name))
  expect(clauses.filter((clause) => clause.startsWith('The work of'))).toStrictEqual([])
  expect(new Set(clauses).size).toBe(clauses.length)
  expect(missedWithout('kafka')).toBe('The work of kafka is not done')
})
