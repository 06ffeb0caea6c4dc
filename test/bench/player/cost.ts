import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { PlayerBench } from '../../ui/support/player-page.ts'
import { libraryOf } from '../../ui/support/tone.ts'
import { median, spreadOf } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { TICKS_PER_S, processesOf } from '../processes.ts'
import { answers, listFrom, numbersIn } from './pages.ts'

const MEASURE_MS = 8_000
const WINDOWS = 3
const SETTLE_MS = 2_000
const SKIPS = 200
const NETWORK_DELAY_MS = 200
const SHORT_MS = 2_500
const GAPS = 6
const GOALS = { playing: 10, paused: 1, heapMb: 30, level: 1.1, gapMs: 30 }

/** A page that plays the same file and shows nothing: what sound alone costs in this browser on this machine. */
const CONTROL = (audio: string) => `<!doctype html><title>Control</title><audio src="${audio}" loop autoplay></audio>`

const figure = (subject: string, metric: string, value: number, unit: string, goal: number): Figure => ({
  ...{ name: 'player', subject, metric, value, unit, goal, met: value <= goal },
})

/** Processor time of the browser and what it started, as a share of one core; that of a page that only plays beside it. */
export async function cpuFigures(bench: PlayerBench): Promise<readonly Figure[]> {
  const tracks = libraryOf(60)
  const { page, server, end } = await bench.open(tracks)
  server.recommend(listFrom(null, 'first', tracks, 0))
  await page.getByRole('list', { name: 'Live' }).waitFor()
  await page.keyboard.press('n')
  await server.played(({ event }) => event === 'started')
  const playing = await percents()
  await page.keyboard.press(' ')
  const paused = await percents()
  await page.route('**/control', (route) =>
    route.fulfill({ contentType: 'text/html', body: CONTROL(`/api/tracks/${tracks[0]?.trackId ?? ''}/audio`) }),
  )
  await page.goto(`${server.url}/control`)
  await page.evaluate(`document.querySelector('audio').play()`)
  const control = await percents()
  await end()
  return [
    {
      ...figure('playing', 'processor time, median', median(playing), '% of a core', GOALS.playing),
      ...spreadOf(playing),
      ...{ peer: 'a page that only plays', ratio: median(playing) / median(control) },
    },
    {
      ...figure('paused', 'processor time, median', median(paused), '% of a core', GOALS.paused),
      ...spreadOf(paused),
    },
  ]
}

async function percents(): Promise<readonly number[]> {
  await wait(SETTLE_MS)
  const each: number[] = []
  while (each.length < WINDOWS) each.push(await percentWhile(MEASURE_MS))
  return each
}

async function percentWhile(ms: number): Promise<number> {
  const before = browserTicks()
  await wait(ms)
  return ((browserTicks() - before) / TICKS_PER_S / (ms / 1_000)) * 100
}

const browserTicks = () =>
  [...processesOf(process.pid).values()]
    .filter(({ name }) => /chrom|headless/i.test(name))
    .reduce((sum, { ticks }) => sum + ticks, 0)

/** The heap after a hundred and after two hundred skips, garbage collected. */
export async function heapFigures(bench: PlayerBench): Promise<readonly Figure[]> {
  const { page, server, end } = await bench.open(libraryOf(60))
  const tracks = libraryOf(60).slice(0, 58)
  server.recommend(listFrom(null, 'first', tracks, 0))
  await page.getByRole('list', { name: 'Live' }).waitFor()
  const stop = answers(server, tracks, 60)
  const half = await heapAfter(page, SKIPS / 2)
  const whole = await heapAfter(page, SKIPS / 2)
  stop()
  await end()
  return [
    figure(`${SKIPS} skips`, 'heap', whole, 'MB', GOALS.heapMb),
    figure(`${SKIPS} skips`, 'heap beside that after half as many', whole / half, 'times', GOALS.level),
  ]
}

async function heapAfter(page: Page, skips: number): Promise<number> {
  for (let skip = 0; skip < skips; skip += 1) {
    await page.keyboard.press('n')
    await page.waitForTimeout(120)
  }
  await page.waitForTimeout(1_000)
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize / 1e6
}

/** Silence from the end of one song to the sound of the next, each request being answered late. */
export async function gapFigures(bench: PlayerBench): Promise<readonly Figure[]> {
  const { page, server, end } = await bench.open(libraryOf(20, SHORT_MS))
  await page.addInitScript(WATCH_SOUND)
  await page.route('**/audio**', async (route) => {
    await wait(NETWORK_DELAY_MS)
    await route.continue()
  })
  await page.goto(`${server.url}/tracks`)
  await page.getByRole('row', { name: 'Drowning' }).first().click()
  for (let looked = 0; looked < 60; looked += 1) {
    if ((await numbersIn(page, 'globalThis.__gaps')).length >= GAPS) break
    await wait(500)
  }
  const gaps = await numbersIn(page, 'globalThis.__gaps')
  await end()
  const subject = `${NETWORK_DELAY_MS} ms of network delay, ${gaps.length} songs`
  if (gaps.length === 0) throw new Error('no song followed another')
  return [{ ...figure(subject, 'silence between songs, median', median(gaps), 'ms', GOALS.gapMs), ...spreadOf(gaps) }]
}

/**
 * Elements that sound are in shadow trees, where their events stay: they are watched as they are made to play. A song that begins
 * before the last one is over leaves no silence.
 */
const WATCH_SOUND = `globalThis.__gaps = []; (() => {
  const known = new WeakSet()
  const sounding = new Set()
  let silentSince = null
  const over = (element) => () => {
    if (sounding.delete(element) && sounding.size === 0) silentSince = performance.now()
  }
  const begun = (element) => () => {
    if (sounding.has(element)) return
    if (sounding.size > 0) globalThis.__gaps.push(0)
    else if (silentSince !== null) globalThis.__gaps.push(performance.now() - silentSince)
    silentSince = null
    sounding.add(element)
  }
  const play = HTMLMediaElement.prototype.play
  HTMLMediaElement.prototype.play = function () {
    if (!known.has(this)) {
      known.add(this)
      for (const type of ['ended', 'pause', 'emptied']) this.addEventListener(type, over(this))
      this.addEventListener('playing', begun(this))
    }
    return play.call(this)
  }
})()`
