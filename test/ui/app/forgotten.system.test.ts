import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { launchBrowser } from '../../support/browser.ts'

const PLAYER = 'http://player.test'

it('stops the sound, keeps nothing in the browser, and offers to begin as a new listener', async () => {
  const entry = join(import.meta.dirname, '../../../ui/app/forgotten.ts')
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'iife', globalName: 'page' }) // prettier-ignore
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.route(`${PLAYER}/**`, (route) => route.fulfill({ contentType: 'text/html', body: '<p>The player</p>' }))
    await page.goto(`${PLAYER}/albums`)
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
    const toggled = await page.evaluate(`(() => {
      localStorage.setItem('slipstream.settings', 'x')
      localStorage.setItem('slipstream.queue', 'x')
      sessionStorage.setItem('slipstream.sitting', 'x')
      addEventListener('pagehide', () => localStorage.setItem('slipstream.situation', 'where it was'))
      const toggled = []
      for (const paused of [false, true]) page.showForgotten({ paused, toggle: () => toggled.push(paused) })
      return toggled
    })()`)
    expect(toggled).toStrictEqual([false])
    expect(await page.evaluate('[Object.keys(localStorage), Object.keys(sessionStorage)]')).toStrictEqual([['slipstream.settings'], []]) // prettier-ignore
    await page.getByRole('heading', { name: 'This listener was forgotten' }).waitFor()
    expect(await page.getByText('The player').count()).toBe(0)
    await page.getByRole('button', { name: 'Begin as a new listener' }).click()
    await page.waitForURL(`${PLAYER}/`)
    expect(await page.evaluate('Object.keys(localStorage)')).toStrictEqual(['slipstream.settings'])
  } finally {
    await browser.close()
  }
})
