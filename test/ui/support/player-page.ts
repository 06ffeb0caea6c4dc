import { readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'
import type { MusicServer, OwnRoutes } from './music-server.ts'
import type { LibraryTrack } from './tone.ts'
import { startMusicServer } from './music-server.ts'

/** One browser and one fresh build of the player, for all tests of a file. */
export interface PlayerBench {
  /** Opens the player on a server of its own; both are closed by `end`. */
  open(tracks: readonly LibraryTrack[], options?: BrowserContextOptions, at?: OpenedAt): Promise<OpenPlayer>
  /** The code of the build: scripts and styles. */
  files(): readonly { readonly path: string; readonly body: Buffer }[]
  stop(): Promise<void>
}

/** Another view than the tracks, and routes that the server has beside its own. */
export interface OpenedAt {
  readonly path?: string
  readonly own?: OwnRoutes
}

export interface OpenPlayer {
  readonly page: Page
  readonly server: MusicServer
  /** Everything that the page complained of, except that the server was away when it was. */
  readonly complaints: readonly string[]
  end(): Promise<void>
}

/**
 * The bench of a test file. After each test the players that it opened are closed, and had nothing to complain of.
 * @param isExpected complaints that the tests of this file bring about
 */
export function benchOfFile(isExpected: (complaint: string) => boolean = () => false): Pick<PlayerBench, 'open'> {
  let bench: PlayerBench
  const opened: OpenPlayer[] = []
  beforeAll(async () => {
    bench = await startPlayerBench()
  })
  afterAll(() => bench.stop())
  afterEach(async () => {
    const players = opened.splice(0)
    for (const player of players) await player.end()
    expect(players.flatMap(({ complaints }) => complaints).filter((text) => !isExpected(text))).toEqual([])
  })
  return {
    async open(...how) {
      const player = await bench.open(...how)
      opened.push(player)
      return player
    },
  }
}

export async function startPlayerBench(): Promise<PlayerBench> {
  const dist = await mkdtemp(join(tmpdir(), 'slipstream-player-'))
  const root = resolve(import.meta.dirname, '../../../ui')
  await build({ root, logLevel: 'error', build: { outDir: dist, emptyOutDir: true } })
  const browser = await launchBrowser()
  const opened: OpenPlayer[] = []
  return {
    async open(tracks, options = {}, at = {}) {
      const player = await openPlayer(browser, dist, tracks, options, at)
      opened.push(player)
      return player
    },
    files: () =>
      readdirSync(dist, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.(js|css)$/.test(path))
        .map((path) => ({ path, body: readFileSync(join(dist, path)) })),
    async stop() {
      // Also those that a failure kept from being ended: their servers would keep the process alive.
      for (const player of opened) await player.end()
      await browser.close()
      await rm(dist, { recursive: true, force: true })
    },
  }
}

async function openPlayer(
  browser: Browser,
  dist: string,
  tracks: readonly LibraryTrack[],
  options: BrowserContextOptions,
  { path, own }: OpenedAt,
): Promise<OpenPlayer> {
  const server = await startMusicServer(dist, tracks, own)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const end = async () => {
    await context.close()
    await server.stop()
  }
  try {
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      const away = /ERR_EMPTY_RESPONSE|WebSocket connection .* failed|ERR_CONNECTION/.test(message.text())
      if (message.type() === 'error' && !away) complaints.push(message.text())
    })
    await page.goto(`${server.url}${path ?? '/tracks'}`)
    const shown =
      path === undefined ? page.getByRole('row', { name: tracks[0]?.title ?? '' }) : page.locator('main h1, main h2')
    await shown.first().waitFor({ state: 'attached' })
    return { page, server, complaints, end }
  } catch (error) {
    await end()
    throw error
  }
}

/** A finger on the glass, as the browser is told of one by the device. */
export interface Finger {
  /** In the middle of an element. */
  down(on: Locator): Promise<void>
  /** CSS pixels from where it came down. */
  move(byX: number, byY: number): Promise<void>
  up(): Promise<void>
}

export async function fingerOn(page: Page): Promise<Finger> {
  const device = await page.context().newCDPSession(page)
  let from = { x: 0, y: 0 }
  const tell = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: readonly { x: number; y: number }[]) =>
    device.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] })
  return {
    async down(on) {
      from = await middleOf(on)
      await tell('touchStart', [from])
    },
    async move(byX, byY) {
      await tell('touchMove', [{ x: from.x + byX / 2, y: from.y + byY / 2 }])
      await tell('touchMove', [{ x: from.x + byX, y: from.y + byY }])
    },
    async up() {
      await tell('touchEnd', [])
    },
  }
}

/** Drags an element to below the middle of another one. */
export async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await middleOf(from), await middleOf(to)]
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move(end.x, end.y + 2, { steps: 3 })
  await page.mouse.up()
}

async function middleOf(element: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await element.boundingBox()
  if (box === null) throw new Error('The element is not to be seen.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
