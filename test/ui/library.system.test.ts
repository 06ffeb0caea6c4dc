import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { readHistory } from '../../schemas/http.ts'
import { faultsOfView } from './support/axe.ts'
import { scanOf } from './support/builders.ts'
import type { Catalogue } from './support/catalogue-server.ts'
import { catalogueOf } from './support/catalogue-server.ts'
import type { OpenPlayer } from './support/player-page.ts'
import { benchOfFile } from './support/player-page.ts'

const bench = benchOfFile((text) => /status of 503|ERR_FAILED/.test(text))
let player: OpenPlayer

/** Opens a view on a library of its own. */
async function opened(path: string, catalogue: Catalogue, options = {}): Promise<Page> {
  player = await bench.open(catalogue.tracks, options, { path, own: catalogue.own })
  return player.page
}

/** The element with the focus, inside of shadow trees: its text or its name. */
const focused = (page: Page) =>
  page.evaluate(() => {
    let element = document.activeElement
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    return (
      element?.getAttribute('aria-label') ??
      element?.querySelector('.title')?.textContent ??
      element?.textContent
    )?.trim()
  })
const scrolled = (page: Page) => page.locator('slipstream-outlet').evaluate((outlet) => outlet.scrollTop)
/** Every node of the page, those of shadow trees too. */
const nodesOf = (page: Page) =>
  page.evaluate(() => {
    const count = (root: Node): number => {
      let nodes = 0
      const walker = document.createTreeWalker(root)
      for (let node: Node | null = walker.currentNode; node !== null; node = walker.nextNode()) {
        nodes += 1
        if (node instanceof Element && node.shadowRoot !== null) nodes += count(node.shadowRoot)
      }
      return nodes
    }
    return count(document)
  })

/** Whether there are the rows of a high screen, and how many of them are not filled. */
async function rowsOf(page: Page): Promise<{ readonly areMany: boolean; readonly blank: number }> {
  const rows = page.locator('slipstream-track-rows .row')
  return { areMany: (await rows.count()) > 30, blank: await rows.and(page.locator('.blank')).count() }
}

/** What axe finds wrong in the view, whose rows and covers are alike. */
const faultsOf = (page: Page) =>
  faultsOfView(page, [
    ...['tracks', 'album', 'recent'].map((view) => [`slipstream-${view}-view`, 'slipstream-track-rows', '.row:nth-child(n+4)'] as const), // prettier-ignore
    ['slipstream-albums-view', 'slipstream-cover-grid', '.card:nth-child(n+4)'],
  ])

/** One of each kind, which axe looks at: what it takes a second for. */
const LOOKED_AT: ReadonlySet<string> = new Set(['/albums', '/album/album-3', '/genres', '/tracks', '/albums/none'])
const VIEWS = [
  ['/albums', 'Albums', 'Albums'],
  ['/album/album-3', 'Album 3', 'Album 3 by Artist 2'],
  ['/artists', 'Artists', 'Artists'],
  ['/artist/artist-2', 'Artist 2', 'Artist 2'],
  ['/genres', 'Genres', 'Genres'],
  ['/genre/R.E.M.', 'R.E.M.', 'R.E.M.'],
  ['/tracks', 'Tracks', 'Tracks'],
  ['/recent', 'Recently added', 'Recently added'],
  [`/track/${'1'.padStart(32, '0')}`, 'Song 1', 'Song 1 by Artist 1'],
  ['/albums/none', 'Nothing here', 'Nothing here'],
] as const

