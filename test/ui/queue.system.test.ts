import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { OpenPlayer } from './support/player-page.ts'
import { benchOfFile, drag, fingerOn } from './support/player-page.ts'
import type { LibraryTrack } from './support/tone.ts'
import { sendAudio } from './support/music-server.ts'
import { cdWav, libraryOf } from './support/tone.ts'
import { answerTo } from './support/live-page.ts'

const SHORT_MS = 1_200
/** A song of real length, so fast that its end comes within the time of a test, so much before its end, and so long without a network. */
const SONG_MS = 240_000
const FAST = 16
const LEFT_S = 45
const AWAY_S = 70
/** How long an answer takes in tests of joints: what was not loaded ahead leaves a gap of at least that. */
const ANSWER_MS = 500
/** How much before its end a timer may stop a part. */
const EARLY_MS = 50
const short = libraryOf(6, SHORT_MS)
const medium = libraryOf(6, 2_000)
const long = libraryOf(6)

const row = (page: Page, title: string) =>
  page.locator('slipstream-track-rows').getByRole('row', { name: title }).first()
const titleOf = (tracks: readonly LibraryTrack[], at: number) => tracks[at]?.title ?? ''
const idOf = (tracks: readonly LibraryTrack[], at: number) => tracks[at]?.trackId ?? ''
/** How many elements sound. */
const sounding = (page: Page) =>
  page.evaluate(() => {
    const root = document.querySelector('slipstream-app')?.shadowRoot
    return [...(root?.querySelectorAll('audio') ?? [])].filter((audio) => !audio.paused && !audio.ended).length
  })
const isPlaying = async (page: Page) => (await sounding(page)) > 0
const nowIs = (page: Page, title: string) =>
  page.locator('slipstream-now-playing .title').filter({ hasText: title }).waitFor()
const nowTitle = (page: Page) => page.locator('slipstream-now-playing .title').first().textContent()

/** Files come late, so that it shows what was loaded ahead. How small the gap is, the bench of the player tells. */
const answerSlowly = (page: Page) =>
  page.route('**/audio*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
    await route.continue()
  })

// Networks are lost and files are missing here, which the browser complains of.
const bench = benchOfFile(() => true)
let player: OpenPlayer

describe('a first press', () => {
  it('sounds before the code that joins songs is here, and the next song follows', async () => {
    player = await bench.open(short)
    const { page, server } = player
    let arrive = (): void => undefined
    const arrived = new Promise<void>((resolve) => (arrive = resolve))
    await page.route('**/queue-*.js', async (route) => {
      await arrived
      await route.continue()
    })
    await page.goto(`${server.url}/tracks`)
    await row(page, titleOf(short, 0)).click()
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(short, 0))
    arrive()
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(short, 1))
    await page.getByRole('heading', { name: 'Live', exact: true }).waitFor()
  })
})

describe('an album', () => {
  it('plays in order, and joins its songs although each answer takes long', async () => {
    player = await bench.open(short)
    const { page, server } = player
    await answerSlowly(page)
    const gaps = page.evaluate(
      () =>
        new Promise<readonly number[]>((resolve) => {
          const root = document.querySelector('slipstream-app')?.shadowRoot
          const found: number[] = []
          let endedAt: number | null = null
          let begunAt = 0
          for (const audio of root?.querySelectorAll('audio') ?? []) {
            audio.addEventListener('ended', () => {
              if (begunAt > performance.now() - 500) found.push(begunAt - performance.now())
              else endedAt = performance.now()
              if (found.length === 3) resolve(found)
            })
            audio.addEventListener('playing', () => {
              if (endedAt !== null) found.push(performance.now() - endedAt)
              endedAt = null
              begunAt = performance.now()
              if (found.length === 3) resolve(found)
            })
          }
        }),
    )
    await row(page, 'Drowning').click()
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(short, 4))
    const told = server.plays.map(({ event, trackId, via }) => [event, trackId, via])
    expect(told.slice(0, 9)).toEqual(
      [0, 1, 2, 3, 4].flatMap((at) => [
        ['started', idOf(short, at), at === 0 ? 'chosen' : 'queue'],
        ...(at < 4 ? [['finished', idOf(short, at), at === 0 ? 'chosen' : 'queue']] : []),
      ]),
    )
    const worst = Math.max(...(await gaps))
    process.stdout.write(`gaps: ${(await gaps).map((ms) => ms.toFixed(1)).join(', ')} ms\n`)
    expect(worst).toBeLessThan(ANSWER_MS)
  })

  it('goes back and comes back by Previous and Next', async () => {
    player = await bench.open(long)
    const { page } = player
    await row(page, 'Drowning').click()
    const heard: (string | null)[] = []
    for (const key of ['n', 'n', 'p', 'p', 'n', 'n']) {
      await page.keyboard.press(key)
      heard.push(await nowTitle(page))
    }
    expect(heard).toEqual([1, 2, 1, 0, 1, 2].map((at) => titleOf(long, at)))
  })
})

