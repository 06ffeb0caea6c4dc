import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { launchBrowser } from '../../support/browser.ts'
import type { MusicServer } from './music-server.ts'
import type { LibraryTrack } from './tone.ts'
import { startMusicServer } from './music-server.ts'

/** One browser and one fresh build of the player, for all tests of a file. */
export interface PlayerBench {
  /** Opens the player on a server of its own; both are closed by `end`. */
  open(tracks: readonly LibraryTrack[], options?: BrowserContextOptions): Promise<OpenPlayer>
  stop(): Promise<void>
}

export interface OpenPlayer {
  readonly page: Page
  readonly server: MusicServer
  /** Everything that the page complained of, except that the server was away when it was. */
  readonly complaints: readonly string[]
  end(): Promise<void>
}

export async function startPlayerBench(): Promise<PlayerBench> {
  const dist = await mkdtemp(join(tmpdir(), 'slipstream-player-'))
  const root = resolve(import.meta.dirname, '../../../ui')
  await build({ root, logLevel: 'error', build: { outDir: dist, emptyOutDir: true } })
  const browser = await launchBrowser()
  return {
    open: (tracks, options = {}) => openPlayer(browser, dist, tracks, options),
    async stop() {
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
): Promise<OpenPlayer> {
  const server = await startMusicServer(dist, tracks)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    const away = /ERR_EMPTY_RESPONSE|WebSocket connection .* failed|ERR_CONNECTION/.test(message.text())
    if (message.type() === 'error' && !away) complaints.push(message.text())
  })
  await page.goto(server.url)
  await page
    .getByRole('button', { name: tracks[0]?.title ?? '' })
    .first()
    .waitFor()
  return {
    page,
    server,
    complaints,
    async end() {
      await context.close()
      await server.stop()
    },
  }
}
