import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'
import * as z from 'zod/mini'
import { brotli } from './brotli.ts'

const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
const { version } = z.object({ version: z.string() }).parse(manifest)

/** The words of the README on routes and messages are not for browsers. */
const withoutDocs: Plugin = {
  name: 'without-docs',
  enforce: 'pre',
  transform: {
    filter: { id: /\/schemas\/.*\.ts$/ },
    handler: (code) => ({ code: code.replace(/^ +doc:\s+(['"`]).*\1,$/gm, ''), map: null }),
  },
}

/** Everything becomes a file of our own origin, so that the player runs under a strict Content-Security-Policy. */
export default defineConfig({
  plugins: [withoutDocs, brotli()],
  define: { __VERSION__: JSON.stringify(version) },
  build: {
    outDir: 'dist',
    rolldownOptions: {
      input: ['index.html', 'login.html'].map((page) => join(import.meta.dirname, page)),
      treeshake: {
        // Shapes and routes are values, which do nothing when they are made: those that a view does not use stay out.
        moduleSideEffects: [{ test: /\/schemas\//, sideEffects: false }],
        manualPureFunctions: ['z'],
      },
    },
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
