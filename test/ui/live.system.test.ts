import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { answerTo, answering, liveRows, liveTitles, probeLive, pushing } from './support/live-page.ts'
import type { OpenPlayer } from './support/player-page.ts'
import { benchOfFile } from './support/player-page.ts'
import { libraryOf } from './support/tone.ts'

const tracks = libraryOf(60).slice(0, 58)
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

const libraryRow = (page: Page, title: string) =>
  page.locator('slipstream-track-rows').getByRole('row', { name: title }).first()
const liveRow = (page: Page, title: string) =>
  liveRows(page)
    .getByRole('button', { name: `Play ${title}` })
    .first()
const nowTitle = (page: Page) => page.locator('slipstream-now-playing .title').first().textContent()
const findings = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])

// The first view asks for more than this server has.
const bench = benchOfFile((text) => text.includes('status of 404'))
let player: OpenPlayer

describe('a tap', () => {
  it('plays the row that was under the finger, fifty times, while five lists a second come', async () => {
    player = await bench.open(tracks, PHONE)
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 0))
    await page.getByRole('navigation').getByRole('link', { name: 'Queue' }).tap()
    const probe = await probeLive(page)
    const stops = [pushing(server, tracks, 5), answering(server, tracks, 60)]
    let hits = 0
    for (let tap = 0; tap < 50; tap += 1) {
      const rows = await liveRows(page).all()
      const aimed = rows[1 + (tap % 4)]?.locator('.row')
      await aimed?.evaluate((row) => row.scrollIntoView({ block: 'center' }))
      const box = await aimed?.boundingBox()
      if (box === null || box === undefined) throw new Error(`Row ${1 + (tap % 4)} of ${rows.length} has no place.`)
      await page.touchscreen.tap(box.x + 100, box.y + 20)
      const { aimedAt } = await probe.take()
      const title = tracks.find(({ trackId }) => trackId === aimedAt)?.title ?? 'none'
      if ((await nowTitle(page)) === title) hits += 1
      // Now and then nobody touches the list for so long that it moves again.
      if (tap % 10 === 9) await page.waitForTimeout(1_600)
    }
    for (const stop of stops) stop()
    expect(hits).toBe(50)
  })
})

describe('Next', () => {
  it('plays what stands first, fifty times', async () => {
    player = await bench.open(tracks)
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 0))
    const probe = await probeLive(page)
    const stops = [pushing(server, tracks, 5), answering(server, tracks, 60)]
    let hits = 0
    for (let press = 0; press < 50; press += 1) {
      await page.keyboard.press('n')
      const { aimedAt } = await probe.take()
      const title = tracks.find(({ trackId }) => trackId === aimedAt)?.title ?? 'none'
      if ((await nowTitle(page)) === title) hits += 1
    }
    for (const stop of stops) stop()
    expect(hits).toBe(50)
  })
})

describe('an act', () => {
  it('makes one change, says what it was, and is announced once', async () => {
    player = await bench.open(tracks)
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 0))
    const probe = await probeLive(page)
    const stop = answering(server, tracks, 90)
    await page.keyboard.press('n')
    await server.played(({ event }) => event === 'started')
    let announced = 0
    for (let act = 0; act < 6; act += 1) {
      await page.waitForTimeout(750)
      await probe.take()
      await page.keyboard.press('n')
      await page.waitForTimeout(750)
      const { lists, announced: words } = await probe.take()
      expect(lists.length).toBe(1)
      announced += words.length
    }
    stop()
    expect(announced).toBeLessThanOrEqual(6)
    const said = await page.locator('slipstream-app').getByRole('status').filter({ hasText: 'Next:' }).textContent()
    expect(said).toBe(`Next: ${(await liveTitles(page))[0] ?? ''}; because you liked Drowning, alike in tone`)
    await page.getByText(/^You skipped .*: \d+ new\s· up to date after \d+\.\d+ s$/).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    // The play that was skipped, with how it began, and no other.
    const skipped = server.plays.findLast(({ event }) => event === 'skipped')
    await server.played(({ retracts }) => retracts === skipped?.playId)
    const begun = server.plays.findLast(({ event, trackId }) => event === 'started' && trackId === skipped?.trackId)
    expect(server.plays.flatMap(({ retracts }) => retracts ?? [])).toEqual([begun?.playId, skipped?.playId])
  })

  it('is waited for in vain by nobody: lists that nobody caused are neither announced nor quick', async () => {
    player = await bench.open(tracks)
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 0))
    const probe = await probeLive(page)
    const stop = pushing(server, tracks, 10)
    await page.waitForTimeout(2_000)
    stop()
    const { lists, announced } = await probe.take()
    expect([lists.length, announced]).toEqual([0, []])
  })
})

