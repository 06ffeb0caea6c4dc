import { expect, it } from 'vitest'
import { undecidedFor } from '../../../../streams/engine/runtime/undecided.ts'

it('tells of a read that stands still for so long, and not of a slow one', () => {
  const isUndecided = undecidedFor(100)
  const fetches = [[5, 0], [5, 99], [6, 150], [6, 249], [6, 250], [7, 260]] as const // prettier-ignore
  expect(fetches.map(([done, nowMs]) => isUndecided(done, nowMs))).toStrictEqual([false, false, false, false, true, false]) // prettier-ignore
})
