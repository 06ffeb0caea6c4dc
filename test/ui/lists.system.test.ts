import { AxeBuilder } from '@axe-core/playwright'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { allRoutes, openSession, problems } from '../../schemas/http.ts'
import { scanOf } from './support/builders.ts'
import { listServer } from './support/list-server.ts'
import type { OwnRoutes } from './support/music-server.ts'
import type { OpenPlayer } from './support/player-page.ts'
import { benchOfFile, drag, fingerOn } from './support/player-page.ts'
import { libraryOf } from './support/tone.ts'

const library = libraryOf(54)

const bench = benchOfFile()
let player: OpenPlayer

/** What axe finds wrong, once nothing fades any more. */
async function violations(): Promise<readonly unknown[]> {
  const { page } = player
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

/** How far the page reaches beyond its window to the right. */
const overflow = () => player.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

describe('the first visit of a browser', () => {
  it.each([
    ['/playlists', 'No playlists yet'],
    ['/history', 'Nothing was played yet'],
  ])('asks for what is the listener’s only once it is one: %s', async (path, words) => {
    const lists = listServer(library)
    const refused: string[] = []
    const own: OwnRoutes = async (request, response, url, tell) => {
      if (url.pathname === openSession.path) await setTimeout(500)
      const { method, headers } = request
      const isOfListener = allRoutes.some(
        (route) => route.method === method && route.path === url.pathname && route.problems.includes('no-session'),
      )
      if (!isOfListener || headers.cookie !== undefined) return lists.own(request, response, url, tell)
      refused.push(url.pathname)
      response.writeHead(problems['no-session'].status).end()
      return true
    }
    player = await bench.open(library, {}, { path, own })
    await player.page.getByText(words).first().waitFor()
    expect(refused).toEqual([])
  })
})

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
    await page.getByText('No playlists yet').waitFor()
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

  it('come from an M3U file that is dropped', async () => {
    const { lists, at } = own()
    player = await bench.open(library, {}, at)
    const { page } = player
    await page.getByText('No playlists yet').waitFor()
    const file = await page.evaluateHandle(() => {
      const data = new DataTransfer()
      data.items.add(new File(['1.ogg\n2.ogg\n'], 'Dropped.m3u8', { type: 'audio/x-mpegurl' }))
      return data
    })
    const view = page.locator('slipstream-playlists-view')
    await view.dispatchEvent('dragover', { dataTransfer: file })
    await page.getByText('Drop M3U files to import them').waitFor()
    await view.dispatchEvent('drop', { dataTransfer: file })
    await page.getByRole('link', { name: 'Dropped 2 songs' }).waitFor()
    expect(lists.playlists[0]?.items.map(({ trackId }) => trackId)).toEqual(
      library.slice(0, 2).map(({ trackId }) => trackId),
    )
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

/** A listener with a playlist, likes and a history. */
function listening() {
  const lists = listServer(library)
  const items = library.slice(0, 4).map(({ trackId }, at) => ({ entryId: `x${at}`, trackId }))
  lists.playlists.push({ playlistId: 'p1', name: 'Rainy Sunday', revision: 1, items })
  const [liked, disliked] = [library.slice(0, 2), library.slice(2, 3)]
  lists.opinions = {
    ...{ liked: liked.map(({ trackId }) => trackId), disliked: disliked.map(({ trackId }) => trackId) },
    ...{ never: [], neverArtists: [], nextCursor: null },
  }
  return lists
}
const rowTitles = () => player.page.locator('slipstream-track-rows .title').allTextContents()

describe('a playlist', () => {
  it('is put into order by Alt with the arrows and loses an entry until one undoes it', async () => {
    const lists = listening()
    player = await bench.open(library, {}, { path: '/playlist/p1', own: lists.own })
    const { page } = player
    await page.getByRole('row', { name: 'Drowning' }).focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(rowTitles).toEqual(['Glass Harbour', 'Drowning', 'Slow Lantern', 'Northbound'])
    await expect.poll(() => lists.playlists[0]?.items.map(({ entryId }) => entryId)).toEqual(['x1', 'x0', 'x2', 'x3'])
    await page.keyboard.press('Delete')
    await expect.poll(rowTitles).toEqual(['Glass Harbour', 'Slow Lantern', 'Northbound'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(rowTitles).toEqual(['Glass Harbour', 'Drowning', 'Slow Lantern', 'Northbound'])
    lists.addElsewhere('p1', library[7]?.trackId ?? '')
    await page.getByText('5 songs').waitFor()
    expect([await violations(), await overflow()]).toEqual([[], 0])
  })

  it('of a file in the library stays as it is, and is copied to be changed', async () => {
    const lists = listening()
    const [own] = lists.playlists.splice(0)
    if (own === undefined) throw new Error('the listener has a playlist')
    lists.playlists.push({ ...own, isOfFile: true })
    player = await bench.open(library, {}, { path: '/playlist/p1', own: lists.own })
    const { page } = player
    await page.getByRole('row', { name: 'Drowning' }).waitFor()
    expect(await page.locator('slipstream-track-rows .grip').count()).toBe(0)
    await page.getByRole('button', { name: 'Copy to mine' }).click()
    await page.getByRole('button', { name: 'Rename' }).waitFor()
    expect(lists.playlists.map(({ name, items }) => [name, items.length])).toEqual([
      ['Rainy Sunday', 4],
      ['Rainy Sunday 2', 4],
    ])
  })

  it('is dragged into order by its grips', async () => {
    const lists = listening()
    player = await bench.open(library, {}, { path: '/playlist/p1', own: lists.own })
    const { page } = player
    const row = (name: string) => page.getByRole('row', { name })
    await row('Drowning').hover()
    await drag(page, row('Drowning').locator('.grip'), row('Slow Lantern'))
    await expect.poll(rowTitles).toEqual(['Glass Harbour', 'Slow Lantern', 'Drowning', 'Northbound'])
    await expect.poll(() => lists.playlists[0]?.items.map(({ entryId }) => entryId)).toEqual(['x1', 'x2', 'x0', 'x3'])
  })
})

describe('the menu of a song', () => {
  it('opens under a finger that rests on a row, which then does not play', async () => {
    player = await bench.open(
      library,
      { viewport: { width: 360, height: 740 }, hasTouch: true },
      {
        path: '/playlist/p1',
        own: listening().own,
      },
    )
    const { page, server } = player
    const finger = await fingerOn(page)
    await finger.down(page.getByRole('row', { name: 'Northbound' }))
    await page.getByRole('menuitem', { name: 'Play next' }).waitFor()
    await finger.up()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    expect(server.plays).toEqual([])
  })

  it('is opened and worked by the keyboard, adds to a playlist, and gives the focus back', async () => {
    const lists = listening()
    player = await bench.open(library, {}, { path: '/playlist/p1', own: lists.own })
    const { page } = player
    await page.getByRole('row', { name: 'Northbound' }).focus()
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Play', exact: true }).waitFor()
    expect(await violations()).toEqual([])
    await page.keyboard.press('Escape')
    await expect
      .poll(() => page.getByRole('row', { name: 'Northbound' }).evaluate((row) => row.matches(':focus')))
      .toBe(true)
    await page.keyboard.press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Add to playlist…' }).click()
    await page.getByRole('textbox', { name: 'New playlist' }).fill('Northern')
    expect(await violations()).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText('Added to “Northern”').waitFor()
    expect(lists.playlists.at(-1)?.items.map(({ trackId }) => trackId)).toEqual([library[3]?.trackId])
  })
})

describe('the search', () => {
  it('follows what is typed into the address, forgives a letter, and offers names where nothing is found', async () => {
    const lists = listening()
    player = await bench.open(library, {}, { path: '/likes', own: lists.own })
    const { page } = player
    await page.keyboard.press('/')
    await page.keyboard.type('rainy')
    await page.getByRole('link', { name: 'Top result · Playlist Rainy Sunday' }).waitFor()
    expect(new URL(page.url()).search).toBe('?q=rainy')
    await page.getByRole('searchbox').fill('drowing')
    await page.getByText('Did you mean drowning?').waitFor()
    expect(await violations()).toEqual([])
    await page.getByRole('searchbox').fill('lanterrn')
    await page.getByText('Nothing is called “lanterrn”').waitFor()
    await page.getByRole('link', { name: 'Slow Lantern' }).first().click()
    await page.getByRole('row', { name: 'Slow Lantern' }).first().waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Likes' }).waitFor()
  })
})

describe('likes', () => {
  it('are listed and taken back, dislikes too', async () => {
    const lists = listening()
    player = await bench.open(library, { colorScheme: 'dark' }, { path: '/likes', own: lists.own })
    const { page, server } = player
    await expect.poll(rowTitles).toEqual(['Drowning', 'Glass Harbour'])
    expect([await violations(), await overflow()]).toEqual([[], 0])
    await page.getByRole('button', { name: 'Like Glass Harbour' }).click()
    await server.played(({ event }) => event === 'unliked')
    await expect.poll(rowTitles).toEqual(['Drowning'])
    await page.getByRole('link', { name: 'Disliked 1' }).click()
    await page.getByRole('button', { name: 'Dislike Slow Lantern' }).click()
    await server.played(({ event }) => event === 'undisliked')
    await page.getByRole('heading', { name: 'No dislikes' }).waitFor()
  })
})

describe('Listen', () => {
  it('begins a first visit with songs from all over the library', async () => {
    player = await bench.open(library, {}, { path: '/', own: listServer(library).own })
    const { page, server } = player
    await page.getByRole('button', { name: 'Start listening' }).waitFor()
    expect([await violations(), await overflow()]).toEqual([[], 0])
    await page.getByRole('button', { name: 'Start listening' }).click()
    await server.played(({ event }) => event === 'started')
    await page.getByRole('heading', { name: 'Playing now' }).waitFor()
  })
})

describe('the history', () => {
  it('takes one play back, and no other of the same song and session', async () => {
    const lists = listening()
    const [first] = library
    const told = (playId: string, event: string, arrivedAt: number) => ({
      ...{ playId, trackId: first?.trackId ?? '', event, positionMs: 0, playedMs: 1, via: 'chosen', title: 'Drowning' },
      ...{ recommendationId: null, sessionId: 'earlier', retracts: null, arrivedAt, artist: 'Mira Vale' },
    })
    const now = Date.now()
    lists.history = [told('e2', 'finished', now), told('b2', 'started', now - 1), told('e1', 'finished', now - 2)]
    player = await bench.open(library, {}, { path: '/history', own: lists.own })
    const { page, server } = player
    await page.getByRole('heading', { name: 'Today' }).waitFor()
    expect([await violations(), await overflow()]).toEqual([[], 0])
    await page
      .getByRole('button', { name: /Do not count Drowning/ })
      .first()
      .click()
    await page.getByText('does not count').waitFor()
    await server.played(({ retracts }) => retracts === 'b2')
    const retracted = server.plays.filter(({ event }) => event === 'retracted')
    expect(retracted.map(({ trackId, retracts }) => [trackId, retracts])).toEqual([
      [first?.trackId, 'e2'],
      [first?.trackId, 'b2'],
    ])
    expect(await page.getByRole('button', { name: /Do not count Drowning/ }).count()).toBe(1)
  })
})
