import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Compiles each assembly/index.ts to kernel.generated.ts beside its folder, or with --check fails when that differs. */

const root = fileURLToPath(new URL('../../..', import.meta.url))
const isCheck = process.argv.includes('--check')
const run = promisify(execFile)

/** Run by plain Node: what runs this file would transform the compiler's own megabytes first, which takes ten seconds. */
const asc = join(dirname(createRequire(import.meta.url).resolve('assemblyscript/package.json')), 'bin', 'asc.js')
/** With source maps the compiler does not start itself again. */
const NODE_OPTIONS = ['--enable-source-maps']
const COMPILER_OPTIONS = ['-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--use', 'abort=']

const sources = ['processors', 'streams'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(join('assembly', 'index.ts')))
    .map((path) => join(room, path)),
)
await Promise.all(sources.map(bringUpToDate))

async function bringUpToDate(source: string): Promise<void> {
  const target = join(dirname(dirname(source)), 'kernel.generated.ts')
  const module = await compiled(source)
  const text = `// Compiled from assembly/; never edited: npm run generate.\nexport const kernel =\n  '${module.toString('base64')}'\n`
  if (!isCheck) writeFileSync(join(root, target), text)
  else if (readFileSync(join(root, target), 'utf8') !== text) {
    process.stderr.write(`${target} is not what ${source} gives: run npm run generate.\n`)
    process.exitCode = 1
  }
}

/** @throws {Error} with what the compiler says, when it does not compile. */
async function compiled(source: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-kernel-'))
  const output = join(folder, 'kernel.wasm')
  try {
    const files = [source, '--baseDir', root, '--outFile', output]
    await run(process.execPath, [...NODE_OPTIONS, asc, ...files, ...COMPILER_OPTIONS], { cwd: root })
    return readFileSync(output)
  } catch (error) {
    if (!(error instanceof Error && 'stderr' in error)) throw error
    process.stderr.write(String(error.stderr))
    throw new Error(`${source} does not compile: the compiler says above why.`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
