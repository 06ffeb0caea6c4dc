import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LONGEST_NAME, MAX_NAMES, namesInCredits, namesOf } from '../../../../processors/scan-library/tags/credits.ts'
import type { RawCredits } from '../../../../processors/scan-library/tags/credits.ts'

const none: RawCredits = { credits: [], names: [], title: '', ids: 0 }
const credits = (raw: Partial<RawCredits>) => namesInCredits({ ...none, ...raw })
const one = (credit: string, ids = 0) => credits({ credits: [credit], ids })

describe('a credit', () => {
  it.each([
    ['AC/DC', ['AC/DC']],
    ['Nord/Sued', ['Nord/Sued']],
    ['Steins;Gate', ['Steins;Gate']],
    ['Tyler, The Creator', ['Tyler, The Creator']],
    ['Earth, Wind & Fire', ['Earth, Wind & Fire']],
    ['Florence and the Machine', ['Florence and the Machine']],
    ['Alpha; Beta', ['Alpha', 'Beta']],
    ['Alpha / Beta', ['Alpha', 'Beta']],
    ['Alpha; alpha ; ALPHA', ['Alpha']],
    ['Björk; Bjo\u0308rk', ['Björk']],
    ['', []],
  ])('of one text names: %s', (credit, names) => {
    expect(one(credit)).toMatchObject({ names, guests: [] })
  })

  it('of several texts names one in each, and is shown with commas', () => {
    expect(credits({ credits: ['Alpha', 'Beta / Gamma'] })).toStrictEqual({
      ...{ credit: 'Alpha, Beta / Gamma', names: ['Alpha', 'Beta / Gamma'], guests: [] },
    })
  })

  it('is shown as it is tagged', () => {
    expect(one('Alpha; Beta feat. Gamma').credit).toBe('Alpha; Beta feat. Gamma')
  })

  it.each([
    ['Alpha feat. Beta', ['Alpha'], ['Beta']],
    ['Alpha ft. Beta', ['Alpha'], ['Beta']],
    ['Alpha (feat. Beta)', ['Alpha'], ['Beta']],
    ['Alpha [ft Beta]', ['Alpha'], ['Beta']],
    ['Alpha featuring Beta', ['Alpha'], ['Beta']],
    ['Alpha feat. Beta & Gamma', ['Alpha'], ['Beta & Gamma']],
    ['Alpha feat. Beta; Gamma', ['Alpha', 'Gamma'], ['Beta']],
    ['Little Feat', ['Little Feat'], []],
    ['Little Feat Live', ['Little Feat Live'], []],
    ['Little Feat feat. Bonnie', ['Little Feat'], ['Bonnie']],
    ['Featuring Nobody', ['Featuring Nobody'], []],
    ['feat. Beta', ['Beta'], []],
    ['Alpha with Beta', ['Alpha with Beta'], []],
  ])('announces guests: %s', (credit, names, guests) => {
    expect(one(credit)).toMatchObject({ names, guests })
  })

  it.each([
    ['Song (feat. Beta)', ['Beta']],
    ['Song feat. Beta (Remix)', ['Beta']],
    ['Song ft. Beta - Live', ['Beta']],
    ['Song [featuring Beta]', ['Beta']],
    ['Love featuring you', []],
    ['Sleeping (with the TV On)', []],
    ['A feat of strength', []],
  ])('is completed by a title: %s', (title, guests) => {
    expect(credits({ credits: ['Alpha'], title })).toMatchObject({ names: ['Alpha'], guests })
  })

  it('takes one for a guest whom a title has with it, when the tags name them too', () => {
    const title = 'Song (with Beta)'
    expect(credits({ credits: ['Alpha', 'Beta'], title })).toMatchObject({ names: ['Alpha'], guests: ['Beta'] })
  })

  it('is split as the tags list the names', () => {
    expect(credits({ credits: ['Alpha & Beta feat. Gamma'], names: ['Alpha', 'Beta', 'Gamma'] })).toStrictEqual({
      ...{ credit: 'Alpha & Beta feat. Gamma', names: ['Alpha', 'Beta'], guests: ['Gamma'] },
    })
  })

  it('gives the list when there is nothing else', () => {
    expect(credits({ names: ['Alpha', 'Beta'] })).toMatchObject({ credit: 'Alpha, Beta', names: ['Alpha', 'Beta'] })
  })

  it.each([
    ['AC/DC', 'AC/DC', ['AC/DC']],
    ['AC/DC/Beta', 'AC/DC & Beta', ['AC/DC', 'Beta']],
    ['Alpha/Beta', 'Alpha & Beta', ['Alpha', 'Beta']],
    ['Alpha/Beta', 'Somebody', ['Alpha/Beta']],
  ])('tells a slash of a name from one of a list: %s, shown as %s', (list, credit, names) => {
    expect(credits({ credits: [credit], names: [list] })).toMatchObject({ names })
  })

  it.each([
    ['Simon & Garfunkel', 1, ['Simon & Garfunkel'], []],
    ['Alpha & Beta', 2, ['Alpha', 'Beta'], []],
    ['Alpha, Beta & Gamma', 3, ['Alpha', 'Beta', 'Gamma'], []],
    ['Alpha/Beta', 2, ['Alpha', 'Beta'], []],
    ['AC/DC & Beta', 2, ['AC/DC', 'Beta'], []],
    ['Alpha feat. Beta & Gamma', 3, ['Alpha'], ['Beta', 'Gamma']],
    ['Alpha & Beta', 5, ['Alpha & Beta'], []],
  ])('is split where that gives as many names as there are ids: %s, %d', (credit, ids, names, guests) => {
    expect(one(credit, ids)).toMatchObject({ names, guests })
  })

  it('is bounded, whatever it is', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('feat. ', '; ', ' / ', 'x'.repeat(50_000)))
    const list = fc.oneof(
      fc.array(text, { maxLength: 8 }),
      fc.constant(Array.from({ length: 5_000 }, (_, each) => `Artist ${each}`)),
    )
    fc.assert(
      fc.property(list, list, text, fc.nat(9), (shown, names, title, ids) => {
        const found = namesInCredits({ credits: shown, names, title, ids })
        const all = [...found.names, ...found.guests]
        expect(Math.max(found.names.length, found.guests.length)).toBeLessThanOrEqual(MAX_NAMES)
        expect(all.every((name) => name !== '' && Array.from(name).length <= LONGEST_NAME)).toBe(true)
        expect(found.names.length === 0 && found.guests.length > 0).toBe(false)
      }),
      { seed: 20_261_130, numRuns: 60 },
    )
  })
})

it('lists composers', () => {
  expect([namesOf(['Lennon/McCartney; Ann']), namesOf(['A; B', 'C'])]).toStrictEqual([
    ['Lennon/McCartney', 'Ann'],
    ['A; B', 'C'],
  ])
})
