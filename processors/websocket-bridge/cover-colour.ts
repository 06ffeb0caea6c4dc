/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** The contrast that ordinary text needs (WCAG 2.2, success criterion 1.4.3). */
export const TEXT_CONTRAST = 4.5
const WHITE: Rgb = [255, 255, 255]
/** Of what is left of a colour's light at each step until white text can be read on it. */
const DARKER = 0.95
/** By how much more a vivid pixel counts than a grey one: covers have large grey or white borders. */
const VIVIDNESS = 6

/**
 * The colour that stands for a picture: the most frequent one, in which vivid pixels count more than grey ones, darkened
 * until white text can be read on it.
 * @param pixels four bytes each: red, green, blue, opacity. At least one.
 */
export function coverColour(pixels: Uint8Array): Rgb {
  const weights = new Float64Array(512)
  const sums = new Float64Array(3 * 512)
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3)
    const vivid = (Math.max(red, green, blue) - Math.min(red, green, blue)) / 255
    const weight = 1 + VIVIDNESS * vivid
    const bucket = ((red >> 5) << 6) | ((green >> 5) << 3) | (blue >> 5)
    weights[bucket] = (weights[bucket] ?? 0) + weight
    for (const [channel, value] of [red, green, blue].entries())
      sums[3 * bucket + channel] = (sums[3 * bucket + channel] ?? 0) + weight * value
  }
  const best = weights.reduce((most, weight, bucket) => (weight > (weights[most] ?? 0) ? bucket : most), 0)
  const mean = (channel: number) => (sums[3 * best + channel] ?? 0) / Math.max(1, weights[best] ?? 0)
  return readableUnderWhite([mean(0), mean(1), mean(2)])
}

function readableUnderWhite([red, green, blue]: Rgb): Rgb {
  let share = 1
  const darkened = (): Rgb => [Math.round(red * share), Math.round(green * share), Math.round(blue * share)]
  while (contrast(darkened(), WHITE) < TEXT_CONTRAST) share *= DARKER
  return darkened()
}

/** The ratio of contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: Rgb, other: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** As in style sheets: `#` and six hexadecimal digits. */
export function hexColour(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
