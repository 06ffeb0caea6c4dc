import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../streams/app/config.ts'
import { REPORT } from './closing-line.ts'
import { closingLines, parseReports } from './failures.ts'
import { temporaryFolders } from './temporary.ts'

const temporary = temporaryFolders('failures')

/** As `npm test` runs vitest, with tests that fail. */
function runFailing() {
  const file = join(temporary(), 'report')
  const vitest = fileURLToPath(import.meta.resolve('../../node_modules/vitest/vitest.mjs'))
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'))
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', '--config', 'failing/vitest.config.ts'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    env: { ...Object.fromEntries(own), [REPORT]: file },
  })
  return { status, stdout, reports: parseReports(readFileSync(file, 'utf8')) }
}

describe('the last lines of npm test', () => {
  const { status, stdout, reports } = runFailing()
  const lines = closingLines([
    { name: 'static checks', isPassed: true, reports: [] },
    { name: 'fast tests', isPassed: status === 0, reports },
    { name: 'demo', isPassed: false, reports: [] },
  ])

  it('name every failed test with its file, the first lines of its error and its place, under its run', () => {
    expect(lines.map((line) => line.replace(/ at .*failing/, ' at FOLDER'))).toStrictEqual([
      '',
      'Failed:',
      '  fast tests:',
      '    failing: assertions.fixture.ts > a group whose hook fails',
      '      no broker',
      '      at FOLDER/assertions.fixture.ts:17:11',
      '    failing: assertions.fixture.ts > a group > has a wrong number',
      '      expected 2 to be 3 // Object.is equality',
      '      at FOLDER/assertions.fixture.ts:7:19',
      '    failing: assertions.fixture.ts > a group > says too much',
      ...Array.from({ length: 8 }, (_, line) => `      line ${line}`),
      '      ...',
      '      at FOLDER/assertions.fixture.ts:11:11',
      '    failing: import.fixture.ts > the file itself',
      '      no such library',
      '      at FOLDER/import.fixture.ts:1:7',
      '  demo: failed, and names no test; its own output says why',
      '',
      '1 passed, 4 failed',
    ])
  })

  it('are one line when nothing failed', () => {
    expect(
      closingLines([{ name: 'fast tests', isPassed: true, reports: [{ passed: 3, failed: 0, failures: [] }] }]),
    ).toStrictEqual(['3 passed, 0 failed'])
  })

  it('are the last of each run too, for a reader of that alone', () => {
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('1 passed, 4 failed')
  })
})

it('names its file to a program that refuses settings that it does not know', () => {
  expect(() => parseConfig({ [REPORT]: 'report' })).not.toThrow()
})