describe('parts of a file, as a cue sheet has them', () => {
  it('begin and end at their places in it, join without a gap, and are told of by their own positions', async () => {
    const parts = libraryOf(4, SHORT_MS).map((track, at) => ({
      ...track,
      startMs: at * SHORT_MS,
      endMs: (at + 1) * SHORT_MS,
    }))
    player = await bench.open(parts)
    const { page, server } = player
    await answerSlowly(page)
    await page.evaluate(() => {
      const root = document.querySelector('slipstream-app')?.shadowRoot
      const note = (name: string, audio: HTMLMediaElement) => {
        const all = document.body.dataset['noted'] ?? ''
        document.body.dataset['noted'] = `${all}${name} ${audio.currentTime} ${performance.now()}\n`
      }
      for (const audio of root?.querySelectorAll('audio') ?? []) {
        const pause = audio.pause.bind(audio)
        audio.pause = () => {
          if (!audio.paused) note('stops', audio)
          pause()
        }
        for (const event of ['seeking', 'playing']) audio.addEventListener(event, () => note(event, audio))
      }
    })
    await row(page, titleOf(parts, 1)).click()
    await server.played(({ event, trackId }) => event === 'finished' && trackId === idOf(parts, 3))
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    const noted = ((await page.evaluate(() => document.body.dataset['noted'])) ?? '').trim().split('\n')
    const of = (name: string) =>
      noted
        .map((line) => line.split(' '))
        .filter(([event]) => event === name)
        .map(([, positionS, atMs]) => ({ positionMs: 1000 * Number(positionS), atMs: Number(atMs) }))
    // A part may sound a little longer than to its end, never less.
    const placesOf = (name: string) => of(name).map(({ positionMs }) => Math.floor((positionMs + EARLY_MS) / SHORT_MS))
    expect([placesOf('seeking'), placesOf('stops')].map((places) => places.toSorted())).toEqual([
      [1, 2, 3],
      [2, 3, 4],
    ])
    const begun = of('playing').filter(({ positionMs }, at) => at > 0 && positionMs >= 2 * SHORT_MS)
    const gaps = begun.map(({ atMs }, at) => atMs - (of('stops')[at]?.atMs ?? -Infinity))
    process.stdout.write(`gaps between parts: ${gaps.map((ms) => ms.toFixed(1)).join(', ')} ms\n`)
    expect(gaps.length).toBe(2)
    expect(Math.max(...gaps)).toBeLessThan(ANSWER_MS)
    const finished = server.plays.filter(({ event }) => event === 'finished')
    expect(finished.map(({ trackId, positionMs }) => [trackId, positionMs])).toEqual(
      [1, 2, 3].map((at) => [idOf(parts, at), SHORT_MS]),
    )
    expect(server.plays.filter(({ event, positionMs }) => event === 'started' && positionMs > 250)).toEqual([])
  })
})

