import type { BrowserContextOptions } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { faultsOfView } from './support/axe.ts'
import { someInsights } from './support/insight-answers.ts'
import { insightServer, TOKEN } from './support/insight-server.ts'
import type { InsightServer } from './support/insight-server.ts'
import type { OpenPlayer } from './support/player-page.ts'
import { benchOfFile } from './support/player-page.ts'
import { libraryOf } from './support/tone.ts'

const library = libraryOf(3)
// A refused request is a line in the browser's log.
const bench = benchOfFile((complaint) => /status of (?:401|503)/.test(complaint))
let player: OpenPlayer

async function open(change: (server: InsightServer) => void = () => undefined, options: BrowserContextOptions = {}) {
  const server = insightServer()
  change(server)
  player = await bench.open(library, options, { path: '/insights', own: server.own })
  return { page: player.page, server }
}

/** What axe finds wrong in the view, whose rows are alike; the graph is a picture. */
const violations = () =>
  faultsOfView(player.page, [
    ['slipstream-insights-view', 'tbody tr:nth-child(n+3)'],
    ['slipstream-insights-view', 'slipstream-flow', 'svg *'],
  ])

const overflow = () => player.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
const filled = (server: InsightServer) => {
  server.insights = someInsights
}
const line = (at: number, text: string) => ({ at, partition: 0, offset: at, timestamp: 0, key: 'ann', text })

describe('the insights', () => {
  it.each([
    ['light', 1440],
    ['dark', 360],
    ['dark', 2560],
  ] as const)('are named, in words and as tables, and fit: %s, %i px', async (colorScheme, width) => {
    const { page } = await open(filled, { colorScheme, viewport: { width, height: 900 } })
    await page.getByRole('img', { name: /^Score\. neighbours-5: 0.214/ }).waitFor()
    await page.getByRole('img', { name: /^Processors and topics\. Busiest: recommendations/ }).waitFor()
    expect(await page.getByRole('table').count()).toBe(6)
    const cells = page.getByRole('table', { name: 'Models' }).getByRole('row').nth(2).getByRole('cell')
    expect((await cells.allTextContents()).slice(0, 3)).toEqual(['0.214', '0.174 to 0.264', '1,128'])
    expect(await page.locator('slipstream-chart canvas').count()).toBe(7)
    expect([width === 2560 ? [] : await violations(), await overflow()]).toEqual([[], 0])
  })

  it('are as legible in forced colours', async () => {
    const { page } = await open(filled, { forcedColors: 'active' })
    await page.locator('slipstream-chart canvas').first().waitFor()
    expect(await violations()).toEqual([])
  })

  it('say that there is nothing yet, and then what has come', async () => {
    const { page, server } = await open()
    await page.getByText('No plays yet in this time.').waitFor()
    filled(server)
    await page.getByRole('radio', { name: 'Last 7 days' }).check()
    await page.getByRole('table', { name: 'Models' }).waitFor()
    expect(await page.getByText('No plays yet in this time.').count()).toBe(0)
  })

  it('are of the time that is chosen, which the address keeps', async () => {
    const { page, server } = await open(filled)
    await expect.poll(() => server.asked).toContain('from=')
    await page.getByRole('radio', { name: 'All' }).check()
    await expect.poll(() => server.asked).toBe('')
    await page.getByRole('radio', { name: 'From and to' }).check()
    await page.getByLabel('From', { exact: true }).fill('2026-01-01T10:00')
    await expect.poll(() => server.asked).toContain(`from=${new Date(2026, 0, 1, 10).getTime()}`)
    await page.reload()
    await page.getByRole('radio', { name: 'From and to', checked: true }).waitFor()
    expect(await page.getByLabel('From', { exact: true }).inputValue()).toBe('2026-01-01T10:00')
  })

  it('show the newest records of a topic, by its edge and by the keyboard', async () => {
    const { page, server } = await open((each) => (each.lines = [line(1, '{"event":"liked"}')]))
    await page.getByRole('button', { name: 'Show records of plays' }).first().press('Enter')
    await page.getByText('{"event":"liked"}').waitFor()
    server.lines = [line(1, '{"event":"liked"}'), line(2, '{"event":"skipped"}')]
    await page.getByText('{"event":"skipped"}').waitFor()
    const lines = page.getByRole('region', { name: 'Records of plays, newest first' }).getByRole('listitem')
    expect((await lines.allTextContents()).map((text) => /"(\w+)"\}/.exec(text)?.[1])).toEqual(['skipped', 'liked'])
    expect(await violations()).toEqual([])
    await page.getByRole('button', { name: 'Close' }).click()
    expect(await page.locator('slipstream-tail').count()).toBe(0)
    await page.locator('slipstream-flow .reach').nth(1).click({ force: true })
    await page.getByRole('heading', { name: 'Newest records of recommendations' }).waitFor()
  })

  it('give the SQL of a figure to the clipboard, or to be copied by hand', async () => {
    const { page } = await open(filled, { permissions: ['clipboard-read', 'clipboard-write'] })
    await page.getByRole('button', { name: 'Copy as SQL' }).nth(1).click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe("select 'scores' as scores")
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden'))
    })
    await page.getByRole('button', { name: 'Copy as SQL' }).nth(1).click()
    expect(await page.getByRole('textbox', { name: /Copy it from here/ }).inputValue()).toBe(
      "select 'scores' as scores",
    )
  })

  it('tell what fails, and go on when it works again', async () => {
    const { page, server } = await open((each) => (each.fails = true))
    await page.getByRole('alert').getByText('The library is still being read.').waitFor()
    server.fails = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Flow' }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('ask others for the token, and are in the navigation only of those who need none', async () => {
    const { page } = await open((each) => (each.watches = false))
    await page.getByLabel('Token').fill('wrong')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.getByText('This is not the token.').waitFor()
    expect(await violations()).toEqual([])
    await page.getByLabel('Token').fill(TOKEN)
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.getByRole('heading', { name: 'Flow' }).waitFor()
    expect(await page.getByRole('link', { name: 'Insights' }).count()).toBe(0)
    const { page: own } = await open()
    await own.getByRole('link', { name: 'Insights' }).waitFor()
  })
})