describe('the first visit', () => {
  /** The goal of the bench: the page, its code and styles, what it asks the API and the socket; covers come beside. */
  const MAX_REQUESTS = 12

  it('asks little of the server and nothing twice', async () => {
    const page = await opened('/settings', catalogueOf(300))
    await page.waitForLoadState('networkidle') // what this page still asks for is not counted
    const asked: string[] = []
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`))
    page.on('websocket', (socket) => asked.push(new URL(socket.url()).pathname))
    await page.goto(`${player.server.url}/tracks`)
    await page.locator('main [role=row]').first().waitFor({ state: 'attached' })
    await page.waitForLoadState('networkidle')
    const all = asked.filter((each) => !each.endsWith('/art'))
    expect(all).toContain('/live')
    expect(new Set(all).size, all.join(', ')).toBe(all.length)
    expect(all.length, all.join(', ')).toBeLessThanOrEqual(MAX_REQUESTS)
    // The queue comes behind the first list.
    const code = all.findIndex((each) => each.includes('/assets/queue-'))
    expect(code, all.join(', ')).toBeGreaterThan(all.indexOf('GET /api/tracks'))
  })

  it('goes on without the queue where its code does not come, and says so', async () => {
    const page = await opened('/settings', catalogueOf(300))
    await page.route('**/queue-*.js', (route) => route.fulfill({ status: 503, body: '' }))
    await page.goto(`${player.server.url}/tracks`)
    const lacking = page.getByRole('complementary', { name: 'Queue' }).getByRole('alert')
    await lacking.waitFor()
    for (const key of ['w', 'z']) await page.keyboard.press(key)
    await page.getByRole('row', { name: 'Song 1', exact: false }).first().dblclick()
    await player.server.played(({ event }) => event === 'started')
    // What comes with it has its room in the bar.
    const rooms = () =>
      Promise.all(
        ['slipstream-volume', 'slipstream-sleep', 'slipstream-seek'].map((name) =>
          page.locator(`slipstream-now-playing ${name}`).evaluate((element) => {
            const { left, width } = element.getBoundingClientRect()
            const barHeight = element.closest('.bar')?.getBoundingClientRect().height
            return { left, width, barHeight }
          }),
        ),
      )
    const without = await rooms()
    await page.unroute('**/queue-*.js')
    await lacking.getByRole('button', { name: 'Reload the page' }).click()
    await page.getByRole('heading', { name: 'Live', exact: true }).waitFor()
    expect(await rooms()).toStrictEqual(without)
  })
})

/** Counts what is yet to run by itself: timers, and frames that are asked for. */
const WATCH_TIMERS = `(() => {
  const waiting = new Map()
  globalThis.__waiting = () => [...waiting.values()]
  const watched = (start, cancel, name, isRepeated) => {
    const [begin, end] = [globalThis[start], globalThis[cancel]]
    globalThis[start] = (act, ...how) => {
      const id = begin((...given) => { if (!isRepeated) waiting.delete(name + id); act(...given) }, ...how)
      waiting.set(name + id, name + ' ' + how.join() + ' ' + String(act).slice(0, 80))
      return id
    }
    globalThis[cancel] = (id) => { waiting.delete(name + id); end(id) }
  }
  watched('setTimeout', 'clearTimeout', 'timeout', false)
  watched('setInterval', 'clearInterval', 'interval', true)
  watched('requestAnimationFrame', 'cancelAnimationFrame', 'frame', false)
})()`

describe('a page that does not play', () => {
  const running = async (page: Page) => {
    const animations = await page.evaluate(() => {
      const found: string[] = []
      const walk = (root: Document | ShadowRoot) => {
        found.push(...root.getAnimations().map(({ playState }) => `animation ${playState}`))
        for (const element of root.querySelectorAll('*')) if (element.shadowRoot !== null) walk(element.shadowRoot)
      }
      walk(document)
      return found
    })
    return [...animations, await page.evaluate('globalThis.__waiting().join()')].filter((each) => each !== '')
  }

  it('has no timer, no frame and no animation: when it is opened, and when it is paused', async () => {
    const page = await opened('/settings', catalogueOf(300))
    await page.addInitScript(WATCH_TIMERS)
    await page.goto(`${player.server.url}/tracks`)
    await page.getByRole('row', { name: 'Song 1', exact: false }).first().waitFor()
    await expect.poll(() => running(page)).toEqual([])
    await page.getByRole('row', { name: 'Song 1', exact: false }).first().dblclick()
    await player.server.played(({ event }) => event === 'started')
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: 'Play', exact: true }).first().waitFor()
    await expect.poll(() => running(page), { timeout: 10_000 }).toEqual([])
  })
})

describe('each view', () => {
  it('has its address, its heading, its title, and nothing that axe finds wrong', async () => {
    const page = await opened('/albums', catalogueOf(240))
    for (const [path, heading, title] of VIEWS) {
      await page.goto(`${player.server.url}${path}`)
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
      await page.waitForFunction((expected) => document.title === expected, `${title} · Slipstream`)
      if (LOOKED_AT.has(path)) expect(await faultsOf(page)).toEqual([])
    }
  })

  it('fits on a phone, in dark colours', async () => {
    const options = { colorScheme: 'dark', viewport: { width: 360, height: 740 } }
    const page = await opened('/albums', catalogueOf(240), options)
    for (const [path, heading] of VIEWS) {
      await page.goto(`${player.server.url}${path}`)
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
    }
    await page.goto(`${player.server.url}/recent`)
    const chip = page.getByRole('navigation', { name: 'Library' }).getByRole('link', { name: 'Recently added' })
    await expect.poll(async () => (await chip.boundingBox())?.x).toBeLessThan(360 / 2)
    await page.goto(`${player.server.url}/genre/Polkaa`)
    await page.getByRole('heading', { level: 1, name: 'Genre not found' }).waitFor()
    await page.goto(`${player.server.url}/album/album-3`)
    await page.getByRole('row', { name: 'Song 21' }).waitFor()
    expect(await faultsOf(page)).toEqual([])
  })
})

describe('an album', () => {
  it('plays in its order from the row that is double-clicked, and the rest of it is Yours', async () => {
    const page = await opened('/album/album-3', catalogueOf(60, 1_500))
    await page.getByRole('row', { name: 'Song 24' }).dblclick()
    const ids = player.server.plays.length === 0 ? [] : player.server.plays.map(({ trackId }) => trackId)
    expect(ids.length).toBeLessThan(2)
    for (const song of [24, 25, 26])
      await player.server.played(
        ({ event, trackId }) => event === 'started' && trackId === song.toString(16).padStart(32, '0'),
      )
    await page.getByRole('row', { name: 'Song 26', exact: false }).and(page.locator('[aria-current]')).waitFor()
  })

  it('is played from its cover, and its menu is opened by the right mouse button, a key and a button', async () => {
    const page = await opened('/albums', catalogueOf(60, 1_500))
    const card = page.getByRole('link', { name: 'Album 3', exact: true })
    const menu = page.getByRole('menu', { name: 'Menu of Album 3' })
    await card.click({ button: 'right' })
    await menu.waitFor()
    await page.keyboard.press('Escape')
    await card.focus()
    await page.keyboard.press('Shift+F10')
    await menu.waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(page)).toBe('Album 3')
    await page.getByRole('button', { name: 'More about Album 3' }).click()
    await menu.getByRole('menuitem', { name: 'Go to album' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Play Album 3' }).click()
    await player.server.played(({ event, trackId }) => event === 'started' && trackId.endsWith('15'))
    await page.getByRole('heading', { name: 'Yours 9' }).waitFor()
  })

  it('is walked by links: to its artist, on to a similar album, and back to where one was', async () => {
    const page = await opened('/albums', catalogueOf(1_200))
    await page.getByRole('link', { name: 'Album 1', exact: true }).focus()
    await page.keyboard.press('End')
    await page.getByRole('link', { name: 'Album 120', exact: true }).waitFor()
    await expect.poll(() => focused(page)).toBe('Album 120')
    const before = await scrolled(page)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Album 120' }).waitFor()
    await page.waitForFunction(() => document.title.startsWith('Album 120'))
    expect([await scrolled(page), new URL(page.url()).pathname]).toEqual([0, '/album/album-120'])
    await page.getByRole('link', { name: 'Artist 60' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Artist 60' }).waitFor()
    await expect.poll(() => focused(page)).toBe('Artist 60')
    await page.goBack()
    await page.goBack()
    await page.getByRole('link', { name: 'Album 120', exact: true }).waitFor()
    await expect.poll(() => Promise.all([focused(page), scrolled(page)])).toEqual(['Album 120', before])
    await page.reload()
    await expect.poll(() => scrolled(page)).toBe(before)
  })
})

describe('a list of 50,000 tracks', () => {
  it('has the height of all and the nodes of few, is read where one is, and each part once', async () => {
    const catalogue = catalogueOf(50_000)
    const page = await opened('/tracks', catalogue)
    await page.getByRole('row', { name: 'Song 1', exact: false }).first().waitFor()
    const listed = () => catalogue.asked.filter((path) => path.startsWith('/api/tracks?'))
    expect(listed()).toEqual(['/api/tracks?offset=0&limit=100'])
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('50000')
    await page.getByRole('row', { name: 'Song 1 ' }).first().focus()
    await page.keyboard.press('End')
    await page.getByRole('row', { name: 'Song 50000' }).waitFor()
    await expect.poll(() => focused(page)).toBe('Song 50000')
    expect(listed().length).toBeLessThanOrEqual(3)
    await page.getByRole('slider', { name: 'Letter' }).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.getByRole('slider', { name: 'Letter' }).getAttribute('aria-valuetext')).toBe('B')
    await page.getByText('Brtist 98').first().waitFor()
    expect(await nodesOf(page)).toBeLessThanOrEqual(3_000)
    await page.setViewportSize({ width: 2560, height: 1440 })
    await page.getByLabel('Rows').selectOption('compact')
    await page.waitForURL(/density=compact/)
    await expect.poll(() => rowsOf(page)).toEqual({ areMany: true, blank: 0 })
    await page.locator('slipstream-track-rows .row').nth(6).click()
    await player.server.played(({ event }) => event === 'started')
    await page.getByRole('heading', { name: 'Yours 4,999' }).waitFor()
    await expect.poll(() => rowsOf(page)).toEqual({ areMany: true, blank: 0 })
    expect(await nodesOf(page)).toBeLessThanOrEqual(3_000)
    await page.goto(`${player.server.url}/recent?show=tracks`)
    await page.getByRole('row', { name: 'Song 1 ' }).first().focus()
    await page.keyboard.press('End')
    await page.getByRole('row', { name: 'Song 50000' }).waitFor()
  })
})

describe('with the keyboard alone', () => {
  it('the player is the third stop, and a list is one', async () => {
    const page = await opened('/tracks', catalogueOf(240))
    await page.getByRole('row', { name: 'Song 1 ' }).first().waitFor()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to the view')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await focused(page)).toBe('Now playing')
    await page.getByRole('row', { name: 'Song 1 ' }).first().focus()
    await page.keyboard.press('Tab')
    expect(await page.locator('slipstream-track-rows').evaluate((rows) => rows.matches(':focus-within'))).toBe(false)
    await page.keyboard.press('Shift+Tab')
    expect(await focused(page)).toBe('Song 1')
  })

  it('rows are moved through, found by typing, played, played next and added', async () => {
    const page = await opened('/album/album-1', catalogueOf(240))
    await page.getByRole('row', { name: 'Song 1 ' }).first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => focused(page)).toBe('Song 3')
    await page.keyboard.press('Shift+S')
    await expect.poll(() => focused(page)).toBe('Song 4')
    await page.keyboard.press('Enter')
    await player.server.played(({ event, trackId }) => event === 'started' && trackId.endsWith('04'))
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.press('n')
    await player.server.played(({ event, trackId }) => event === 'started' && trackId.endsWith('01'))
  })
})

describe('keys', () => {
  it('work after a click on a row, the position and the volume, once for each press', async () => {
    const page = await opened('/album/album-1', catalogueOf(60))
    const play = page.getByRole('button', { name: 'Play', exact: true })
    const pause = page.getByRole('button', { name: 'Pause', exact: true })
    await page.getByRole('row', { name: 'Song 3 ' }).click()
    await player.server.played(({ event, trackId }) => event === 'started' && trackId.endsWith('03'))
    await page.keyboard.press('n')
    await player.server.played(({ event, trackId }) => event === 'started' && trackId.endsWith('04'))
    await page.keyboard.press('Space')
    await play.first().waitFor()
    for (const slider of ['Position', 'Volume']) {
      await page.getByRole('slider', { name: slider }).first().click()
      await page.keyboard.press('Space')
      await pause.first().waitFor()
      await page.keyboard.press('Space')
      await page.locator('slipstream-now-playing').getByRole('button', { name: 'Play', exact: true }).waitFor()
    }
    await page.keyboard.down('l')
    for (let repeat = 0; repeat < 20; repeat += 1) await page.keyboard.down('l')
    await page.keyboard.up('l')
    await player.server.played(({ event }) => event === 'liked')
    const started = player.server.plays.filter(
      ({ event }) => event === 'started' || event === 'liked' || event === 'unliked',
    )
    expect(started.map(({ event, trackId }) => [event, trackId.slice(-2)])).toEqual([
      ['started', '03'],
      ['started', '04'],
      ['liked', '04'],
    ])
  })

  it('go to views by two keys, from a list too, play songs of Live, and change the volume', async () => {
    const page = await opened('/album/album-1', catalogueOf(60))
    await page.getByRole('row', { name: 'Song 3 ' }).focus()
    for (const key of ['g', 'a']) await page.keyboard.press(key)
    await page.getByRole('heading', { level: 1, name: 'Albums' }).waitFor()
    expect(await page.getByRole('list', { name: 'Yours' }).count()).toBe(0)
    for (const key of ['ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
    expect(await page.getByRole('slider', { name: 'Volume' }).inputValue()).toBe('0.9')
    await page.keyboard.press('?')
    await page.getByRole('button', { name: /^Play the song of Live/ }).press('Enter')
    expect(await focused(page)).toBe('Play song 1 of Live: 1. Change')
    const key = page.getByRole('button', { name: /^Go to the tracks/ })
    await key.press('Enter')
    await key.press('x')
    await page.keyboard.press('Escape')
    for (const pressed of ['g', 'x']) await page.keyboard.press(pressed)
    await page.getByRole('heading', { level: 1, name: 'Tracks' }).waitFor()
  })
})

/** Goes to a view of the open page, as a link does. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((href) => {
    const link = Object.assign(document.createElement('a'), { href })
    document.body.append(link)
    link.click()
    link.remove()
  }, path)
}

/** What a view without a list says: its title, its sentence and what helps. */
async function stateOf(page: Page): Promise<readonly string[]> {
  const state = page.locator('main .state')
  await state.waitFor()
  const texts = state.locator('h1, h2, p, a, button').allTextContents()
  return (await texts).map((text) => text.trim())
}

describe('a view that has nothing to show', () => {
  it('says so in a sentence, with what helps: no music, music on its way, an address of nothing', async () => {
    const page = await opened('/albums', catalogueOf(0))
    const none = ['No music yet', 'Slipstream found nothing to play in its library folders.', 'How to add music']
    for (const path of ['/albums', '/artists', '/genres', '/tracks', '/recent']) {
      await goTo(page, path)
      await expect.poll(() => stateOf(page), { message: path }).toEqual(none)
    }
    expect(await faultsOf(page)).toEqual([])
    const scan = scanOf({ phase: 'scanning', found: 1_200, looked: 400 })
    player.server.changeLibrary({ tracks: 0, heard: 0, failed: 0, indexed: 0, scan })
    await page.getByRole('heading', { name: 'Your music is on its way' }).waitFor()
    await page.getByRole('link', { name: 'See the import' }).click()
    await page.getByRole('heading', { level: 1, name: 'Import' }).waitFor()
    player.server.changeLibrary({ tracks: 0, heard: 0, failed: 0, indexed: 0, scan: null })
    await page.getByRole('button', { name: 'Copy npm start -- --music ~/Music' }).click()
    await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe('npm start -- --music ~/Music')
    expect(await faultsOf(page)).toEqual([])
    await goTo(page, '/nowhere')
    await expect.poll(async () => (await stateOf(page)).at(-1)).toBe('Go to Listen')
    await goTo(page, '/tracks?genre=Polka')
    await expect.poll(() => stateOf(page)).toEqual(['No tracks of Polka', 'None is in the library now.', 'All tracks'])
  })

  it('tells the truth of tracks without tags, and shows them', async () => {
    const bare = { album: '', artist: '', albumId: null, artistIds: [], genres: [], year: null }
    const { tracks } = catalogueOf(20)
    const untagged = tracks.map((track) => ({ ...track, ...bare }))
    const { own } = catalogueOf(0)
    const recent = (url: URL) => ['/api/recent', '/api/tracks'].includes(url.pathname) && url.search !== ''
    player = await bench.open(untagged, {}, {
      path: '/albums',
      own: (request, response, url, tell) => {
        const isHistory = url.pathname === readHistory.path
        if (!isHistory && !recent(url)) return own(request, response, url, tell)
        const rows = { items: untagged, nextCursor: null, total: untagged.length }
        const none = { items: [], nextCursor: null, total: 0 }
        const body = isHistory ? none : url.pathname === '/api/tracks' ? rows : { albums: none, tracks: rows }
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
        return Promise.resolve(true)
      },
    }) // prettier-ignore
    const { page } = player
    const said = [
      ['/albums', 'No albums', 'Not one of your 20 tracks names its album in its tags.'],
      ['/artists', 'No artists', 'Not one of your 20 tracks names its artist in its tags.'],
      ['/genres', 'No genres', 'Not one of your 20 tracks names a genre in its tags.'],
    ] as const
    for (const [path, ...words] of said) {
      await goTo(page, path)
      await page.getByRole('heading', { name: words[0] }).waitFor()
      expect(await stateOf(page)).toEqual([...words, 'All 20 tracks'])
    }
    for (const path of ['/recent', '/']) {
      await goTo(page, path)
      await page.getByRole('grid', { name: 'Recently added' }).getByRole('row', { name: 'Song 1', exact: false }).first().waitFor() // prettier-ignore
    }
  })
})

describe('a server that does not answer well', () => {
  it('is told in each view, and asked again', async () => {
    const catalogue = catalogueOf(60)
    let isStarting = false
    let refused = 0
    player = await bench.open(catalogue.tracks, {}, {
      path: '/settings',
      own: (request, response, url, tell) => {
        if (!isStarting || !url.pathname.startsWith('/api/')) return catalogue.own(request, response, url, tell)
        const problem = { type: 'urn:slipstream:problem:starting', title: 'Starting', status: 503, code: 'starting' }
        refused += 1
        response.writeHead(503).end(JSON.stringify({ ...problem, detail: 'The service is starting.' }))
        return Promise.resolve(true)
      },
    }) // prettier-ignore
    const { page } = player
    const views = [
      ['/albums', 'The albums cannot be shown'],
      ['/genres', 'The genres cannot be shown'],
      ['/recent', 'The tracks cannot be shown'],
      ['/history', 'Your history cannot be shown'],
      ['/search?q=low', 'The search has no answer'],
      ['/tracks', 'The tracks cannot be shown'],
      // Lists ask again by themselves; an album waits for the button.
      ['/album/album-1', 'The album cannot be shown'],
    ] as const
    await goTo(page, '/tracks')
    await page.getByRole('button', { name: 'Like Song 1', exact: true }).click()
    await player.server.played(({ event }) => event === 'liked')
    isStarting = true
    await goTo(page, '/')
    await page.locator('main').getByRole('alert').getByText('The service is starting.').waitFor()
    await expect.poll(() => page.getByRole('grid', { name: 'Songs you like' }).count()).toBe(0)
    const asksLittle = async () => {
      const before = refused
      await page.waitForTimeout(1_000)
      expect(refused - before).toBeLessThan(10)
    }
    await asksLittle()
    for (const [path, title] of views) {
      await goTo(page, path)
      const alert = page.locator('main').getByRole('alert')
      await alert.getByRole('heading', { name: title }).waitFor()
      expect(await stateOf(page)).toEqual([title, 'The service is starting.', 'Try again'])
      expect(await page.locator('main .view-head .choices > *').count(), path).toBe(0)
      if (path === '/tracks') await asksLittle()
    }
    expect(await faultsOf(page)).toEqual([])
    isStarting = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { level: 1, name: 'Album 1' }).waitFor()
    await page.route('**/slipstream-artists-view-*', (route) => route.abort())
    await goTo(page, '/artists')
    await page.getByRole('heading', { level: 1, name: 'Artists cannot be shown' }).waitFor()
    await page.unroute('**/slipstream-artists-view-*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Artist 1', exact: true }).waitFor()
  })
})

describe('a wide window', () => {
  it('is filled by a list of tracks, which tells more then; a narrow one shows what fits', async () => {
    const page = await opened('/tracks', catalogueOf(80), { viewport: { width: 2_560, height: 1_300 } })
    const row = page.getByRole('row', { name: 'Song 1 ', exact: false }).first()
    await row.waitFor()
    await expect.poll(() => row.innerText()).toContain('30 Nov 2026')
    expect(await row.innerText()).toContain('1990')
    const [list, main] = [await row.boundingBox(), await page.locator('main').boundingBox()]
    expect(list?.width).toBeGreaterThan(0.95 * (main?.width ?? 0) - 60)
    expect(await faultsOf(page)).toEqual([])
    await row.getByRole('link', { name: 'Ambient' }).click()
    await page.getByRole('heading', { level: 1, name: 'Ambient' }).waitFor()
    await goTo(page, '/tracks')
    await page.setViewportSize({ width: 1_280, height: 800 })
    await expect.poll(() => row.innerText()).not.toContain('1990')
  })
})

describe('Shuffle all', () => {
  it('plays the whole list in an order that is shown, and that plays tell of', async () => {
    const page = await opened('/tracks', catalogueOf(300))
    await page.getByRole('button', { name: 'Shuffle all' }).click()
    const first = await player.server.played(({ event }) => event === 'started')
    expect([first.shuffled, first.itemRank]).toEqual([true, undefined])
    await page.getByRole('heading', { name: 'Yours 299' }).waitFor()
    const yours = page.getByRole('list', { name: 'Yours' }).locator('.title')
    const shown = (await yours.allTextContents()).slice(0, 3)
    const numbers = shown.map((title) => Number(title.slice('Song '.length)))
    expect(numbers).not.toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at))
    for (const title of shown) {
      await page.keyboard.press('n')
      const trackId = Number(title.slice('Song '.length)).toString(16).padStart(32, '0')
      const play = await player.server.played((each) => each.event === 'started' && each.trackId === trackId)
      expect([title, play.shuffled]).toEqual([title, true])
    }
  })
})

describe('on a phone', () => {
  it('the list has the room: bars take 170 pixels at most, and a cut title can be read', async () => {
    const long = 'A Title That Goes On and On until It Cannot Possibly Fit into Any One Line of Any Player'
    const catalogue = catalogueOf(40)
    const tracks = catalogue.tracks.map((track, at) => (at === 0 ? { ...track, title: long } : track))
    const options = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
    player = await bench.open(tracks, options)
    const { page } = player
    await page.getByRole('row', { name: long }).tap()
    await player.server.played(({ event }) => event === 'started')
    const view = await page.locator('main').boundingBox()
    expect(740 - (view?.height ?? 0)).toBeLessThanOrEqual(170)
    await page.locator('slipstream-now-playing .open').tap()
    await page.getByRole('heading', { level: 1, name: long }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
    await page.setViewportSize({ width: 740, height: 360 })
    await goTo(page, '/tracks')
    const landscape = await page.locator('main').boundingBox()
    expect(landscape?.height).toBeGreaterThanOrEqual(4 * 56)
  })
})

describe('a dislike', () => {
  it('goes on to the next song, and is told by the row and taken back there', async () => {
    const page = await opened('/tracks', catalogueOf(30))
    const row = page.getByRole('row', { name: 'Song 2 ', exact: false }).first()
    await row.click()
    await player.server.played(({ event }) => event === 'started')
    await page.keyboard.press('d')
    await player.server.played(({ event, trackId }) => event === 'started' && trackId === '3'.padStart(32, '0'))
    const opinion = row.getByRole('button', { name: 'Dislike Song 2' })
    expect(await opinion.getAttribute('aria-pressed')).toBe('true')
    await opinion.click()
    await player.server.played(({ event }) => event === 'undisliked')
    await row.getByRole('button', { name: 'Like Song 2' }).waitFor({ state: 'attached' })
  })
})