describe('a network that is lost', () => {
  it('neither blames the file nor passes over songs, and playing goes on by itself', async () => {
    player = await bench.open(medium)
    const { page, server } = player
    await row(page, 'Drowning').click()
    await server.played(({ event }) => event === 'started')
    await page.waitForFunction(() => {
      const root = document.querySelector('slipstream-app')?.shadowRoot
      return [...(root?.querySelectorAll('audio') ?? [])].every(({ readyState }) => readyState === 4)
    })
    server.cut(true)
    // The second song was loaded ahead, the third was not.
    await page.getByText('Offline: playing what is here').waitFor()
    await page.getByText(`No connection: “${titleOf(medium, 2)}”`).waitFor()
    await page.keyboard.press('n')
    expect(await nowTitle(page)).toBe(titleOf(medium, 2))
    server.cut(false)
    await server.played(({ event, trackId }) => event === 'finished' && trackId === idOf(medium, 2))
    expect(await page.getByText(/No connection|Offline/).count()).toBe(0)
    const counts = new Map<string, Set<string>>()
    for (const { event, trackId, playId } of server.plays) {
      const key = `${event} ${trackId}`
      counts.set(key, (counts.get(key) ?? new Set()).add(playId))
    }
    const expected = [0, 1, 2].flatMap((at) => [`started ${idOf(medium, at)}`, `finished ${idOf(medium, at)}`])
    expect(expected.map((key) => [key, counts.get(key)?.size])).toEqual(expected.map((key) => [key, 1]))
  })
})

describe('while the queue is not shown', () => {
  it('the bar tells that Yours was replaced, and takes that back', async () => {
    player = await bench.open(long)
    const { page } = player
    await row(page, titleOf(long, 0)).click()
    await nowIs(page, titleOf(long, 0))
    const bar = page.locator('slipstream-now-playing')
    const notice = bar.getByText('Yours was replaced: 5 songs')
    await row(page, titleOf(long, 2)).click()
    await page.locator('slipstream-yours').getByText('Yours was replaced').waitFor()
    expect(await notice.count()).toBe(0)
    await bar.getByRole('button', { name: 'Queue' }).click()
    await notice.waitFor()
    await bar.getByRole('button', { name: 'Undo' }).click()
    await nowIs(page, titleOf(long, 0))
    expect(await bar.getByRole('button', { name: 'Undo' }).count()).toBe(0)
  })
})

describe('songs of four minutes, as large as they are on a CD', () => {
  it('sound over their end while the network is away for more than a minute, and each counts once', async () => {
    const songs = libraryOf(5, SONG_MS)
    const file = cdWav(SONG_MS)
    const whole = new Map<string, number>()
    player = await bench.open(
      songs,
      {},
      {
        own: (request, response, url) => {
          const id = /^\/api\/tracks\/([^/]+)\/audio$/.exec(url.pathname)?.[1]
          if (id === undefined) return Promise.resolve(false)
          if (request.headers.range === undefined) response.on('finish', () => whole.set(id, file.length))
          sendAudio(request, response, file)
          return Promise.resolve(true)
        },
      },
    )
    const { page, server } = player
    await row(page, 'Drowning').click()
    await server.played(({ event }) => event === 'started')
    // Heard to a good part; from here on music takes an eighth of its time.
    await page.evaluate(
      ([rate, lefts]) => {
        const root = document.querySelector('slipstream-app')?.shadowRoot
        for (const audio of root?.querySelectorAll('audio') ?? []) {
          audio.defaultPlaybackRate = rate
          audio.playbackRate = rate
          if (!audio.paused) audio.currentTime = audio.duration - lefts
        }
      },
      [FAST, LEFT_S] as const,
    )
    await expect.poll(() => [0, 1].map((at) => whole.has(idOf(songs, at))), { timeout: 10_000 }).toEqual([true, true])
    await page.context().setOffline(true)
    server.cut(true)
    const cutAt = performance.now()
    await page.getByText('Offline: playing what is here').waitFor()
    await nowIs(page, titleOf(songs, 1))
    const positions = () =>
      page.evaluate(() => {
        const root = document.querySelector('slipstream-app')?.shadowRoot
        return [...(root?.querySelectorAll('audio') ?? [])]
          .filter((audio) => !audio.paused)
          .map((audio) => audio.currentTime)
      })
    await expect
      .poll(async () => Math.max(0, ...(await positions())), { timeout: 20_000 })
      .toBeGreaterThan(AWAY_S - LEFT_S)
    process.stdout.write(`without a network: ${AWAY_S} s of music in ${Math.round(performance.now() - cutAt)} ms\n`)
    expect(await page.getByText('No connection').count()).toBe(0)
    await page.context().setOffline(false)
    server.cut(false)
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(songs, 1))
    await page.keyboard.press('n')
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(songs, 2))
    const told = [0, 1].map((at) => {
      const of = server.plays.filter(({ trackId }) => trackId === idOf(songs, at))
      return ['started', 'finished', 'skipped'].map(
        (event) => new Set(of.filter((play) => play.event === event).map(({ playId }) => playId)).size,
      )
    })
    expect(told).toEqual([
      [1, 1, 0],
      [1, 0, 1],
    ])
  })
})

