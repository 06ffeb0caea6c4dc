import { expect, it } from 'vitest'
import { MAX_FORMER, MAX_MERGED, mergedOf } from '../../../processors/group-tracks/merged.ts'
import type { Former } from '../../../processors/group-tracks/merged.ts'

const naming = (name: string, named = name) => ({
  claim: { externalId: null, known: null, named, name },
  byFolder: false,
})
const former = (id: string): Former => ({ id, name: id, reason: 'retagged', tracks: 0 })

it('lists other names by their tracks, and former ids behind them', () => {
  const namings = [naming('x'), naming('a'), naming('b'), naming('b')]
  expect(mergedOf({ id: 'x', name: 'x' }, namings, [former('z'), former('y')])).toStrictEqual({
    merged: [
      { id: 'b', name: 'b', reason: 'tags', tracks: 2 },
      { id: 'a', name: 'a', reason: 'tags', tracks: 1 },
      ...[former('y'), former('z')],
    ],
    mergedLeftOut: 0,
  })
})

it('keeps so many, former ids before other names, and counts those that it leaves out', () => {
  const many = Array.from({ length: 100 }, (_, i) => String(i).padStart(3, '0'))
  const { merged, mergedLeftOut } = mergedOf(
    { id: 'x', name: 'x' },
    many.map((name) => naming(name)),
    many.map((name) => former(`f${name}`)),
  )
  expect([merged.length, mergedLeftOut]).toStrictEqual([MAX_MERGED, 200 - MAX_MERGED])
  expect(merged.filter(({ reason }) => reason === 'retagged')).toHaveLength(MAX_FORMER)
})
