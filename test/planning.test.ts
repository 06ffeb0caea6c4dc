import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** PLANNING.md counts from figures and settings: each sum on it comes to what it says, each setting is that of the source. */

const root = fileURLToPath(new URL('../', import.meta.url))
const page = readFileSync(`${root}PLANNING.md`, 'utf8')

/** Results are rounded to two digits or more. */
const ROUNDED = 0.05
const number = (text: string) => Number(text.replaceAll(',', ''))

/** From left to right, `×` and `/` before `+`: as sums are written on the page. */
function calculated(sum: string): number {
  const terms = sum.split(' + ').map((term) => {
    const [first = '', ...rest] = term.trim().split(/ ([×/]) /)
    let value = number(first)
    for (let i = 0; i + 1 < rest.length; i += 2)
      value = rest[i] === '×' ? value * number(rest[i + 1] ?? '') : value / number(rest[i + 1] ?? '')
    return value
  })
  return terms.reduce((total, term) => total + term, 0)
}

const sums = [...page.matchAll(/`([\d.,]+(?: [×/+] [\d.,]+)+) = ([\d.,]+)`/g)].map(
  ([whole, sum = '', result = '']) => ({
    whole,
    off: Math.abs(calculated(sum) / number(result) - 1),
  }),
)

it('calculates as one does by hand', () => {
  expect([calculated('2 × 3 + 8 / 4 × 1,000'), calculated('10 / 4')]).toStrictEqual([2_006, 2.5])
})

it('comes to the results that it says', () => {
  expect(sums.length).toBeGreaterThan(8)
  expect(sums.filter(({ off }) => !(off <= ROUNDED)).map(({ whole }) => whole)).toStrictEqual([])
})

it('leaves no sum unread', () => {
  const all = [...page.matchAll(/`[^`]* = [^`]*`/g)].map(([whole]) => whole)
  expect(all).toStrictEqual(sums.map(({ whole }) => whole))
})

it('names settings as they are in the source', () => {
  const settings = [...page.matchAll(/^\| ([\d.,]+)[^|]*\|[^|]*\| `([A-Z][A-Z_]+)` in `([\w./-]+)`/gm)]
  expect(settings.length).toBeGreaterThan(4)
  const wrong = settings.filter(([, value = '', name = '', path = '']) => {
    if (!existsSync(`${root}${path}`)) return true
    const [, found = ''] = new RegExp(`const ${name} = ([\\d_.]+)$`, 'm').exec(readFileSync(`${root}${path}`, 'utf8')) ?? [] // prettier-ignore
    return Number(found.replaceAll('_', '')) !== number(value)
  })
  expect(wrong.map(([whole]) => whole)).toStrictEqual([])
})
