import { brotliCompressSync, constants } from 'node:zlib'
import type { Page } from 'playwright-core'
import type { OpenPlayer, PlayerBench } from '../../ui/support/player-page.ts'
import { catalogueOf } from '../../ui/support/catalogue-server.ts'
import { median, spreadOf } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { numberIn } from './pages.ts'

const ROUNDS = 9
const GOALS = {
  firstKb: 60,
  allKb: 150,
  requests: 12,
  listFetches: 1,
  firstListMs: 600,
  interactiveMs: 1_000,
  cls: 0.02,
}
const TRACKS = 3_000
/** What comes after the first list by itself has come then. */
const AFTER_MS = 1_500

const sizes = new Map<string, number>()
function sizeOf(path: string, body: Buffer): number {
  const size = sizes.get(path) ?? brotli(body)
  sizes.set(path, size)
  return size
}

/** As the build compresses what is sent. */
const brotli = (body: Buffer) =>
  brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }).length

/** The first row, as soon as it was painted: looked for in each frame, as a wait from outside comes up to half a second late. */
const WATCH = `globalThis.__long = []; globalThis.__cls = 0; globalThis.__first = 0;
new PerformanceObserver((l) => { for (const e of l.getEntries()) globalThis.__long.push(e.startTime + e.duration) }).observe({ type: 'longtask', buffered: true });
new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput) globalThis.__cls += e.value }).observe({ type: 'layout-shift', buffered: true });
(() => {
  const path = ['slipstream-app', 'slipstream-tracks-view', 'slipstream-track-rows', '.title']
  const row = () => document.querySelector('.control') ?? path.reduce((root, name) => root?.querySelector(name)?.shadowRoot ?? root?.querySelector(name), document)
  const look = () => {
    if (!row()?.textContent) { requestAnimationFrame(look); return }
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => { globalThis.__first = performance.now() }
    port2.postMessage(0)
  }
  requestAnimationFrame(look)
})()`

/** The same list, asked for and shown by a page that has nothing else: what a first list costs at least. */
const CONTROL = `<!doctype html><title>Control</title><body><script>
fetch('/api/session', { method: 'POST' }).then(() => fetch('/api/tracks?offset=0&limit=100')).then((r) => r.json()).then(({ items }) => {
  for (const { title, artist } of items) { const row = document.createElement('p'); row.className = 'control'; row.textContent = title + ' ' + artist; document.body.append(row) }
})</script>`

interface Round {
  readonly firstMs: number
  readonly interactiveMs: number
  readonly cls: number
  /** Of each file of code, and when it was asked for. */
  readonly code: readonly { readonly bytes: number; readonly atMs: number }[]
  readonly requests: number
  readonly listFetches: number
}

/**
 * How the first view comes: bytes, requests, times, shifts. Interactive: the list is there and no long task follows. Of the first
 * view is what was asked for before its list was there; what comes by itself after it, for a press that may follow, is told too.
 */
