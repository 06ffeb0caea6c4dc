import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  idleDataBytes,
  networkNamespace,
  restrictedNode,
  sandboxed,
  withLimits,
} from '../../../../streams/engine/sandbox/sandbox.ts'

const outputOf = async ([program, ...args]: readonly [string, ...string[]]) =>
  (await promisify(execFile)(program, args, { env: { PWD: '/x', OLDPWD: '/y' } })).stdout.trim()

describe('the limits of a sandboxed command', () => {
  it('are whole kilobytes and seconds, rounded up, and reach the command alone as arguments', () => {
    expect(withLimits(['/bin/a b', '$(c)', '"'], { dataBytes: 1_025, cpuSeconds: 0.1 })).toStrictEqual([
      '/bin/sh',
      '-c',
      'unset PWD OLDPWD; ulimit -c 0; ulimit -d 2 2>/dev/null; ulimit -t 1; exec "$0" "$@"',
      '/bin/a b',
      '$(c)',
      '"',
    ])
  })

  it.runIf(process.platform === 'linux')('are those of the process that runs', async () => {
    const show = ['/bin/sh', '-c', 'ulimit -c; ulimit -d; ulimit -t; echo "$1"', 'sh', '$HOME "quoted"'] as const
    const limits = { dataBytes: 2 ** 29, cpuSeconds: 7 }
    expect(await outputOf(await sandboxed(show, limits))).toBe('0\n524288\n7\n$HOME "quoted"')
    expect((await outputOf(withLimits(show, { ...limits, cpuSeconds: null }))).split('\n')[2]).toBe(
      await outputOf(['/bin/sh', '-c', 'ulimit -t']),
    )
  })

  it('have the network namespace before them, where there is one', async () => {
    const namespace = (await networkNamespace()) ?? []
    expect(await sandboxed(['/bin/true'], { dataBytes: 1_024, cpuSeconds: null })).toStrictEqual([
      ...namespace,
      ...withLimits(['/bin/true'], { dataBytes: 1_024, cpuSeconds: null }),
    ])
  })
})

describe('a restricted Node', () => {
  it('may read the folders and nothing else', () => {
    const allowed = restrictedNode(['/a', '/b c'], 64).filter((argument) => argument.startsWith('--allow'))
    expect(allowed).toStrictEqual(['--allow-fs-read=/a/*', '--allow-fs-read=/b c/*'])
  })

  it('may start processes for a decoder that is a program', () => {
    const added = restrictedNode([], 64, true).filter((argument) => !restrictedNode([], 64).includes(argument))
    expect(added).toStrictEqual(['--allow-child-process'])
  })

  it('has a bounded heap, and reads its program from standard input', () => {
    const command = restrictedNode([], 64)
    expect(command).toContain('--max-old-space-size=64')
    expect([command[0], command.at(-1)]).toStrictEqual([process.execPath, '-'])
  })
})

describe.runIf(process.platform === 'linux')('what an idle Node maps', () => {
  const status = `process.stdout.write(require('fs').readFileSync('/proc/self/status', 'utf8').match(/VmData:\\s+(\\d+)/)[1])`

  it('is enough to start with little more', async () => {
    const dataBytes = (await idleDataBytes()) + 2 ** 26
    const mapped = await outputOf(withLimits([process.execPath, '--eval', status], { dataBytes, cpuSeconds: null }))
    expect(Number(mapped) * 1_024).toBeGreaterThan(2 ** 23)
    expect(Number(mapped) * 1_024).toBeLessThan(dataBytes)
  })
})
