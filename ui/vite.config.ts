import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vite'
import * as z from 'zod/mini'
import { brotli } from './brotli.ts'

const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
const { version } = z.object({ version: z.string() }).parse(manifest)

/** Everything becomes a file of our own origin, so that the player runs under a strict Content-Security-Policy. */
export default defineConfig({
  plugins: [brotli()],
  define: { __VERSION__: JSON.stringify(version) },
  build: {
    outDir: 'dist',
    rolldownOptions: { input: ['index.html', 'login.html'].map((page) => join(import.meta.dirname, page)) },
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