describe('the list', () => {
  it('says why, marks what is new by an edge, and leaves the focus where it is', async () => {
    player = await bench.open(tracks)
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 0))
    await liveRows(page).first().waitFor()
    await page.keyboard.press('n')
    const started = await server.played(({ event }) => event === 'started')
    await libraryRow(page, 'Slow Lantern').focus()
    server.recommend(answerTo(started, 'second', tracks, 1))
    await liveRow(page, 'Moth Song').waitFor()
    const fresh = page.locator('slipstream-live li.fresh')
    expect(await fresh.count()).toBeLessThanOrEqual(1)
    await liveRow(page, 'Slow Lantern').waitFor()
    expect(await liveRows(page).first().getByRole('button', { name: /^Why/ }).textContent()).toContain('alike in tone')
  })

  it('keeps still under a pointer and under the focus, counts what waits, and shows it when asked', async () => {
    player = await bench.open(tracks)
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 0))
    await liveRow(page, 'Northbound').hover()
    const before = await liveTitles(page)
    await page.keyboard.press('n')
    const started = await server.played(({ event }) => event === 'started')
    server.recommend(answerTo(started, 'second', tracks, 4))
    await page.getByRole('button', { name: '4 changes' }).waitFor()
    expect(await liveTitles(page)).toEqual(before)
    await page.mouse.move(400, 5)
    await expect.poll(() => liveTitles(page)).not.toEqual(before)
    await page.keyboard.press('Tab')
    await liveRow(page, 'Moth Song').focus()
    server.recommend(answerTo(started, 'third', tracks, 8))
    await page.getByRole('button', { name: '4 changes' }).press('Enter')
    await expect.poll(async () => (await liveTitles(page))[0]).toBe('Moth Song')
  })

  it('is held by its switch, also after a reload', async () => {
    player = await bench.open(tracks)
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 0))
    await liveRows(page).first().waitFor()
    await page.keyboard.press('h')
    await page.reload()
    const hold = page.getByRole('button', { name: 'Hold', pressed: true })
    const filled = await hold.evaluate((button) => getComputedStyle(button).backgroundColor)
    expect(filled).toBe(
      await page
        .getByRole('button', { name: 'Play', exact: true })
        .evaluate((b) => getComputedStyle(b).backgroundColor),
    )
    await liveRows(page).first().waitFor()
    const before = await liveTitles(page)
    await page.keyboard.press('n')
    const started = await server.played(({ event }) => event === 'started')
    server.recommend(answerTo(started, 'second', tracks, 9))
    await page.getByRole('button', { name: '9 changes' }).click()
    expect(await liveTitles(page)).not.toEqual(before)
  })

  it('opens a reason by keyboard, with the numbers of the record, and takes back what it rests on', async () => {
    player = await bench.open(tracks)
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 0))
    await liveRows(page).first().waitFor()
    await page.keyboard.press('w')
    const why = page.locator('slipstream-why')
    await why.getByText('Numbers').click()
    await why.getByText('neighbours-5').waitFor()
    expect(await findings(page)).toEqual([])
    await why.getByRole('button', { name: 'Not today' }).focus()
    await page.keyboard.press('Escape')
    await why.waitFor({ state: 'detached' })
    const reason = liveRows(page).first().getByRole('button', { name: /^Why/ })
    expect(await reason.evaluate((button: HTMLElement) => button.matches(':focus'))).toBe(true)
    await reason.press('Enter')
    await why.getByRole('button', { name: 'Not today' }).click()
    await page.mouse.move(400, 5)
    await expect.poll(async () => (await liveTitles(page))[0]).toBe('Glass Harbour')
    expect(
      (await liveRows(page).first().getByRole('button', { name: /^Play/ }).first().getAttribute('tabindex')) ?? '',
    ).toBe('0')
  })
})

describe('Yours', () => {
  it('is moved, emptied and taken back by keyboard, and is one stop of it', async () => {
    player = await bench.open(tracks)
    const { page } = player
    await libraryRow(page, 'Drowning').click()
    const own = page.getByRole('list', { name: 'Yours' })
    const titles = () => own.locator('.title').allTextContents()
    await own.getByRole('button', { name: 'Play Glass Harbour' }).focus()
    await page.keyboard.press('Alt+ArrowDown')
    await expect
      .poll(titles)
      .toEqual(['Slow Lantern', 'Glass Harbour', 'Northbound', 'Copper Rain', expect.any(String)])
    const places = () =>
      Promise.all([page.getByRole('button', { name: 'Clear' }), own].map(async (part) => await part.boundingBox()))
    await page.keyboard.press('z')
    await page.getByRole('button', { name: /Undo/ }).waitFor({ state: 'detached' })
    const before = await places()
    await page.keyboard.press('Alt+ArrowDown')
    await page.getByRole('button', { name: /Undo/ }).waitFor()
    expect((await places()).map((box) => [box?.x, box?.y])).toEqual(before.map((box) => [box?.x, box?.y]))
    await own.getByRole('button', { name: 'Play Glass Harbour' }).focus()
    await page.keyboard.press('Delete')
    await expect.poll(async () => (await titles())[1]).toBe('Northbound')
    await page.keyboard.press('z')
    await expect.poll(async () => (await titles())[1]).toBe('Glass Harbour')
    expect(await own.locator('button[tabindex="0"]').count()).toBe(1)
    await page.getByRole('button', { name: 'Show 52 more' }).click()
    expect(await own.getByRole('listitem').count()).toBeLessThan(40)
    await page.getByRole('button', { name: 'Clear' }).click()
    await own.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /Undo/ }).click()
    await own.waitFor()
    expect(await findings(page)).toEqual([])
  })
})

