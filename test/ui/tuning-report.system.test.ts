import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { page as pageOf } from '../../streams/app/evaluate/tune/report/page.ts'
import { reportOf } from '../../streams/app/evaluate/tune/report/report.ts'
import { sweep } from '../../streams/app/evaluate/tune/sweep.ts'
import { silentReport } from '../../streams/app/supervisor/terminal.ts'
import { launchBrowser } from '../support/browser.ts'
import { pairsOf } from '../streams/app/evaluate/tune/sweeping.ts'

let browser: Browser
let text: string
beforeAll(async () => {
  browser = await launchBrowser()
  const sample = pairsOf(12)
  const groups = sample.groups.map((group) => ({ ...group, name: `${group.name} with_a_name_that_is_too_long` }))
  const artist = sample.labels.artist.map(
    (name) => `${name ?? ''}, whose name is longer than there is room for beside a mark`,
  )
  const named = { ...sample, groups, labels: { ...sample.labels, artist } }
  const kept = { resumed: 0, get: <T>(_: string, __: unknown, work: () => T) => work() }
  const swept = await sweep(named, { seed: 1, drawn: 3 }, kept, (total) => silentReport.bar('', total, ''))
  const about = { source: `/a/folder/${'with-a-long-name'.repeat(9)}`, seed: 1, drawn: 3, found: 48 }
  text = await pageOf(reportOf(named, swept, about))
})
afterAll(() => browser.close())

describe('the report of a sweep', () => {
  const looks = [
    ['in dark colours', { colorScheme: 'dark' }],
    ['on a phone', { colorScheme: 'light', viewport: { width: 320, height: 640 } }],
  ] as const
  it.each(looks)(
    'has nothing that axe finds wrong, nothing cut off, and no text over another, %s',
    async (_, options) => {
      const context = await browser.newContext(options)
      try {
        const page = await context.newPage()
        const complaints: string[] = []
        page.on('console', (message) => complaints.push(message.text()))
        await page.setContent(text)
        const { violations, passes } = await new AxeBuilder({ page }).analyze()
        expect(violations).toStrictEqual([])
        expect(passes.length).toBeGreaterThan(10)
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
        expect(await page.evaluate(misplacedTexts)).toStrictEqual([])
        expect(complaints).toStrictEqual([])
      } finally {
        await context.close()
      }
    },
  )

  it('is light on paper', async () => {
    const context = await browser.newContext({ colorScheme: 'dark' })
    try {
      const page = await context.newPage()
      await page.setContent(text)
      await page.emulateMedia({ media: 'print' })
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)')
    } finally {
      await context.close()
    }
  })
})

/** Texts of plots that reach out of their plot or over another text. */
function misplacedTexts(): readonly string[] {
  const SLACK = 1.5
  return [...document.querySelectorAll('svg')].flatMap((plot) => {
    const room = plot.getBoundingClientRect()
    const texts = [...plot.querySelectorAll('text')]
      .filter((element) => getComputedStyle(element).opacity !== '0')
      .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0)
    const outside = texts.filter(
      ({ box }) => box.left < room.left - SLACK || box.right > room.right + SLACK || box.bottom > room.bottom + SLACK || box.top < room.top - SLACK, // prettier-ignore
    )
    const over = texts.flatMap((a, i) =>
      texts
        .slice(i + 1)
        .filter(
          ({ box }) => a.box.left < box.right - SLACK && box.left < a.box.right - SLACK && a.box.top + SLACK < box.bottom - SLACK && box.top + SLACK < a.box.bottom - SLACK, // prettier-ignore
        )
        .map((b) => `${a.text} over ${b.text}`),
    )
    return [...outside.map((each) => `${each.text} outside`), ...over]
  })
}
