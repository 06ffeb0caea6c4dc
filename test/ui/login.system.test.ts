import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { addTracks, startRig } from '../processors/websocket-bridge/bridge-rig.ts'
import type { Rig } from '../processors/websocket-bridge/bridge-rig.ts'
import { reference } from '../processors/websocket-bridge/fixtures.ts'
import { launchBrowser } from '../support/browser.ts'

const PASSWORD = 'correct horse'

let browser: Browser
let playerFolder: string
beforeAll(async () => {
  playerFolder = await mkdtemp(join(tmpdir(), 'slipstream-login-'))
  const root = resolve(import.meta.dirname, '../../ui')
  await build({ root, logLevel: 'error', build: { outDir: playerFolder, emptyOutDir: true } })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await rm(playerFolder, { recursive: true, force: true })
})

async function bridge(password: string | null): Promise<Rig> {
  const rig = await startRig({ door: { password }, playerFolder })
  addTracks(rig, [reference('a')])
  return rig
}

async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options)
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.goto(url)
  return page
}

const password = (page: Page) => page.getByLabel('Password')
/** What only the player has, and the page that asks has not. */
const player = (page: Page) => page.getByRole('link', { name: 'Albums' }).first()

describe('the page that asks for the password', () => {
  test.each([
    ['on a phone, light', 360, 'light'],
    ['on a wide screen, dark', 1440, 'dark'],
  ] as const)('has nothing that axe finds wrong, and fits: %s', async (_, width, colorScheme) => {
    const page = await open((await bridge(PASSWORD)).url, { colorScheme, viewport: { width, height: 800 } })
    // The field has the focus by itself.
    await expect.poll(() => password(page).evaluate((field) => field.matches(':focus'))).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByText('Enter the password.').waitFor()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toStrictEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
  })

  test('is asked once, says what is wrong, and opens the address that was asked for; the logout ends it', async () => {
    const rig = await bridge(PASSWORD)
    const page = await open(`${rig.url}/albums`)
    await password(page).fill('wrong horse')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').getByText('This is not the password.').waitFor()
    await password(page).fill(PASSWORD)
    await password(page).press('Enter')
    await player(page).waitFor()
    expect(new URL(page.url()).pathname).toBe('/albums')
    await page.reload()
    await player(page).waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await password(page).waitFor()
    await page.reload()
    await password(page).waitFor()
  })

  test('comes by itself to a player whose login has ended', async () => {
    const rig = await bridge(PASSWORD)
    const page = await open(rig.url)
    await password(page).fill(PASSWORD)
    await password(page).press('Enter')
    await page.getByRole('button', { name: 'Log out' }).waitFor()
    const another = await page.context().newPage()
    await another.goto(rig.url)
    await another.getByRole('button', { name: 'Log out' }).click()
    await password(page).waitFor()
  })

  test('is not there without a password', async () => {
    const page = await open((await bridge(null)).url)
    await player(page).waitFor()
    expect(await page.getByRole('button', { name: 'Log out' }).count()).toBe(0)
  })
})

test('two services on one host keep their listeners in one browser', async () => {
  const [one, two] = [await bridge(null), await bridge(null)]
  const page = await open('about:blank')
  const visit = async ({ url }: Rig) => {
    const session = page.waitForResponse(`${url}/api/session`)
    await page.goto(url)
    return ((await (await session).json()) as { listenerId: string }).listenerId
  }
  const [first, second] = [await visit(one), await visit(two)]
  expect(first).not.toBe(second)
  expect([await visit(one), await visit(two)]).toStrictEqual([first, second])
})
