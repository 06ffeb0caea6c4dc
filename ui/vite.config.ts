import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'
import * as z from 'zod/mini'
import { brotli } from './brotli.ts'
import { denseCss } from './dense-css.ts'
import { viewFiles } from './view-files.ts'
import { withoutDocs } from './without-docs.ts'

const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
const { version } = z.object({ version: z.string() }).parse(manifest)

/** What only the server and the README need of a route is not for browsers: its words, its media type, its problems. */
const docsStayBehind: Plugin = {
  name: 'without-docs',
  enforce: 'pre',
  transform: {
    filter: { id: /\/schemas\/.*\.ts(?:\?apart)?$/ },
    handler: (code) => ({ code: withoutDocs(code), map: null }),
  },
}

/** Files of styles are named by the page alone: with a part of the page come the files that it imports, all at once. */
const plainImports: Plugin = {
  name: 'plain-imports',
  enforce: 'pre',
  load: {
    filter: { id: /^\0vite\/preload-helper/ },
    handler: () => `const known = new Set()
      export const __vitePreload = (load, files = []) => {
        for (const file of files) {
          if (known.has(file) || !file.endsWith('.js')) continue
          known.add(file)
          document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: '/' + file }))
        }
        return load()
      }`,
  },
}

/** Space in styles and in the templates of elements is for people. */
const withoutSpace: Plugin = {
  name: 'without-space',
  enforce: 'pre',
  transform: {
    filter: { id: /\/ui\/.*\.ts$/ },
    handler: (code) => ({ code: code.replace(/(?<=\bcss`)[^`]*(?=`)/g, denseCss).replace(/\n\s+/g, '\n'), map: null }),
  },
}

/** What the queue is made of, and what a song needs to be followed by another: it comes behind the first list. */
const QUEUE =
  /\/(?:elements\/(?:slipstream-(?:queue|yours|live|before|tune|resizer|letters|seek|side-lists|sleep|troubles|volume)|queue|row-focus|moving-rows)|live\/tuning-words|player\/(?:joins|lost-sound|audio-probe|held-files|queue-sync)|data\/(?:queue-record|crossfade|waveform)|app\/behind)[\w.-]*\.ts$/

/** What only menus and single things show: no list waits for it. */
const DETAILS = /\/(?:data\/(?:why|lyrics)|schemas\/http\/lyrics)\.ts$/

const APART = '?apart'

/** The page of the password has its own copy of the little that it needs: a file shared with it would be one more request of the player. */
const loginApart: Plugin = {
  name: 'login-apart',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (importer?.endsWith('/login.ts') !== true && importer?.endsWith(APART) !== true) return null
    const found = await this.resolve(source, importer.replace(APART, ''))
    return found?.id.endsWith('.ts') === true || found?.id.endsWith('.js') === true ? `${found.id}${APART}` : found
  },
}

/** Everything becomes a file of our own origin, so that the player runs under a strict Content-Security-Policy. */
export default defineConfig({
  plugins: [loginApart, docsStayBehind, withoutSpace, plainImports, viewFiles(), brotli()],
  resolve: { alias: [{ find: /^zod\/mini$/, replacement: join(import.meta.dirname, 'zod-mini.ts') }] },
  define: { __VERSION__: JSON.stringify(version) },
  build: {
    outDir: 'dist',
    rolldownOptions: {
      onLog(level, log, handle) {
        // Else a kind of shape that `zod-mini.ts` lacks would be found in the browser first.
        if (log.code === 'IMPORT_IS_UNDEFINED') throw new Error(log.message)
        // What two views use is in one file, also where one of them could wait for it.
        if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') handle(level, log)
      },
      output: {
        codeSplitting: {
          groups: [
            { name: 'tokens', test: /tokens\.css$/, priority: 3 },
            { name: 'index', tags: ['$initial'], test: /^(?!.*(?:\.css|login\.\w+$|\?apart$))/, priority: 2 },
            { name: 'queue', test: QUEUE, priority: 1 },
            { name: 'details', test: DETAILS, minShareCount: 2, priority: 1 },
            { name: 'entries', test: /\/data\/playlist-entries\.ts$/, priority: 1 },
            {
              name: 'parts',
              test: /^(?!.*(?:slipstream-(?:why|lyrics)|schemas.http.lyrics)).*\.[jt]s$/,
              minShareCount: 2,
              priority: 1,
            },
          ],
        },
      },
      input: ['index.html', 'login.html'].map((page) => join(import.meta.dirname, page)),
      treeshake: {
        // Shapes and routes are values, which do nothing when they are made: those that a view does not use stay out.
        moduleSideEffects: [{ test: /\/schemas\/|\/zod-mini/, sideEffects: false }],
        manualPureFunctions: ['z'],
      },
    },
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
