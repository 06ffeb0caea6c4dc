import { murmur2 } from '../../../streams/engine/partition.ts'

/**
 * Positions: texts that order the entries of a list, such that there is always another one between two (fractional indexing).
 * A position is a whole number of six digits and a fraction, both to the base 62; digits are in the order of their code units.
 * What is added at an end gets another number, and stays short; what is added between two with neighbouring numbers gets a
 * fraction. The last digits are a hash of a seed, so that two devices that add at one place do not give the same position.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE = DIGITS.length
const WHOLE = 6
const LARGEST = BASE ** WHOLE - 1
const FIRST = Math.floor(LARGEST / 2)
/** Longer ones are not made: the list is to be renumbered. */
export const MAX_POSITION_LENGTH = 100
const POSITION = /^[0-9A-Za-z]{6,200}$/

const SEED_DIGITS = 3
/** Without `0`: a fraction that ends with it has nothing before it. */
const NON_ZERO = BASE - 1

/** A position as it is, or the last one there is for a text that is none. */
export const validPosition = (text: string | null): string =>
  text !== null && POSITION.test(text) && !text.slice(WHOLE).endsWith('0') ? text : DIGITS.slice(-1).repeat(WHOLE)

/**
 * Positions of several entries, in order, behind one another and between two others; no other device puts anything between
 * them. @param after the position before, null at the beginning. @param before the one behind, null at the end.
 */
export function positionsBetween(
  after: string | null,
  before: string | null,
  count: number,
  seed: string,
): readonly string[] {
  const block = blockBetween(after, before, seed)
  const width = Math.max(1, Math.ceil(Math.log(count + 1) / Math.log(NON_ZERO)))
  return Array.from({ length: count }, (_, i) => block + withoutZero(i, width))
}

/** A position of which every continuation lies between two others. */
function blockBetween(after: string | null, before: string | null, seed: string): string {
  const low = after === null ? null : parsed(after)
  const high = before === null ? null : parsed(before)
  const hash = withoutZero(murmur2(new TextEncoder().encode(seed)) >>> 0, SEED_DIGITS)
  if (low === null) {
    const whole = high === null ? FIRST : high.whole - 1
    return whole < 0 ? number(0) + between('', high?.fraction ?? null, hash) : number(whole) + hash
  }
  const next = high === null ? LARGEST + 1 : high.whole
  if (next - low.whole > 1) return number(high === null ? low.whole + 1 : Math.floor((low.whole + next) / 2)) + hash
  return number(low.whole) + between(low.fraction, next === low.whole ? (high?.fraction ?? null) : null, hash)
}

function between(low: string, high: string | null, hash: string): string {
  let middle = midpoint(low, high)
  while (high?.startsWith(middle) === true) middle = midpoint(middle, high)
  return middle + hash
}

/** A fraction between two (D. Greenspan, Implementing fractional indexing). Neither ends with 0. */
function midpoint(low: string, high: string | null): string {
  if (high !== null) {
    let same = 0
    while ((low[same] ?? '0') === high[same]) same += 1
    if (same > 0) return high.slice(0, same) + midpoint(low.slice(same), high.slice(same))
  }
  const first = low === '' ? 0 : DIGITS.indexOf(low.charAt(0))
  const last = high === null ? BASE : DIGITS.indexOf(high.charAt(0))
  if (last - first > 1) return DIGITS.charAt(Math.round((first + last) / 2))
  if (high !== null && high.length > 1) return high.slice(0, 1)
  return DIGITS.charAt(first) + midpoint(low.slice(1), null)
}

function parsed(position: string): { readonly whole: number; readonly fraction: string } {
  const valid = validPosition(position)
  const whole = Array.from(valid.slice(0, WHOLE)).reduce((sum, digit) => sum * BASE + DIGITS.indexOf(digit), 0)
  return { whole, fraction: valid.slice(WHOLE) }
}

function number(whole: number): string {
  let text = ''
  for (let rest = whole; text.length < WHOLE; rest = Math.floor(rest / BASE)) text = DIGITS.charAt(rest % BASE) + text
  return text
}

/** The last digits of a number to the base 61, in digits from 1 on. */
function withoutZero(value: number, width: number): string {
  let text = ''
  for (let rest = value; text.length < width; rest = Math.floor(rest / NON_ZERO))
    text = DIGITS.charAt(1 + (rest % NON_ZERO)) + text
  return text
}
