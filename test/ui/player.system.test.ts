import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Recommendation } from '../../ui/data/recommendations.ts'
import { listServer } from './support/list-server.ts'
import { reasonOf, recommendationOf } from './support/builders.ts'
import type { LibraryTrack } from './support/tone.ts'
import type { OpenPlayer } from './support/player-page.ts'
import { benchOfFile } from './support/player-page.ts'
import { libraryOf } from './support/tone.ts'

const library = libraryOf(54)
const [drowning, glassHarbour, , northbound, copperRain] = library
/** Live offers nothing that stands in Yours, where the rest of the list is. */
const beyond = libraryOf(57).slice(54)

function titled(track: LibraryTrack | undefined): LibraryTrack {
  if (track === undefined) throw new Error('The library of this test is too small.')
  return track
}

/** A recommendation of these tracks because the first of the library was liked. */
function because(recommendationId: string, ...tracks: readonly (LibraryTrack | undefined)[]): Recommendation {
  const { trackId: seedTrackId, title: seedTitle, artist: seedArtist } = titled(drowning)
  const reason = reasonOf({ kind: 'like', seedTrackId, seedTitle, seedArtist, distance: 0.5, alike: ['timbre'] })
  return recommendationOf(
    recommendationId,
    tracks.map(titled).map(({ trackId, title, artist }) => ({ trackId, title, artist, reason })),
  )
}

const row = (page: Page, title: string) =>
  page.locator('slipstream-track-rows').getByRole('row', { name: title }).first()
const suggestion = (page: Page, title: string) =>
  page.locator('slipstream-live').getByRole('button', { name: title }).first()
const keptPlays = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('slipstream.play.')).length)

const bench = benchOfFile()
let player: OpenPlayer

