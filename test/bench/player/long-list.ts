import type { Page } from 'playwright-core'
import { searchGroups } from '../../../processors/websocket-bridge/search-groups.ts'
import { searchLibrary } from '../../../schemas/http.ts'
import type { OwnRoutes } from '../../ui/support/music-server.ts'
import type { PlayerBench } from '../../ui/support/player-page.ts'
import { catalogueOf } from '../../ui/support/catalogue-server.ts'
import { libraryOf } from '../../ui/support/tone.ts'
import { quantile, spreadOf } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { searchedLibrary } from '../library-search.ts'
import { listFrom, numberIn, numbersIn } from './pages.ts'

const TRACKS = 50_000
const ROUNDS = 3
/** Of the wheel, one after the other, in CSS pixels. */
const TURNS = 60
const TURN_PX = 1_200
/** A large screen, full of rows, with the queue beside them. */
const WIDE = { width: 2_560, height: 1_440 }
const GOALS = { ratio: 1.3, nodes: 3_000, keyMs: 150 }
/** Titles of which the first letters are typed. */
const TITLES = 12
const LETTERS = 5
const TYPE_MS = 500

/** A page of as many rows of the same height, made as simply as may be: what scrolling costs in this browser on this machine. */
const CONTROL = `<!doctype html><title>Control</title><style>body{margin:0;height:100vh;overflow:auto}div{height:${56 * TRACKS}px}</style><div></div>`

const FRAMES = `globalThis.__frames = []; (() => { let last = performance.now(); const tick = () => { const now = performance.now(); globalThis.__frames.push(now - last); last = now; globalThis.__on && requestAnimationFrame(tick) }; globalThis.__on = true; requestAnimationFrame(tick) })()`
const STOP_FRAMES = `(() => { globalThis.__on = false; return globalThis.__frames.slice(1) })()`
const NODES = `(() => { const count = (root) => { let n = 0; for (const e of root.querySelectorAll('*')) { n += 1; if (e.shadowRoot) n += count(e.shadowRoot) } return n }; return count(document) })()`

const subject = `${TRACKS} rows`
const figure = (metric: string, value: number, unit: string): Figure => ({
  ...{ name: 'player', subject, metric, value, unit },
})

/** A list of 50,000 rows: scrolling it beside a control page in turns. */
export async function scrollFigures(bench: PlayerBench, progress: (line: string) => void): Promise<readonly Figure[]> {
  const { tracks, own } = catalogueOf(TRACKS)
  const { page, server, end } = await bench.open(tracks, {}, { path: '/tracks', own })
  await page.getByText('Song 1', { exact: true }).first().waitFor()
  const control = await page.context().newPage()
  await control.setContent(CONTROL)
  const [ours, theirs]: [(readonly number[])[], (readonly number[])[]] = [[], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await scrolled(control))
    await page.bringToFront()
    ours.push(await scrolled(page))
    progress(`Scrolled ${round + 1} of ${ROUNDS} times.`)
  }
  const nodes = await numberIn(page, NODES)
  await control.close()
  server.recommend(listFrom(null, 'first', tracks, 0))
  await page.setViewportSize(WIDE)
  await page.getByRole('list', { name: 'Live' }).waitFor()
  const wideNodes = await numberIn(page, NODES)
  await end()
  const p95 = quantile(ours.flat(), 0.95)
  const ratio = p95 / quantile(theirs.flat(), 0.95)
  const spread = spreadOf(ours.map((frames) => quantile(frames, 0.95)))
  return [
    { ...figure('scrolling, frame p95', p95, 'ms'), ...spread, peer: 'a control page', ratio, goal: GOALS.ratio, met: ratio <= GOALS.ratio }, // prettier-ignore
    { ...figure('nodes after scrolling', nodes, ''), goal: GOALS.nodes, met: nodes <= GOALS.nodes },
    { ...figure(`nodes in a window of ${WIDE.width} pixels`, wideNodes, ''), goal: GOALS.nodes, met: wideNodes <= GOALS.nodes }, // prettier-ignore
  ]
}

/** What a key in the search costs: the search of the bridge, as it serves, answers. */
export async function keyFigures(bench: PlayerBench): Promise<readonly Figure[]> {
  const { content, tracks } = searchedLibrary(TRACKS)
  const own: OwnRoutes = (_request, response, { pathname, searchParams }) => {
    if (pathname !== searchLibrary.path) return Promise.resolve(false)
    const query = searchLibrary.query.parse(Object.fromEntries(searchParams))
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(searchGroups(content, query, [])))
    return Promise.resolve(true)
  }
  const { page, end } = await bench.open(libraryOf(60), {}, { path: '/tracks', own })
  // Those that every keyboard has keys for.
  const typable = tracks.map(({ title }) => title).filter((title) => /^[a-z]{5}/.test(title))
  const words = Array.from({ length: TITLES }, (_, at) => typable[Math.floor((at * typable.length) / TITLES)] ?? '')
  const keys = await keyTimes(page, words)
  await end()
  const typed = TITLES * LETTERS
  if (keys.length < typed / 2) throw new Error(`only ${keys.length} of ${typed} keys changed what is found`)
  const p95 = quantile(keys, 0.95)
  return [
    {
      ...figure(`key to result, p95 of ${keys.length}`, p95, 'ms'),
      ...spreadOf(keys),
      ...{ goal: GOALS.keyMs, met: p95 <= GOALS.keyMs },
    },
  ]
}

async function scrolled(page: Page): Promise<readonly number[]> {
  await page.bringToFront()
  await page.mouse.move(500, 400)
  await page.evaluate(FRAMES)
  for (let turn = 0; turn < TURNS; turn += 1) {
    await page.mouse.wheel(0, TURN_PX)
    await page.waitForTimeout(16)
  }
  return numbersIn(page, STOP_FRAMES)
}

/** From a key in the search field to the next change of what is found. */
async function keyTimes(page: Page, words: readonly string[]): Promise<readonly number[]> {
  const times: number[] = []
  await page.keyboard.press('/')
  const field = page.getByRole('searchbox').first()
  await field.waitFor()
  for (const word of words) {
    await field.fill('')
    await page.waitForTimeout(TYPE_MS)
    for (const letter of word.slice(0, LETTERS)) {
      await page.evaluate(UNTIL_CHANGED)
      await page.keyboard.press(letter)
      await page.waitForTimeout(TYPE_MS)
      const took = await numberIn(page, 'globalThis.__took ?? -1')
      if (took >= 0) times.push(took)
    }
  }
  return times
}

/** The title of the first thing that is found, through shadow trees, is watched; a key that changes nothing is left out. */
const UNTIL_CHANGED = `(() => {
  const main = document.querySelector('slipstream-app').shadowRoot.querySelector('main')
  const text = (root) => { let out = ''; for (const e of root.querySelectorAll('*')) { if (e.localName === 'slipstream-queue') continue; if (e.shadowRoot) out += text(e.shadowRoot); if (e.matches('.title, [role=status], .count')) out += e.textContent } return out }
  const before = text(main)
  let at = 0
  globalThis.__took = undefined
  addEventListener('keydown', () => { at = performance.now() }, { once: true, capture: true })
  const look = () => {
    if (at > 0 && text(main) !== before) { globalThis.__took = performance.now() - at; return }
    if (at === 0 || performance.now() - at < 480) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`