describe('the panel', () => {
  it('is made wider by keyboard and pointer, stays so after a reload, and opens the menu of a row', async () => {
    player = await bench.open(tracks)
    const { page, server } = player
    server.recommend(answerTo(null, 'first', tracks, 0))
    await liveRows(page).first().waitFor()
    // Its code comes with the pointer, or with the focus, that is in the queue.
    const edge = page.getByRole('separator', { name: 'Width of the queue' })
    const panel = page.getByRole('complementary', { name: 'Queue' })
    const [top, first] = await Promise.all([
      panel.boundingBox(),
      page.getByRole('heading', { name: 'Yours' }).boundingBox(),
    ])
    expect((first?.y ?? Infinity) - (top?.y ?? 0)).toBeLessThan(40)
    await panel.hover()
    await edge.focus()
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight']) await page.keyboard.press(key)
    await page.reload()
    await liveRow(page, 'Glass Harbour').focus()
    expect(await edge.getAttribute('aria-valuenow')).toBe('380')
    const at = await edge.boundingBox()
    const middle = (at?.x ?? 0) + (at?.width ?? 0) / 2
    await page.mouse.move(middle, 300)
    await page.mouse.down()
    await page.mouse.move(middle - 60, 310, { steps: 3 })
    await page.mouse.up()
    expect(await edge.getAttribute('aria-valuenow')).toBe('440')
    await liveRow(page, 'Glass Harbour').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Play next' }).click()
    await page.getByRole('list', { name: 'Yours' }).getByText('Glass Harbour').waitFor()
  })
})

describe('the head of Live', () => {
  it('leaves no chip alone in its row', async () => {
    player = await bench.open(tracks, { viewport: { width: 1440, height: 900 } })
    const chips = player.page.getByRole('group', { name: 'Tune Live' }).getByRole('button')
    await chips.first().waitFor()
    const tops = await chips.evaluateAll((all) => all.map((chip) => Math.round(chip.getBoundingClientRect().top)))
    expect(tops.filter((top) => tops.filter((other) => other === top).length === 1)).toEqual([])
  })
})

describe('what holds in a sitting', () => {
  it('is told with the first song where nothing plays yet, and stays though the server knows nothing of it', async () => {
    player = await bench.open(tracks)
    const { page, server } = player
    await page.getByRole('button', { name: 'Calm to lively' }).click()
    await page.getByRole('slider', { name: /Calm to lively/ }).press('ArrowRight')
    server.tellSittings([])
    await page.getByRole('button', { name: 'Rather lively' }).waitFor()
    await libraryRow(page, 'Drowning').click()
    const { wish } = await server.played(({ event }) => event === 'wished')
    expect(wish?.energy).toBe(0.5)
  })

  it('comes from the server, and private listening is left again', async () => {
    player = await bench.open(tracks)
    const { page, server } = player
    await libraryRow(page, 'Drowning').click()
    const { sessionId = '' } = await server.played(({ event }) => event === 'started')
    const wish = { familiarity: 0, energy: 1, radio: 'artist' as const, genre: '' }
    const named = { trackId: tracks[0]?.trackId ?? '', title: 'Drowning', artist: 'Mira Vale' }
    server.tellSittings([{ sessionId: sessionId ?? '', isPrivate: false, wish: { ...wish, ...named }, since: 0 }])
    await page.reload()
    await page.getByRole('button', { name: 'Radio: Mira Vale' }).waitFor()
    await page.getByRole('button', { name: 'Very lively' }).click()
    expect(await page.getByRole('slider', { name: /Calm to lively/ }).getAttribute('aria-valuetext')).toBe(
      'Very lively',
    )
    await page.getByRole('button', { name: 'Private', exact: true }).click()
    await page.getByRole('switch', { name: 'Listen in private' }).click()
    const retracted = await server.played(({ event }) => event === 'sessionRetracted')
    expect(retracted.sessionId).not.toBe(sessionId)
    const again = await server.played((play) => play.event === 'wished' && play.sessionId === retracted.sessionId)
    expect(again.wish).toEqual(wish)
    await page.getByRole('button', { name: /^Also forget the play since/ }).click()
    await server.played((play) => play.event === 'sessionRetracted' && play.sessionId === sessionId)
    await page.getByRole('switch', { name: 'Private: nothing counts' }).click()
    await page.keyboard.press('l')
    const liked = await server.played(({ event }) => event === 'liked')
    expect([sessionId, retracted.sessionId]).not.toContain(liked.sessionId)
  })
})
