import { afterEach, expect, it, vi } from 'vitest'
import { FAIL_POINT_HANDLER } from '../../../streams/engine/fail-points.ts'

afterEach(() => {
  Reflect.deleteProperty(globalThis, FAIL_POINT_HANDLER)
  vi.resetModules()
})

/** The module as a process loads it, after a preload has set the handler. */
async function loaded(handler?: unknown) {
  vi.resetModules()
  if (handler !== undefined) Reflect.set(globalThis, FAIL_POINT_HANDLER, handler)
  return import('../../../streams/engine/fail-points.ts')
}

it('does nothing without a handler', async () => {
  const { reach } = await loaded()
  expect(() => reach('before-commit', 'recommend-0')).not.toThrow()
})

it('calls the handler that was there when it was loaded, which may throw in place of the point', async () => {
  const handler = vi.fn(() => {
    throw new Error('simulated')
  })
  const { reach } = await loaded(handler)
  expect(() => reach('before-commit', 'recommend-0')).toThrow('simulated')
  expect(handler.mock.calls).toStrictEqual([['before-commit', 'recommend-0']])
})
