import type { Locator, Page } from 'playwright-core'
import type { PlayerBench } from '../../ui/support/player-page.ts'
import { libraryOf } from '../../ui/support/tone.ts'
import { quantile, spreadOf } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { answers, listFrom, numberIn, probe, pushes } from './pages.ts'

const ACTS = 50
/** From a play to its answer at the socket, in ms: the median that was measured with the real stream. */
const ANSWER_MS = 170
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const tracks = libraryOf(60).slice(0, 58)

const figure = (subject: string, metric: string, value: number, unit: string): Figure => ({
  ...{ name: 'player', subject, metric, value, unit },
})
const atMost = (of: Figure, goal: number): Figure => ({ ...of, goal, met: of.value <= goal })
const atLeast = (of: Figure, goal: number): Figure => ({ ...of, goal, met: of.value >= goal })

/** What Live shows after acts, and how soon. */
export async function actFigures(bench: PlayerBench): Promise<readonly Figure[]> {
  const { page, server, end } = await bench.open(tracks)
  server.recommend(listFrom(null, 'first', tracks, 0))
  const take = await probe(page)
  await page.keyboard.press('n')
  await server.played(({ event }) => event === 'started')
  const stop = answers(server, tracks, ANSWER_MS)
  const times: number[] = []
  let most = 0
  for (let act = 0; act < ACTS; act += 1) {
    await page.waitForTimeout(300)
    await take()
    await page.keyboard.press(act % 2 === 0 ? 'n' : 'l')
    await page.waitForTimeout(750)
    const { actAt, lists } = await take()
    times.push((lists[0] ?? Infinity) - actAt)
    most = Math.max(most, lists.length)
  }
  stop()
  await end()
  const subject = `${ACTS} acts, answered in ${ANSWER_MS} ms`
  return [
    { ...atMost(figure(subject, 'act to visible, p95', quantile(times, 0.95), 'ms'), 500), ...spreadOf(times) },
    atMost(figure(subject, 'changes of one act, most', most, ''), 1),
  ]
}

export async function nextFigures(bench: PlayerBench): Promise<readonly Figure[]> {
  const { page, server, end } = await bench.open(tracks)
  server.recommend(listFrom(null, 'first', tracks, 0))
  const take = await probe(page)
  const stops = [pushes(server, tracks, 5), answers(server, tracks, ANSWER_MS)]
  let hits = 0
  for (let press = 0; press < ACTS; press += 1) {
    await page.waitForTimeout(150)
    await page.keyboard.press('n')
    const { aimedAt } = await take()
    const title = tracks.find(({ trackId }) => trackId === aimedAt)?.title
    if ((await page.locator('slipstream-now-playing .title').first().textContent())?.trim() === title) hits += 1
  }
  for (const stop of stops) stop()
  await end()
  return [atLeast(figure('5 pushes a second', 'Next plays the first row', hits, `of ${ACTS}`), ACTS)]
}

export async function tapFigures(bench: PlayerBench): Promise<readonly Figure[]> {
  const { page, server, end } = await bench.open(tracks, PHONE)
  server.recommend(listFrom(null, 'first', tracks, 0))
  await page.getByRole('navigation').getByRole('link', { name: 'Queue' }).tap()
  const take = await probe(page)
  const stops = [pushes(server, tracks, 5), answers(server, tracks, ANSWER_MS)]
  const rows = page.getByRole('list', { name: 'Live' }).getByRole('listitem')
  let hits = 0
  for (let tap = 0; tap < ACTS; tap += 1) {
    const row = rows.nth(1 + (tap % 4)).locator('.row')
    const box = await placeOf(row)
    if (box === null) continue
    await page.touchscreen.tap(box.x + 100, box.y + 20)
    const { aimedAt } = await take()
    const title = tracks.find(({ trackId }) => trackId === aimedAt)?.title
    if ((await page.locator('slipstream-now-playing .title').first().textContent())?.trim() === title) hits += 1
    // Sometimes the list is left alone for so long that it moves again.
    if (tap % 5 === 4) await page.waitForTimeout(1_700)
  }
  for (const stop of stops) stop()
  await end()
  return [atLeast(figure('5 pushes a second', 'a tap plays the row under the finger', hits, `of ${ACTS}`), ACTS)]
}

/** Where a row is, in sight; a list that changes meanwhile is looked at again. Null: there is no such row. */
async function placeOf(row: Locator): Promise<{ readonly x: number; readonly y: number } | null> {
  for (let look = 0; look < 5; look += 1) {
    const box = await row
      .scrollIntoViewIfNeeded({ timeout: 1_000 })
      .then(() => row.boundingBox({ timeout: 1_000 }))
      .catch(() => null)
    if (box !== null) return box
  }
  return null
}

export async function spokenFigures(bench: PlayerBench): Promise<readonly Figure[]> {
  const { page, server, end } = await bench.open(tracks)
  server.recommend(listFrom(null, 'first', tracks, 0))
  const take = await probe(page)
  const unasked = pushes(server, tracks, 2)
  await page.waitForTimeout(12_000)
  unasked()
  const passing = (await take()).announced.length
  const stop = answers(server, tracks, ANSWER_MS)
  for (let skip = 0; skip < 6; skip += 1) {
    await page.keyboard.press('n')
    await page.waitForTimeout(1_200)
  }
  const skips = (await take()).announced.length
  stop()
  await page.reload()
  await page.getByRole('list', { name: 'Live' }).waitFor()
  const stops = await tabStops(page)
  await end()
  return [
    atMost(figure('6 skips', 'announcements', skips, ''), 6),
    atMost(figure('24 unasked pushes', 'announcements', passing, ''), 0),
    atMost(figure('the whole page', 'tab stops to the player', stops, ''), 3),
  ]
}

/** The text of what has the focus, through shadow trees; that of the skip link to the player is looked for. */
const IS_SKIP = `(() => {
  let at = document.activeElement
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
  return Number(at?.textContent?.trim() === 'Skip to the player')
})()`
const IS_IN_BAR = `Number(document.querySelector('slipstream-app').shadowRoot.activeElement?.matches('.bar') === true)`

/** Presses of Tab until a link leads into the player. */
async function tabStops(page: Page): Promise<number> {
  for (let stops = 1; stops <= 200; stops += 1) {
    await page.keyboard.press('Tab')
    if ((await numberIn(page, IS_SKIP)) === 0) continue
    await page.keyboard.press('Enter')
    return (await numberIn(page, IS_IN_BAR)) === 1 ? stops : Infinity
  }
  return Infinity
}
