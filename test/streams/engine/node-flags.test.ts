import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { PERMISSION_FLAG, knownFlags, flagName } from '../../../streams/engine/node-flags.ts'

describe('flags of the running Node', () => {
  it('leave out what it does not know', () => {
    const wanted = ['--v8-pool-size=1', '--no-such-flag=1', '--no-memory-reducer', '--neither-this']
    expect(knownFlags(wanted)).toStrictEqual(['--v8-pool-size=1', '--no-memory-reducer'])
  })

  it('are those of its own list too, which a version that is not known yet is asked for', () => {
    const wanted = ['--single-threaded-gc', '--v8-pool-size=1', '--no-memory-reducer']
    expect(knownFlags(wanted, 99)).toStrictEqual(knownFlags(wanted))
  })

  it('are accepted by it', () => {
    const flags = [...knownFlags(['--single-threaded-gc', '--v8-pool-size=1', '--no-memory-reducer']), PERMISSION_FLAG]
    const source = "console.log(process.permission.has('fs.read'))"
    const options = ['--disable-warning=ExperimentalWarning', '--eval', source]
    expect(execFileSync(process.execPath, [...flags, ...options], { encoding: 'utf8' })).toBe('false\n')
  })

  it.each([
    ['--a-b=1=2', '--a-b'],
    ['--no-a', '--a'],
    ['--node', '--node'],
  ])('are listed by their names: %s', (flag, name) => {
    expect(flagName(flag)).toBe(name)
  })
})
