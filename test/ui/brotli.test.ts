import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, expect, test } from 'vitest'
import { brotli } from '../../ui/brotli.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipstream-brotli-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a build has the Brotli form of each text of some length beside it, and of nothing else', async () => {
  const words = Array.from({ length: 500 }, (_, index) => `console.log('song ${index}')`).join('\n')
  writeFileSync(join(folder, 'main.js'), words)
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="./main.js"></script>')
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    plugins: [brotli()],
    build: { outDir: join(folder, 'out') },
  })
  const assets = join(folder, 'out', 'assets')
  const [script = '', packed = ''] = readdirSync(assets).sort()
  expect(packed).toBe(`${script}.br`)
  expect(brotliDecompressSync(readFileSync(join(assets, packed)))).toEqual(readFileSync(join(assets, script)))
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(['assets', 'index.html'])
})