describe('files that cannot be played', () => {
  it('are passed over with a message, also the third, and not tried again', async () => {
    player = await bench.open(short)
    const { page, server } = player
    const asked: string[] = []
    const bad = [1, 3, 4].map((at) => idOf(short, at))
    await page.route('**/audio*', async (route) => {
      const id = bad.find((each) => route.request().url().includes(each))
      if (id === undefined) return route.continue()
      asked.push(id)
      const body = { type: 'about:blank', title: '', status: 404, detail: 'Gone.', code: 'file-gone' }
      return route.fulfill({ status: 404, contentType: 'application/problem+json', body: JSON.stringify(body) })
    })
    await row(page, 'Drowning').click()
    await page.getByText(`Skipped “${titleOf(short, 1)}”: its file is gone`).waitFor()
    await page.getByText(`Skipped “${titleOf(short, 4)}”: its file is gone`).waitFor()
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(short, 5))
    const started = server.plays.filter(({ event }) => event === 'started').map(({ trackId }) => trackId)
    expect(started).toEqual([0, 2, 5].map((at) => idOf(short, at)))
    expect(new Set(asked).size).toBe(3)
    for (const at of [1, 3, 4])
      await row(page, titleOf(short, at)).getByText('cannot be played: its file is gone').waitFor()
    expect(await page.getByText('cannot be played').count()).toBe(3)
  })
})

describe('a reload', () => {
  it('keeps the song, its second and the zones, paused; so does another browser of the listener', async () => {
    player = await bench.open(long)
    const { page, server } = player
    await row(page, 'Drowning').click()
    await page.keyboard.press('n')
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(long, 1))
    for (let times = 0; times < 3; times += 1) await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    const kept = () =>
      page.evaluate(() => {
        const queue: unknown = JSON.parse(localStorage.getItem('slipstream.queue') ?? 'null')
        return queue
      })
    const before = await kept()
    await page.waitForFunction(
      () => localStorage.getItem('slipstream.queue-sync')?.includes('"isChanged":false') === true,
    )
    const secondIn = (where: Page) => where.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuetext')
    const second = await secondIn(page)
    expect(second).toMatch(/^[3-9]\d seconds of/)
    await page.reload()
    const comesBack = async (where: Page) => {
      await nowIs(where, titleOf(long, 1))
      await where.waitForFunction(
        () => document.querySelector('slipstream-app') !== null && localStorage.getItem('slipstream.queue') !== null,
      )
      expect(await secondIn(where)).toBe(second)
      expect(await isPlaying(where)).toBe(false)
    }
    await comesBack(page)
    expect(await kept()).toEqual(before)
    const other = await page.context().browser()?.newContext()
    const elsewhere = await other?.newPage()
    if (elsewhere === undefined) throw new Error('There is no other browser.')
    await elsewhere.goto(server.url)
    await comesBack(elsewhere)
    await elsewhere.keyboard.press('n')
    await nowIs(elsewhere, titleOf(long, 2))
    // What was done in one comes to the other, which is paused.
    await nowIs(page, titleOf(long, 2))
    await other?.close()
  })
})

