/** A picture for a track without one: three layers of waves in one hue. Paths are in a square of this many units. */
export const PICTURE_SIZE = 64

export interface PlaceholderPicture {
  /** Degrees on the colour circle. */
  readonly hue: number
  readonly waves: readonly string[]
}

const LAYERS = 3
const STEPS = 8

/** The same track always gets the same picture. */
export function pictureOf(trackId: string): PlaceholderPicture {
  const next = numbersFrom(trackId)
  const hue = Math.floor(next() * 360)
  const waves = Array.from({ length: LAYERS }, (_, layer) => {
    const baseline = PICTURE_SIZE * (0.38 + 0.2 * layer)
    const height = PICTURE_SIZE * (0.05 + 0.11 * next())
    const phase = 2 * Math.PI * next()
    const periods = 0.6 + 1.1 * next()
    const points = Array.from({ length: STEPS + 1 }, (_unused, step) => {
      const x = (PICTURE_SIZE * step) / STEPS
      const y = baseline + height * Math.sin(phase + (2 * Math.PI * periods * step) / STEPS)
      return { x, y }
    })
    return `${smooth(points)} L${PICTURE_SIZE} ${PICTURE_SIZE} L0 ${PICTURE_SIZE} Z`
  })
  return { hue, waves }
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Quadratic curves through the middles between the points. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  let path = `M${rounded(first.x)} ${rounded(first.y)}`
  let before = first
  for (const point of rest) {
    path += ` Q${rounded(before.x)} ${rounded(before.y)} ${rounded((before.x + point.x) / 2)} ${rounded((before.y + point.y) / 2)}`
    before = point
  }
  return `${path} L${rounded(before.x)} ${rounded(before.y)}`
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** Numbers from 0 to 1 that depend on the text alone: FNV-1a, then xorshift32. */
function numbersFrom(text: string): () => number {
  let state = 2_166_136_261
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619)
  if (state === 0) state = 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
