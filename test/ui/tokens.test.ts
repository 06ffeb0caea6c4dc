import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { libraryStyles } from '../../ui/elements/slipstream-library.styles.ts'

const tokens = readFileSync(new URL('../../ui/tokens.css', import.meta.url), 'utf8')

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(scheme: 'light' | 'dark', name: string): number {
  const [, light = '', dark = ''] = new RegExp(`--${name}: light-dark\\(#(\\w{6}), #(\\w{6})\\);`).exec(tokens) ?? []
  const hex = scheme === 'light' ? light : dark
  const [red = NaN, green = NaN, blue = NaN] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(scheme: 'light' | 'dark', text: string, surface: string): number {
  const [a, b] = [luminance(scheme, text), luminance(scheme, surface)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

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

test('the row of a track that is not here now has a quiet title and no sign to play', () => {
  const { cssText } = libraryStyles
  expect(cssText).toMatch(/\.row\[aria-disabled\] \.title \{\s*color: var\(--quiet\);/)
  expect(cssText).toMatch(/\.row\[aria-disabled\] \.over \{\s*display: none;/)
})
