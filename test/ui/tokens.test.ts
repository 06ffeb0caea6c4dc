import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { themes } from '../../ui/data/settings.ts'
import type { Theme } from '../../ui/data/settings.ts'
import { nowViewStyles } from '../../ui/views/slipstream-now-view.styles.ts'
import { trackRowsStyles } from '../../ui/elements/slipstream-track-rows.styles.ts'

const tokens = readFileSync(new URL('../../ui/tokens.css', import.meta.url), 'utf8')

type Colour = readonly number[]

type Scheme = 'light' | 'dark'
/** Each theme in the schemes that it has, by the selector that changes tokens for it. */
const looks = [
  { scheme: 'light', theme: null },
  { scheme: 'dark', theme: null },
  { scheme: 'dark', theme: 'black' },
  { scheme: 'light', theme: 'contrast' },
  { scheme: 'dark', theme: 'contrast' },
] as const satisfies readonly { scheme: Scheme; theme: Theme | null }[]
type Look = (typeof looks)[number]

/** What stands in braces behind the selector, wherever it stands alone. */
const blockOf = (selector: string) => tokens.split(`\n${selector} {`)[1]?.split('}')[0] ?? ''

/** Red, green and blue, 0 to 255. */
function colourOf({ scheme, theme }: Look, name: string): Colour {
  const blocks = [theme === null ? '' : blockOf(`:root[data-theme='${theme}']`), blockOf(':root')]
  const value = blocks.flatMap((block) => new RegExp(`--${name}: (.*);`).exec(block)?.[1] ?? [])[0] ?? ''
  const [light = '', dark = light] = value.match(/#\w{6}/g) ?? []
  const hex = scheme === 'light' ? light : dark
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: Colour): number {
  const [red = NaN, green = NaN, blue = NaN] = colour.map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrastOf(text: Colour, ground: Colour): number {
  const [a, b] = [luminance(text), luminance(ground)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

const contrast = (look: Look, text: string, surface: string) =>
  contrastOf(colourOf(look, text), colourOf(look, surface))
const wanted = ({ theme }: Look, contrast: number) => (theme === 'contrast' ? contrast * 1.5 : contrast)
const told = ({ scheme, theme }: Look, surface: string) => `${surface}, ${theme ?? 'no theme'}, ${scheme}`

test('quiet text can be read on every surface, in every theme', () => {
  for (const look of looks)
    for (const surface of ['canvas', 'surface', 'raised', 'wash'])
      expect(contrast(look, 'quiet', surface), told(look, surface)).toBeGreaterThanOrEqual(wanted(look, 4.5))
})

test('what the stream did can be read on every surface, in every theme', () => {
  for (const look of looks)
    for (const surface of ['canvas', 'surface', 'raised', 'live-wash'])
      expect(contrast(look, 'live', surface), told(look, surface)).toBeGreaterThanOrEqual(wanted(look, 4.5))
})

test('what plays can be read on a ground of the colour of its cover, whatever cover that is', () => {
  const share = Number(/var\(--canvas\) (\d+)%/.exec(nowViewStyles.cssText)?.[1]) / 100
  const steps = [0, 51, 102, 153, 204, 255]
  const covers = steps.flatMap((red) => steps.flatMap((green) => steps.map((blue) => [red, green, blue])))
  // The server gives a colour that white text can be read on.
  const dark = covers.filter((cover) => contrastOf([255, 255, 255], cover) >= 4.5)
  expect(dark.length).toBeGreaterThan(60)
  for (const look of looks)
    for (const cover of dark) {
      const ground = colourOf(look, 'canvas').map((value, at) => share * value + (1 - share) * (cover[at] ?? 0))
      for (const text of ['text', 'quiet', 'live'])
        expect(contrastOf(colourOf(look, text), ground), `${text} on ${cover.join()}`).toBeGreaterThanOrEqual(4.5)
    }
})

test('the part of the waveform that is not played yet is seen on the bar and on every view', () => {
  for (const look of looks)
    for (const ground of ['surface', 'canvas'])
      expect(contrast(look, 'unplayed', ground), told(look, ground)).toBeGreaterThanOrEqual(wanted(look, 3))
})

test('the row of a track that is not here now has a quiet title and no sign to play', () => {
  const { cssText } = trackRowsStyles
  expect(cssText).toMatch(/\.row\[aria-disabled\] \.title \{\s*color: var\(--quiet\);/)
  expect(cssText).toMatch(/\.row\[aria-disabled\] \.over \{\s*display: none;/)
})

test('every token that a style uses is given somewhere', () => {
  const folder = new URL('../../ui/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const texts = files
    .filter((file) => /\.(ts|css)$/.test(file) && !file.startsWith('dist'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const all = texts.join('\n')
  const used = new Set(Array.from(all.matchAll(/var\((--[\w-]+)/g), ([, name = '']) => name))
  const given = new Set(Array.from(all.matchAll(/(--[\w-]+)(?:'?:|', )/g), ([, name = '']) => name))
  expect([...used].filter((name) => !given.has(name))).toStrictEqual([])
})

test('every theme that can be chosen, but the one of the system, is in the tokens', () => {
  for (const theme of themes.filter((each) => each !== 'system'))
    expect(tokens, theme).toContain(`:root[data-theme='${theme}']`)
})