describe('two tabs', () => {
  it('have one that sounds, and share the queue', async () => {
    player = await bench.open(long)
    const { page, server } = player
    const second = await page.context().newPage()
    await second.goto(`${server.url}/tracks`)
    await row(page, 'Drowning').click()
    await server.played(({ event }) => event === 'started')
    await second.getByText('Playing in another tab.').waitFor()
    await nowIs(second, 'Drowning')
    await second.getByRole('button', { name: 'Play here' }).click()
    await second.getByRole('button', { name: 'Pause', exact: true }).waitFor()
    await page.getByText('Playing in another tab.').waitFor()
    await expect.poll(async () => [await isPlaying(page), await isPlaying(second)]).toEqual([false, true])
    await second.keyboard.press('n')
    await nowIs(page, titleOf(long, 1))
    await second.close()
    await page.getByText('Playing in another tab.').waitFor({ state: 'detached' })
    expect(server.plays.filter(({ event, trackId }) => event === 'started' && trackId === idOf(long, 0)).length).toBe(1)
  })
})

describe('a session that has ended', () => {
  it('keeps the queue, and asks for the login', async () => {
    player = await bench.open(short)
    const { page, server } = player
    const ended = { type: '', title: '', status: 401, detail: 'Log in.', code: 'login-required' }
    const refuse = { status: 401, contentType: 'application/problem+json', body: JSON.stringify(ended) }
    await row(page, 'Drowning').click()
    await server.played(({ event }) => event === 'started')
    await page.route('**/api/**', (route) => route.fulfill(refuse))
    await page.getByText('Sign in again; your queue is here.').waitFor()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.unroute('**/api/**')
    await page.reload()
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    expect(await nowTitle(page)).not.toBe('Nothing playing')
  })
})

describe('keys', () => {
  it('work after a click on a row, the waveform and the volume; a held one acts once', async () => {
    player = await bench.open(long)
    const { page, server } = player
    await row(page, 'Drowning').click()
    await page.keyboard.press('n')
    for (const name of [null, 'Position', 'Volume']) {
      if (name !== null) await page.getByRole('slider', { name }).click()
      await page.keyboard.press(' ')
      await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
      expect([await isPlaying(page), await nowTitle(page)]).toEqual([false, titleOf(long, 1)])
      await page.keyboard.press(' ')
      await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
    }
    // So fast that the browser tells of the pause when it plays again.
    await page.evaluate(() => {
      for (const type of ['keydown', 'keyup', 'keydown', 'keyup']) {
        document.body.dispatchEvent(new KeyboardEvent(type, { key: ' ', code: 'Space', bubbles: true, composed: true }))
      }
    })
    await page.evaluate(() => new Promise(requestAnimationFrame))
    expect(await isPlaying(page)).toBe(true)
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
    for (let times = 0; times < 20; times += 1) await page.keyboard.down('l')
    await page.keyboard.up('l')
    await page.keyboard.press('n')
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(long, 2))
    expect(server.plays.filter(({ event }) => event === 'liked' || event === 'unliked').length).toBe(1)
  })
})

describe('the keys of the device', () => {
  it('show what plays, and steer it', async () => {
    player = await bench.open(long)
    const { page, server } = player
    await page.addInitScript(() => {
      const { mediaSession } = navigator
      mediaSession.setActionHandler = (action, handler) =>
        window.addEventListener(`media-${action}`, () =>
          handler?.(action === 'seekto' ? { action, seekTime: 60 } : { action }),
        )
    })
    await page.reload()
    await row(page, 'Drowning').click()
    await server.played(({ event }) => event === 'started')
    const press = (action: MediaSessionAction) =>
      page.evaluate((name) => dispatchEvent(new Event(`media-${name}`)), action)
    const shown = () =>
      page.evaluate(() => {
        const { metadata, playbackState } = navigator.mediaSession
        return [metadata?.title, metadata?.artist, metadata?.album, playbackState]
      })
    await expect.poll(shown).toEqual(['Drowning', 'Mira Vale', 'Tidewater', 'playing'])
    await press('nexttrack')
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(long, 1))
    await press('previoustrack')
    await nowIs(page, 'Drowning')
    await press('seekto')
    await press('seekforward')
    await press('pause')
    await expect.poll(async () => (await shown())[3]).toBe('paused')
    expect(await page.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuetext')).toMatch(
      /^1 minute 1\d sec/,
    )
    await press('play')
    await expect.poll(() => isPlaying(page)).toBe(true)
  })
})

