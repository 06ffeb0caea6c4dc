import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { buildProgram } from '../../../../streams/app/build/build-program.ts'
import { BUILT_FOLDER, builtMain } from '../../../../streams/app/build/built.js'
import { bundled } from '../../../../streams/engine/sandbox/bundle.ts'
import { openWorkerPool } from '../../../../streams/engine/workers/worker-pool.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const temporary = temporaryFolders('build')
const PROGRAM = fileURLToPath(new URL('../../../../', import.meta.url))

const SOURCES = {
  'package.json': '{ "type": "module" }',
  'package-lock.json': '{}',
  'tsconfig.json': '{}',
  'streams/app/cli/main.ts': `
    import { readFileSync } from 'node:fs'
    import { join } from 'node:path'
    const { double } = await import('../double.ts')
    const beside = readFileSync(join(import.meta.dirname, 'beside.txt'), 'utf8')
    const byUrl = readFileSync(new URL('beside.txt', import.meta.url), 'utf8')
    console.log(JSON.stringify([beside, byUrl, double(21), new URL('./worker.ts', import.meta.url).href]))
    if (process.argv[2] === 'fail') double(-1)`,
  'streams/app/cli/beside.txt': 'beside',
  'streams/app/cli/worker.ts': `
    import { double } from '../double.ts'
    export default (task: number): number => double(task)`,
  'streams/app/double.ts': `
    export function double(value: number): number {
      if (value < 0) throw new Error('negative')
      return value * 2
    }`,
}

let root = ''
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
beforeEach(() => {
  root = temporary()
  for (const [path, text] of Object.entries(SOURCES)) put(path, text)
})

const run = promisify(execFile)

describe('the built program', () => {
  it('does what the sources do, finds what lies beside them, and has its workers built', async () => {
    await buildProgram(root)
    const { stdout } = await run(process.execPath, [String(builtMain(root))])
    const [beside, byUrl, doubled, worker] = JSON.parse(stdout) as [string, string, number, string]
    expect([beside, byUrl, doubled]).toStrictEqual(['beside', 'beside', 42])
    expect(worker).toBe(pathToFileURL(join(root, BUILT_FOLDER, 'streams.app.cli.worker.js')).href)
    const pool = openWorkerPool<number>(new URL(worker), { workers: 1 })
    onTestFinished(() => pool.close())
    expect(await pool.run(4)).toBe(8)
    expect(String(await bundled(new URL(worker)))).toBe(readFileSync(new URL(worker), 'utf8'))
  })

  it('names the place in the source when it fails', async () => {
    await buildProgram(root)
    const failed = run(process.execPath, ['--enable-source-maps', String(builtMain(root)), 'fail'])
    await expect(failed).rejects.toMatchObject({
      stderr: expect.stringContaining(`${join(root, 'streams/app/double.ts')}:3:`) as string,
    })
  })

  it('is refused for a use of import.meta that it cannot place', async () => {
    put('streams/app/double.ts', 'export const double = (value: number) => import.meta.filename.length * value')
    await expect(buildProgram(root)).rejects.toThrow('uses import.meta.filename')
    expect(builtMain(root)).toBeNull()
  })
})

describe('the command', () => {
  const command = join('streams', 'app', 'cli', 'slipstream.js')
  const printed = async () => (await run(process.execPath, [join(root, command)])).stdout

  it('runs the build, and the sources once one of them has changed', async () => {
    for (const path of [command, 'streams/app/build/built.js']) cpSync(join(PROGRAM, path), join(root, path))
    symlinkSync(join(PROGRAM, 'node_modules'), join(root, 'node_modules'))
    const said = [await printed()]
    await buildProgram(root)
    said.push(await printed())
    put('streams/app/double.ts', 'export const double = (value: number): number => value * 3')
    said.push(await printed())
    expect(said.map((line) => (JSON.parse(line) as unknown[]).slice(2))).toStrictEqual([
      [42, pathToFileURL(join(root, 'streams/app/cli/worker.ts')).href],
      [42, pathToFileURL(join(root, BUILT_FOLDER, 'streams.app.cli.worker.js')).href],
      [63, pathToFileURL(join(root, 'streams/app/cli/worker.ts')).href],
    ])
  })
})

describe('a build', () => {
  it('fits sources of the same content, whenever they were written, and no others', async () => {
    const states = [builtMain(root)]
    await buildProgram(root)
    const main = join(root, BUILT_FOLDER, 'main.js')
    states.push(builtMain(root))
    utimesSync(join(root, 'streams/app/double.ts'), 1_000, 1_000)
    states.push(builtMain(root))
    for (const [path, text] of [
      ['streams/app/double.ts', SOURCES['streams/app/double.ts'].replace('2', '3')],
      ['streams/app/cli/worker.ts', SOURCES['streams/app/cli/worker.ts'].replace('task)', 'task )')],
      ['package-lock.json', '{ }'],
    ] as const) {
      put(path, text)
      states.push(builtMain(root))
      await buildProgram(root)
      states.push(builtMain(root))
    }
    rmSync(join(root, 'streams/app/double.ts'))
    states.push(builtMain(root))
    expect(states).toStrictEqual([null, main, main, null, main, null, main, null, main, null])
  })

  it('fits no source that was changed while it was made', async () => {
    const building = buildProgram(root)
    while (!existsSync(join(root, `${BUILT_FOLDER}.${process.pid}.part`, 'main.js'))) await nextTurn()
    put('streams/app/double.ts', SOURCES['streams/app/double.ts'].replace('2', '3'))
    await building
    expect(builtMain(root)).toBeNull()
  })
})
