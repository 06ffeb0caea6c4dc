import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, expect, test, vi } from 'vitest'

/** Of the shell, whatever view it shows; each view adds its own few. */
const MAX_SHELL_BYTES = 60_000

const ui = fileURLToPath(new URL('../../ui', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'slipstream-first-view-'))
// Else the parts that check a program while it is written are built in.
vi.stubEnv('NODE_ENV', 'production')
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** As it is sent to a browser that takes Brotli. */
const sentBytes = (path: string) => statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size

test('scripts and styles that the page names are few enough for a first view', async () => {
  await build({
    root: ui,
    configFile: join(ui, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  })
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const files = Array.from(page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g), ([, file = '']) => file)
  expect(files.length).toBeGreaterThan(2)
  const bytes = files.map((file) => sentBytes(join(folder, file)))
  expect(
    bytes.reduce((sum, each) => sum + each, 0),
    files.map((file, at) => `${file} ${bytes[at]}`).join(', '),
  ).toBeLessThan(MAX_SHELL_BYTES)
})
