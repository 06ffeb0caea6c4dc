import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nowViewStyles } from '../../ui/views/slipstream-now-view.styles.ts'
import { trackRowsStyles } from '../../ui/elements/slipstream-track-rows.styles.ts'

const tokens = readFileSync(new URL('../../ui/tokens.css', import.meta.url), 'utf8')

type Colour = readonly number[]

/** Red, green and blue, 0 to 255. */
function colourOf(scheme: 'light' | 'dark', name: string): Colour {
  const [, light = '', dark = ''] = new RegExp(`--${name}: light-dark\\(#(\\w{6}), #(\\w{6})\\);`).exec(tokens) ?? []
  const hex = scheme === 'light' ? light : dark
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
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

const contrast = (scheme: 'light' | 'dark', text: string, surface: string) =>
  contrastOf(colourOf(scheme, text), colourOf(scheme, surface))

test('quiet text can be read on every surface, in light and in dark', () => {
  for (const scheme of ['light', 'dark'] as const)
    for (const surface of ['canvas', 'surface', 'raised', 'wash'])
      expect(contrast(scheme, 'quiet', surface), surface).toBeGreaterThanOrEqual(4.5)
})

test('what the stream did can be read on every surface, in light and in dark', () => {
  for (const scheme of ['light', 'dark'] as const)
    for (const surface of ['canvas', 'surface', 'raised', 'live-wash'])
      expect(contrast(scheme, 'live', surface), surface).toBeGreaterThanOrEqual(4.5)
})

test('what plays can be read on a ground of the colour of its cover, whatever cover that is', () => {
  const share = Number(/var\(--canvas\) (\d+)%/.exec(nowViewStyles.cssText)?.[1]) / 100
  const steps = [0, 51, 102, 153, 204, 255]
  const covers = steps.flatMap((red) => steps.flatMap((green) => steps.map((blue) => [red, green, blue])))
  // The server gives a colour that white text can be read on.
  const dark = covers.filter((cover) => contrastOf([255, 255, 255], cover) >= 4.5)
  expect(dark.length).toBeGreaterThan(60)
  for (const scheme of ['light', 'dark'] as const)
    for (const cover of dark) {
      const ground = colourOf(scheme, 'canvas').map((value, at) => share * value + (1 - share) * (cover[at] ?? 0))
      for (const text of ['text', 'quiet', 'live'])
        expect(contrastOf(colourOf(scheme, text), ground), `${text} on ${cover.join()}`).toBeGreaterThanOrEqual(4.5)
    }
})

test('the part of the waveform that is not played yet is seen on the bar and on every view', () => {
  for (const scheme of ['light', 'dark'] as const)
    for (const ground of ['surface', 'canvas'])
      expect(contrast(scheme, 'unplayed', ground), ground).toBeGreaterThanOrEqual(3)
})

test('the row of a track that is not here now has a quiet title and no sign to play', () => {
  const { cssText } = trackRowsStyles
  expect(cssText).toMatch(/\.row\[aria-disabled\] \.title \{\s*color: var\(--quiet\);/)
  expect(cssText).toMatch(/\.row\[aria-disabled\] \.over \{\s*display: none;/)
})