export async function loadFigures(bench: PlayerBench): Promise<readonly Figure[]> {
  const rounds: Round[] = []
  const control: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const { tracks, own } = catalogueOf(TRACKS)
    const player = await bench.open(tracks, {}, { path: '/tracks', own })
    await player.page.addInitScript(WATCH)
    control.push(await controlMs(player))
    rounds.push(await roundOf(player))
    await player.end()
  }
  const listenKb = (await listenBytes(bench)) / 1_000
  const all = bench.files().reduce((sum, { body }) => sum + brotli(body), 0)
  const bytesOf = ({ code, firstMs }: Round, isFirst: boolean) =>
    code.filter(({ atMs }) => atMs <= firstMs === isFirst).reduce((sum, { bytes }) => sum + bytes, 0)
  const figure = (metric: string, values: readonly number[], unit: string, worst = false): Figure => ({
    ...{ name: 'player', subject: 'first view', metric, unit, ...spreadOf(values) },
    value: worst ? Math.max(...values) : median(values),
  })
  const most = (of: Figure, goal: number): Figure => ({ ...of, goal, met: of.value <= goal })
  const firstMs = rounds.map((each) => each.firstMs)
  const beside = { peer: 'a bare page with the list', ratio: median(firstMs) / median(control) }
  const of = (value: (round: Round) => number) => rounds.map(value)
  return [
    most(figure('JS and CSS, Brotli', of((round) => bytesOf(round, true) / 1_000), 'kB', true), GOALS.firstKb), // prettier-ignore
    figure('JS and CSS that come by themselves afterwards, Brotli', of((round) => bytesOf(round, false) / 1_000), 'kB', true), // prettier-ignore
    most({ ...figure('JS and CSS, Brotli', [listenKb], 'kB'), subject: 'first view, of Listen' }, GOALS.firstKb),
    most(figure('JS and CSS of all views, Brotli', [all / 1_000], 'kB'), GOALS.allKb),
    most(figure('requests', of(({ requests }) => requests), '', true), GOALS.requests), // prettier-ignore
    most(figure('fetches of one list', of(({ listFetches }) => listFetches), '', true), GOALS.listFetches), // prettier-ignore
    { ...most(figure('first list, median', firstMs, 'ms'), GOALS.firstListMs), ...beside },
    most(figure('interactive, median', of(({ interactiveMs }) => interactiveMs), 'ms'), GOALS.interactiveMs), // prettier-ignore
    most(figure('layout shift, most', of(({ cls }) => cls), '', true), GOALS.cls), // prettier-ignore
  ]
}

/** Of the view at `/`, without the queue, which comes behind it. */
async function listenBytes(bench: PlayerBench): Promise<number> {
  const { tracks, own } = catalogueOf(TRACKS)
  const { page, server, end } = await bench.open(tracks, {}, { path: '/settings', own })
  const bodies = codeOf(page)
  await page.goto(`${server.url}/`)
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForTimeout(AFTER_MS)
  const sent = await Promise.all(Array.from(bodies, async ([path, body]) => [path, await body] as const))
  await end()
  return sent.filter(([path]) => !path.includes('/queue-')).reduce((sum, [path, body]) => sum + sizeOf(path, body), 0)
}

/** Compressed at the end: it takes this process so long that the server, which is in it too, would answer late. */
function codeOf(page: Page): ReadonlyMap<string, Promise<Buffer>> {
  const bodies = new Map<string, Promise<Buffer>>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (/\.(js|css)$/.test(pathname)) bodies.set(pathname, response.body())
  })
  return bodies
}

async function controlMs({ page, server }: OpenPlayer): Promise<number> {
  await page.route('**/control', (route) => route.fulfill({ contentType: 'text/html', body: CONTROL }))
  await page.goto(`${server.url}/control`)
  return firstIn(page)
}

async function roundOf({ page, server }: OpenPlayer): Promise<Round> {
  let requests = 0
  let listFetches = 0
  const bodies = codeOf(page)
  page.on('response', (response) => {
    requests += 1
    const { pathname } = new URL(response.url())
    if (/^\/api\/tracks(\?|$)/.test(pathname)) listFetches += 1
  })
  await page.goto(`${server.url}/tracks`)
  const firstMs = await firstIn(page)
  await page.waitForTimeout(AFTER_MS)
  const lastLong = await numberIn(page, 'Math.max(0, ...globalThis.__long)')
  const code = await Promise.all(
    Array.from(bodies, async ([pathname, body]) => ({
      bytes: sizeOf(pathname, await body),
      atMs: await askedAt(page, pathname),
    })),
  )
  const cls = await numberIn(page, 'globalThis.__cls')
  return { firstMs, interactiveMs: Math.max(firstMs, lastLong), cls, code, requests, listFetches }
}

/** When the first row was painted, ms from the start of the page. */
async function firstIn(page: Page): Promise<number> {
  for (let looks = 0; looks < 300; looks += 1) {
    const firstMs = await numberIn(page, 'globalThis.__first')
    if (firstMs > 0) return firstMs
    await page.waitForTimeout(100)
  }
  throw new Error('no list was shown within 30 s')
}

const askedAt = (page: Page, pathname: string) =>
  numberIn(
    page,
    `performance.getEntriesByType('resource').find(({ name }) => name.endsWith(${JSON.stringify(pathname)}))?.startTime ?? 0`,
  )
