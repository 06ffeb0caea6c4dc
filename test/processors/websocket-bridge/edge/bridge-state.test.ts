import { expect, test } from 'vitest'
import { bridgeState } from '../../../../processors/websocket-bridge/edge/bridge-state.ts'
import { Problem } from '../../../../processors/websocket-bridge/problem.ts'

test('a bridge that is starting answers so, until it is open', () => {
  const state = bridgeState<number>()
  expect(state.current()).toBeNull()
  expect(() => state.opened()).toThrow(Problem)
  state.open(7)
  expect([state.opened(), state.current()]).toStrictEqual([7, 7])
})