describe('where there is little room', () => {
  it('a swipe up opens the full view, and one down closes it', async () => {
    player = await bench.open(long, { viewport: { width: 360, height: 740 }, hasTouch: true })
    const { page } = player
    await row(page, 'Drowning').tap()
    const finger = await fingerOn(page)
    await finger.down(page.locator('slipstream-now-playing .open'))
    await finger.move(0, -120)
    await finger.up()
    const title = page.getByRole('heading', { level: 1, name: 'Drowning' })
    await title.waitFor()
    await finger.down(title)
    await finger.move(0, 160)
    await finger.up()
    await page.getByRole('heading', { level: 1, name: 'Tracks' }).waitFor()
  })

  it('volume, sleep timer, shuffle, repeat and the menu are in the full view of a phone', async () => {
    const tracks = libraryOf(30)
    player = await bench.open(tracks, { viewport: { width: 360, height: 740 }, hasTouch: true })
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 1))
    await page.getByRole('button', { name: 'Next' }).click()
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(tracks, 1))
    await page.locator('slipstream-now-playing .open').click()
    const view = page.locator('slipstream-now-view')
    await view.getByRole('slider', { name: 'Volume' }).fill('0.5')
    await view.getByRole('button', { name: 'Shuffle' }).click()
    await view.getByRole('button', { name: 'Repeat: off' }).click()
    await view.getByRole('button', { name: 'Sleep timer' }).first().waitFor()
    await view.getByRole('button', { name: 'More of this song' }).click()
    const menu = page.getByRole('menu')
    await menu.getByRole('menuitemcheckbox', { name: 'Shuffle', checked: true }).waitFor()
    await menu.getByRole('menuitem', { name: 'Repeat: all' }).waitFor()
    await menu.getByRole('menuitemcheckbox', { name: 'Mute' }).click()
    expect(await page.evaluate(() => localStorage.getItem('slipstream.settings'))).toMatch(/"volume":0.5,"muted":true/)
    await view.getByRole('tab', { name: 'Why' }).click()
    await view.getByText('Numbers').click()
    await view.getByText('neighbours-5').waitFor()
    await view.getByRole('button', { name: 'More like this' }).waitFor()
  })

  it('a button of the bar opens the volume on a tablet', async () => {
    player = await bench.open(long, { viewport: { width: 900, height: 800 } })
    const { page } = player
    await page.getByRole('button', { name: 'Volume' }).click()
    await page.getByRole('slider', { name: 'Volume' }).fill('0.25')
    await page.getByRole('button', { name: 'Mute' }).waitFor()
    expect(await page.evaluate(() => localStorage.getItem('slipstream.settings'))).toContain('"volume":0.25')
  })
})

describe('Yours', () => {
  it('is dragged into order', async () => {
    player = await bench.open(long)
    const { page } = player
    await row(page, 'Drowning').click()
    const own = page.getByRole('list', { name: 'Yours' }).getByRole('listitem')
    await drag(page, own.filter({ hasText: 'Glass Harbour' }).locator('.grip'), own.filter({ hasText: 'Northbound' }))
    const titles = async () => (await own.locator('.title').allTextContents()).slice(0, 3)
    await expect.poll(titles).toEqual(['Slow Lantern', 'Northbound', 'Glass Harbour'])
  })
})

