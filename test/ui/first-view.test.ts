import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { Rolldown } from 'vite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

/** Of the page, the shell and the first view, as they are sent. The bench (`player --part load`) has the same goal. */
const MAX_FIRST_VIEW_BYTES = 60_000
const FIRST_VIEWS = ['listen', 'tracks', 'albums', 'album', 'artist', 'playlist', 'likes']
/** The queue and what else is wanted a moment later, which come behind the first list. */
const MAX_BEHIND_BYTES = 15_000
/** Beside these, a first view asks the API: `library.system.test.ts` counts all requests. */
const MAX_FILES = 5

const ui = fileURLToPath(new URL('../../ui', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'slipstream-first-view-'))
let chunks: readonly Rolldown.OutputChunk[] = []
let page = ''

beforeAll(async () => {
  // Else the parts that check a program while it is written are built in.
  vi.stubEnv('NODE_ENV', 'production')
  const built = await build({
    root: ui,
    configFile: join(ui, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  })
  chunks = [built]
    .flat()
    .flatMap((each) => ('output' in each ? each.output.filter((file) => file.type === 'chunk') : []))
  page = readFileSync(join(folder, 'index.html'), 'utf8')
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** As it is sent to a browser that takes Brotli. */
const sentBytes = (file: string) =>
  statSync([`${file}.br`, file].map((path) => join(folder, path)).find(existsSync) ?? '').size

/** A file and all that it imports. */
function withImports(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const next of chunks.find(({ fileName }) => fileName === file)?.imports ?? []) withImports(next, seen)
  return seen
}

const fileOf = (module: string) =>
  chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/ui/${module}`)))?.fileName

/** What the browser fetches to show a view when it comes to the player by its address. */
function filesOfFirst(view: string): readonly string[] {
  const named = Array.from(page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g), ([, file = '']) => file)
  const loaded = fileOf(view) ?? expect.fail(`${view} is in no file`)
  return [...new Set(['index.html', ...[...named, loaded].flatMap((file) => [...withImports(file)])])]
}

test.each(FIRST_VIEWS)('%s is few bytes and few files as the first view', (name) => {
  const files = filesOfFirst(`views/slipstream-${name}-view.ts`)
  const bytes = files.map((file) => sentBytes(file))
  const each = files.map((file, at) => `${file} ${bytes[at]}`).join(', ')
  expect(
    bytes.reduce((sum, one) => sum + one, 0),
    each,
  ).toBeLessThan(MAX_FIRST_VIEW_BYTES)
  expect(files.length, each).toBeLessThanOrEqual(MAX_FILES)
})

test('the queue comes behind the first list, in one file', () => {
  const queue = fileOf('elements/slipstream-queue.ts') ?? expect.fail('it is in no file')
  const first = filesOfFirst('views/slipstream-tracks-view.ts')
  expect([...withImports(queue)].filter((file) => !first.includes(file))).toEqual([queue])
  expect(sentBytes(queue)).toBeLessThan(MAX_BEHIND_BYTES)
})

test('the page of the password loads nothing of the player', () => {
  const login = readFileSync(join(folder, 'login.html'), 'utf8')
  const files = Array.from(login.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g), ([, file = '']) => file)
  expect(files.flatMap((file) => [...withImports(file)])).toEqual(files)
  expect(files).toHaveLength(1)
})
