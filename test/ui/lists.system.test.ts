import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { scanOf } from './support/builders.ts'
import { listServer } from './support/list-server.ts'
import type { OpenPlayer, PlayerBench } from './support/player-page.ts'
import { startPlayerBench } from './support/player-page.ts'
import { libraryOf } from './support/tone.ts'

const library = libraryOf(54)

let bench: PlayerBench
let player: OpenPlayer
beforeAll(async () => {
  bench = await startPlayerBench()
})
afterAll(() => bench.stop())
afterEach(async () => {
  await player.end()
  expect(player.complaints).toEqual([])
})

/** What axe finds wrong, once nothing fades any more. */
async function violations(): Promise<readonly unknown[]> {
  const { page } = player
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

/** How far the page reaches beyond its window to the right. */
const overflow = () => player.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

describe('settings', () => {
  it('are chosen, kept over a reload, and change the look at once', async () => {
    player = await bench.open(library, { colorScheme: 'light' }, { path: '/settings', own: listServer(library).own })
    const { page } = player
    const canvas = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await canvas()
    expect(await violations()).toEqual([])
    await page.getByRole('radio', { name: 'Dark' }).check()
    expect(await canvas()).not.toBe(light)
    await page.getByRole('slider', { name: 'Songs fade into each other' }).fill('5')
    await page.getByRole('checkbox', { name: 'Make songs equally loud' }).uncheck()
    await page.getByRole('radio', { name: 'Nothing' }).check()
    await page.reload()
    expect(await canvas()).not.toBe(light)
    expect(await page.getByRole('slider', { name: 'Songs fade into each other' }).inputValue()).toBe('5')
    expect(await page.getByRole('checkbox', { name: 'Make songs equally loud' }).isChecked()).toBe(false)
    expect(await page.getByRole('radio', { name: 'Nothing' }).isChecked()).toBe(true)
    expect([await violations(), await overflow()]).toEqual([[], 0])
  })
})

describe('playlists', () => {
  const own = () => {
    const lists = listServer(library)
    return { lists, at: { path: '/playlists', own: lists.own } }
  }

  it('are made, imported with what is missing, and deleted until one undoes it', async () => {
    const { lists, at } = own()
    player = await bench.open(library, {}, at)
    const { page } = player
    await page.getByText('You have no playlist yet.').waitFor()
    expect([await violations(), await overflow()]).toEqual([[], 0])
    await page.locator('input[type=file]').setInputFiles({
      name: 'Road trip.m3u8',
      mimeType: 'audio/x-mpegurl',
      buffer: Buffer.from('#EXTM3U\n1.ogg\nnot-there.ogg\n'),
    })
    await page.getByText('“Road trip”: 1 track. 1 line names no track of your library:').waitFor()
    await page.getByText('not-there.ogg').waitFor()
    expect(await violations()).toEqual([])
    await page.getByRole('button', { name: 'Delete Road trip' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('link', { name: 'Road trip 1 song' }).waitFor()
    expect(lists.playlists.map(({ name }) => name)).toEqual(['Road trip'])
  })
})

describe('the import', () => {
  it('is one line and one bar with the present file, then what it brought and what is of no use', async () => {
    player = await bench.open(library, { viewport: { width: 360, height: 740 } }, { path: '/import' })
    const { page, server } = player
    const scan = {
      phase: 'scanning' as const,
      found: 1_200,
      looked: 400,
      current: 'Mira Vale/Tidewater/03 Drowning.flac',
    }
    server.changeLibrary({ tracks: 400, heard: 100, failed: 0, indexed: 100, scan: scanOf(scan) })
    await page.getByText('1,200 files found, 400 looked at, 100 analysed').waitFor()
    await page.getByText('03 Drowning.flac').waitFor()
    expect([await violations(), await overflow()]).toEqual([[], 0])
    const over = scanOf({ found: 1_192, looked: 1_192, newTracks: 1_150, unchanged: 39, failed: 2 })
    server.changeLibrary({ tracks: 1_190, heard: 1_189, failed: 1, indexed: 1_189, scan: over })
    await page.getByText('The last look at your folders: 1,150 new, 39 unchanged, 3 unusable.').waitFor()
    await page.getByText('The file ends in the middle of a frame.').waitFor()
    expect(await violations()).toEqual([])
    server.changeLibrary({ tracks: 0, heard: 0, failed: 0, indexed: 0, scan: null })
    await page.getByText('npm start -- --music ~/Music').waitFor()
    expect([await violations(), await overflow()]).toEqual([[], 0])
  })
})
