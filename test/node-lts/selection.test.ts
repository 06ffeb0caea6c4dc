import { describe, expect, it } from 'vitest'
import { testsThatMeetNode } from './selection.ts'

describe('the tests for another version of Node', () => {
  const tests = testsThatMeetNode()

  it.each([
    ['processes under permission flags', 'test/streams/engine/sandbox/child.test.ts'],
    ['threads', 'test/streams/engine/workers/worker-pool.test.ts'],
    ['watched folders', 'test/processors/scan-library/edge/keep-scanning.test.ts'],
    ['HTTP and sockets', 'test/processors/websocket-bridge/edge.test.ts'],
    ['the numbers that V8 computes', 'test/golden/golden.test.ts'],
  ])('cover %s', (_, test) => {
    expect(tests).toContain(test)
  })

  it('leave out what is the language alone, and what needs a stack', () => {
    expect(tests).not.toContain('test/processors/recommend/recommend.test.ts')
    expect(tests.filter((test) => test.endsWith('.system.test.ts'))).toStrictEqual([])
  })
})
