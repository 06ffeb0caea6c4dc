import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { testsThatMeetNode } from './selection.ts'

/**
 * Runs those fast tests on the newest LTS of Node that may turn out otherwise there. The binary is fetched by `npm ci` in this folder when it is first needed: as
 * a dependency of the program it would be the `node` of every npm script. Where there is none for this system, or it cannot
 * be fetched, that is said and the tests are passed over. Arguments are handed to vitest: options, and paths of tests to run
 * in place of those; `test/` are all.
 */

const FOLDER = import.meta.dirname
const VITEST = join(dirname(fileURLToPath(import.meta.resolve('vitest/package.json'))), 'vitest.mjs')

const { optionalDependencies } = z
  .object({ optionalDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8')))
const [version] = Object.values(optionalDependencies)

if (process.versions.node === version) passOver(`the tests run on Node ${version} anyway`)
else {
  const binary = installed() ?? (fetched() ? installed() : null)
  if (binary === null) passOver(`there is no Node ${String(version)} for ${process.platform} ${process.arch} here`)
  else process.exitCode = fastTestsOn(binary)
}

/** The binary of the pinned version for this system: npm installs no other. */
function installed(): string | null {
  const modules = join(FOLDER, 'node_modules')
  if (!existsSync(modules)) return null
  const binaries = readdirSync(modules)
    .filter((name) => name in optionalDependencies)
    .flatMap((name) => ['node', 'node.exe'].map((program) => join(modules, name, 'bin', program)))
  return binaries.find((path) => existsSync(path) && versionOf(path) === `v${String(version)}`) ?? null
}

function versionOf(binary: string): string {
  return spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout.trim()
}

/** By the npm that runs this, if one does; without the settings that it hands to scripts, which are about the program. */
function fetched(): boolean {
  const settings = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))
  const script = process.env['npm_execpath']
  const [command, before] = script === undefined ? ['npm', []] : [process.execPath, [script]]
  const { status } = spawnSync(command, [...before, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    env: Object.fromEntries(settings),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return status === 0
}

/** @returns the exit code. */
function fastTestsOn(binary: string): number {
  const given = process.argv.slice(2)
  const paths = given.some((argument) => argument.startsWith('test')) ? [] : testsThatMeetNode()
  console.log(`Fast tests on Node ${String(version)}:`)
  const env = { ...process.env, PATH: [dirname(binary), process.env['PATH']].join(delimiter) }
  return (
    spawnSync(binary, [VITEST, 'run', '--project', 'fast', ...given, ...paths], { env, stdio: 'inherit' }).status ?? 1
  )
}

function passOver(why: string): void {
  console.log(`The fast tests are not run on the newest LTS: ${why}.`)
}
