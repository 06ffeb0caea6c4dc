import { expect, it } from 'vitest'
import { isCrashLoop } from '../../../streams/engine/crash-loop.ts'
import { MAX_CRASHES } from '../../../streams/engine/runtime/poison-pill.ts'

it('begins only when no record can be the reason: one that kills is given up before', () => {
  expect([isCrashLoop(MAX_CRASHES), isCrashLoop(MAX_CRASHES + 1)]).toStrictEqual([false, true])
})
