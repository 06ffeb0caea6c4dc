import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { main as asc } from 'assemblyscript/asc'

/** Compiles each assembly/index.ts to kernel.generated.ts beside its folder, or with --check fails when that differs. */

const root = fileURLToPath(new URL('../..', import.meta.url))
const isCheck = process.argv.includes('--check')

const sources = readdirSync(join(root, 'processors'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith(join('assembly', 'index.ts')))
  .map((path) => join('processors', path))
for (const source of sources) {
  const target = join(dirname(dirname(source)), 'kernel.generated.ts')
  const module = await compiled(source)
  const text = `// Compiled from assembly/; never edited: npm run generate.\nexport const kernel =\n  '${module.toString('base64')}'\n`
  if (!isCheck) writeFileSync(join(root, target), text)
  else if (readFileSync(join(root, target), 'utf8') !== text) {
    process.stderr.write(`${target} is not what ${source} gives: run npm run generate.\n`)
    process.exitCode = 1
  }
}

async function compiled(source: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-kernel-'))
  const output = join(folder, 'kernel.wasm')
  try {
    const options = [
      '--outFile',
      output,
      '-O3',
      '--noAssert',
      '--enable',
      'simd',
      '--runtime',
      'stub',
      '--use',
      'abort=',
    ]
    const { error } = await asc([source, '--baseDir', root, ...options])
    if (error !== null) throw new Error(`${source} does not compile: ${error.message}`, { cause: error })
    return readFileSync(output)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