describe('accessibility', () => {
  const looks = [
    ['in light colours', { colorScheme: 'light' }],
    ['in dark colours', { colorScheme: 'dark' }],
    ['on a phone', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
    ['under a zoom of 400 %', { colorScheme: 'dark', viewport: { width: 320, height: 256 } }],
  ] as const
  it.each(looks)('has nothing that axe finds wrong, %s', async (_name, options) => {
    player = await bench.open(library, options)
    const { page, server } = player
    await row(page, 'Drowning').click()
    await server.played(({ event }) => event === 'started')
    server.recommend(because('r1', ...beyond))
    if (!('viewport' in options)) await suggestion(page, titled(beyond[0]).title).waitFor()
    await page.keyboard.press('l')
    // Colours are judged as they stay, not while they fade.
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
    const found = async () =>
      (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
    expect(await found()).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
    const upNext = page.getByRole('navigation').getByRole('link', { name: 'Queue' })
    if (await upNext.isVisible()) {
      await upNext.click()
      await suggestion(page, titled(beyond[0]).title).waitFor()
      expect(await found()).toEqual([])
    }
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    expect(await found()).toEqual([])
  })
})

describe('with the keyboard alone', () => {
  it('searches, plays, likes and skips, and each becomes a play', async () => {
    player = await bench.open(library, {}, { path: '/tracks', own: listServer(library).own })
    const { page, server } = player
    server.recommend(because('r1', glassHarbour, northbound))
    await suggestion(page, 'Glass Harbour').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('copper 3')
    await page.getByRole('status').filter({ hasText: 'Found: 1 track' }).waitFor({ state: 'attached' })
    await page.keyboard.press('Enter')
    const top = page.getByRole('link', { name: 'Top result · Song Copper Rain 3' })
    expect(await top.evaluate((link) => link.matches(':focus'))).toBe(true)
    await row(page, 'Copper Rain 3').press('Enter')
    const started = await server.played(({ event }) => event === 'started')
    expect({ ...started, playId: '', sessionId: '', deviceTime: 0 }).toEqual({
      type: 'play',
      timeZoneOffsetMinutes: 0 - new Date().getTimezoneOffset(),
      pageVisible: true,
      playId: '',
      trackId: titled(library[28]).trackId,
      event: 'started',
      positionMs: 0,
      playedMs: 0,
      via: 'search',
      recommendationId: null,
      shuffled: false,
      itemRank: 1,
      sessionId: '',
      deviceTime: 0,
    })
    await page.keyboard.press('l')
    await page.getByRole('button', { name: 'Like', exact: true, pressed: true }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('n')
    const next = await server.played(({ event, via }) => event === 'started' && via === 'recommended')
    expect([next.trackId, next.recommendationId]).toEqual([titled(glassHarbour).trackId, 'r1'])
    expect(server.plays.map(({ event }) => event)).toEqual(['started', 'liked', 'skipped', 'started'])
    const skipped = server.plays[2]
    expect(skipped && skipped.positionMs - skipped.playedMs).toBeGreaterThan(9_000)
    expect(new Set(server.plays.map(({ playId }) => playId)).size).toBe(4)
    expect(new Set(server.plays.map(({ sessionId }) => sessionId)).size).toBe(1)
  })

  it('leaves letters alone once their shortcuts are switched off, also after a reload', async () => {
    player = await bench.open(library)
    const { page, server } = player
    await page.keyboard.press('?')
    await page.getByRole('checkbox').uncheck()
    await page.keyboard.press('Escape')
    await page.reload()
    await row(page, 'Drowning').press('Enter')
    await server.played(({ event }) => event === 'started')
    await page.keyboard.press('l')
    await page.keyboard.press('m')
    await page.getByRole('button', { name: 'Like', exact: true }).press('Enter')
    await server.played(({ event }) => event === 'liked')
    expect(server.plays.map(({ event }) => event)).toEqual(['started', 'liked'])
    expect(await page.getByRole('button', { name: 'Mute' }).getAttribute('aria-pressed')).toBe('false')
  })
})

describe('Live', () => {
  it('gives the next track when the last of a list ends', async () => {
    player = await bench.open(libraryOf(5, 1_200))
    const { page, server } = player
    server.recommend(because('r1', glassHarbour))
    await suggestion(page, 'Glass Harbour').waitFor()
    await row(page, 'Copper Rain').click()
    const next = await server.played(({ event, via }) => event === 'started' && via === 'recommended')
    const told = server.plays.map(({ event, trackId }) => [event, trackId])
    expect(told).toEqual([
      ['started', titled(copperRain).trackId],
      ['finished', titled(copperRain).trackId],
      ['started', next.trackId],
    ])
    expect(server.plays[1]?.playedMs).toBeCloseTo(1_200, -2)
  })
})

describe('a processor that crashes again and again', () => {
  it('is told politely, with what is missed and why, as text, until it is over', async () => {
    player = await bench.open(library, { viewport: { width: 360, height: 740 } })
    const { page, server } = player
    const missed = 'Up next does not follow what you play'
    await page.getByRole('heading', { name: 'Tracks' }).waitFor()
    server.trouble([{ processor: 'recommend', missed, why: '<b>too</b> large' }])
    const banner = page.getByRole('status').filter({ hasText: missed })
    await banner.waitFor()
    expect((await banner.innerText()).replace(/\s+/g, ' ').trim()).toBe(
      `${missed} for now. recommend crashes again and again: <b>too</b> large`,
    )
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
    server.trouble([])
    await banner.waitFor({ state: 'detached' })
  })
})

describe('a connection that is lost', () => {
  it('is told, and what was not acknowledged is sent again under the same ids', async () => {
    player = await bench.open(library)
    const { page, server } = player
    server.acknowledge(false)
    await row(page, 'Drowning').click()
    const started = await server.played(({ event }) => event === 'started')
    server.cut(true)
    await page.getByText('Offline: playing what is here. Your plays are kept and sent later.').waitFor()
    await page.keyboard.press('l')
    server.acknowledge(true)
    server.cut(false)
    await server.played(({ event }) => event === 'liked')
    await page.getByText('Offline').waitFor({ state: 'detached' })
    expect(server.plays.map(({ event }) => event)).toEqual(['started', 'started', 'liked'])
    expect(server.plays[1]).toEqual(started)
    await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('slipstream.play.')))
  })

  it('loses no play over a reload, and comes back paused at its place', async () => {
    player = await bench.open(library)
    const { page, server } = player
    server.acknowledge(false)
    await row(page, 'Drowning').click()
    const started = await server.played(({ event }) => event === 'started')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await keptPlays(page)).toBe(1)
    server.acknowledge(true)
    await page.reload()
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('slipstream.play.')))
    expect(server.plays).toEqual([started, started])
    const position = await page.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuetext')
    expect(position).toMatch(/^2\d seconds of 3 minutes 34 seconds$/)
    expect(await page.locator('slipstream-now-playing .title').textContent()).toBe('Drowning')
  })
})

describe('the library', () => {
  it('shows text from tags as text', async () => {
    player = await bench.open(library)
    await player.page.getByText('<img src=x onerror=alert(1)>', { exact: true }).first().waitFor()
    expect(await player.page.locator('slipstream-track-rows img').count()).toBe(0)
  })
})
