import { brotliCompressSync, constants } from 'node:zlib'
import type { PlayerBench } from '../../ui/support/player-page.ts'
import { catalogueOf } from '../../ui/support/catalogue-server.ts'
import { median } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { numberIn } from './pages.ts'

const ROUNDS = 5
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

/** As the build compresses what is sent. */
const brotli = (body: Buffer) =>
  brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }).length

const WATCH = `globalThis.__long = []; globalThis.__cls = 0;
new PerformanceObserver((l) => { for (const e of l.getEntries()) globalThis.__long.push(e.startTime + e.duration) }).observe({ type: 'longtask', buffered: true });
new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput) globalThis.__cls += e.value }).observe({ type: 'layout-shift', buffered: true });`

/** How the first view comes: bytes, requests, times, shifts. Interactive: the list is there and no long task follows. */
export async function loadFigures(bench: PlayerBench): Promise<readonly Figure[]> {
  const rounds: { readonly firstMs: number; readonly interactiveMs: number; readonly cls: number }[] = []
  const code = new Map<string, number>()
  let requests = 0
  let listFetches = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const { tracks, own } = catalogueOf(TRACKS)
    const { page, server, end } = await bench.open(tracks, {}, { path: '/tracks', own })
    await page.addInitScript(WATCH)
    requests = 0
    listFetches = 0
    page.on('response', (response) => {
      requests += 1
      const { pathname } = new URL(response.url())
      if (/^\/api\/tracks(\?|$)/.test(pathname)) listFetches += 1
      if (/\.(js|css)$/.test(pathname))
        response.body().then(
          (body) => code.set(pathname, brotli(body)),
          () => undefined,
        )
    })
    await page.goto(`${server.url}/tracks`)
    await page.getByText('Song 1', { exact: true }).first().waitFor()
    const firstMs = await numberIn(page, 'performance.now()')
    await page.waitForTimeout(1_500)
    const lastLong = await numberIn(page, 'Math.max(0, ...globalThis.__long)')
    rounds.push({
      firstMs,
      interactiveMs: Math.max(firstMs, lastLong),
      cls: await numberIn(page, 'globalThis.__cls'),
    })
    await end()
  }
  const all = bench.files().reduce((sum, { body }) => sum + brotli(body), 0)
  const first = [...code.values()].reduce((sum, bytes) => sum + bytes, 0)
  const most = (metric: string, value: number, unit: string, goal: number): Figure => ({
    ...{ name: 'player', subject: 'first view', metric, value, unit, goal, met: value <= goal },
  })
  return [
    most('JS and CSS, Brotli', first / 1_000, 'kB', GOALS.firstKb),
    most('JS and CSS of all views, Brotli', all / 1_000, 'kB', GOALS.allKb),
    most('requests', requests, '', GOALS.requests),
    most('fetches of one list', listFetches, '', GOALS.listFetches),
    most('first list, median', median(rounds.map(({ firstMs }) => firstMs)), 'ms', GOALS.firstListMs),
    most('interactive, median', median(rounds.map(({ interactiveMs }) => interactiveMs)), 'ms', GOALS.interactiveMs),
    most('layout shift, most', Math.max(...rounds.map(({ cls }) => cls)), '', GOALS.cls),
  ]
}