describe('the views of what plays', () => {
  it('have each control once, a title, and heads that are not spread over a wide window', async () => {
    const tracks = libraryOf(30)
    player = await bench.open(tracks, { viewport: { width: 1440, height: 900 } })
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 1))
    await row(page, 'Drowning').click()
    await page.getByRole('link', { name: 'Full view' }).click()
    await page.getByRole('heading', { level: 1, name: 'Drowning' }).waitFor()
    const often = (role: 'button' | 'slider', name: string) => page.getByRole(role, { name, exact: true }).count()
    expect(
      await Promise.all([often('button', 'Shuffle'), often('button', 'Pause'), often('slider', 'Position')]),
    ).toEqual([1, 1, 1])
    expect(await page.getByRole('list', { name: 'Yours' }).count()).toBe(0)
    await page.getByRole('link', { name: 'Queue', exact: true }).click()
    const title = await page.getByRole('heading', { level: 1, name: 'Queue' }).boundingBox()
    expect(title?.height).toBeGreaterThan(24)
    const [live, hold] = await Promise.all([
      page.getByRole('heading', { name: 'Live' }).boundingBox(),
      page.getByRole('button', { name: 'Hold' }).boundingBox(),
    ])
    expect((hold?.x ?? Infinity) - (live?.x ?? 0)).toBeLessThan(620)
    await page.keyboard.press('w')
    await page.locator('slipstream-why').waitFor()
    await page.keyboard.press('w')
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByText(/^Played from here$/).waitFor({ state: 'detached' })
    await page.keyboard.press('h')
    await page.keyboard.press('n')
    await page.getByText('Played from here').waitFor()
    const third = await page
      .getByRole('list', { name: 'Live' })
      .getByRole('listitem')
      .nth(2)
      .locator('.title')
      .innerText()
    await page.keyboard.press('3')
    await nowIs(page, third)
  })

  it('say that nothing plays in two lines, on a tablet too', async () => {
    player = await bench.open(long, { viewport: { width: 810, height: 1080 } })
    const names = await player.page.locator('slipstream-now-playing .bar .names').boundingBox()
    expect(names?.height).toBeLessThan(50)
  })
})

describe('the end of a song', () => {
  it('is where the sleep timer pauses, and is off then', async () => {
    player = await bench.open(short)
    const { page, server } = player
    await row(page, 'Drowning').click()
    await page.getByRole('button', { name: 'Sleep timer' }).first().click()
    await page.getByRole('button', { name: 'At the end of this song' }).click()
    await server.played(({ event }) => event === 'finished')
    await page.locator('slipstream-now-playing').getByRole('button', { name: 'Play', exact: true }).waitFor()
    expect(await isPlaying(page)).toBe(false)
    expect(server.plays.filter(({ event }) => event === 'started').length).toBe(1)
    expect(await nowTitle(page)).toBe('Drowning')
    await page.getByRole('button', { name: 'Sleep timer', exact: true }).waitFor()
  })
  it('fades into the next one, of another album, so that both together stay as loud', async () => {
    player = await bench.open(medium)
    const { page, server } = player
    const settings = { volume: 1, muted: false, characterKeys: true, crossfadeS: 1, levelling: false }
    await page.evaluate((kept) => localStorage.setItem('slipstream.settings', kept), JSON.stringify(settings))
    await page.reload()
    const fade = page.evaluate(
      () =>
        new Promise<readonly (readonly number[])[]>((resolve) => {
          const both: number[][] = []
          const timer = setInterval(() => {
            const root = document.querySelector('slipstream-app')?.shadowRoot
            const all = [...(root?.querySelectorAll('audio') ?? [])].filter(({ paused }) => !paused)
            if (all.length === 2) both.push(all.map(({ volume }) => volume))
            else if (both.length > 0) {
              clearInterval(timer)
              resolve(both)
            }
          }, 20)
        }),
    )
    await row(page, titleOf(medium, 1)).click()
    await server.played(({ event, trackId }) => event === 'started' && trackId === idOf(medium, 2))
    const seen = await fade
    for (const volumes of seen) expect(Math.hypot(...volumes)).toBeCloseTo(1, 1)
    const [first, last] = [seen[0] ?? [], seen.at(-1) ?? []]
    expect(first.indexOf(Math.max(...first))).not.toBe(last.indexOf(Math.max(...last)))
    const finished = await server.played(({ event }) => event === 'finished')
    expect([finished.trackId, finished.positionMs]).toEqual([idOf(medium, 1), medium[1]?.durationMs])
  })
})
