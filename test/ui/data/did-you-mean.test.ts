import { describe, expect, it } from 'vitest'
import { correctedQuery, editsBetween, nearestNames, weakerQueries } from '../../../ui/data/did-you-mean.ts'

const NAMES = ['The Humpback Whales', 'Björk', 'Teardrop', 'Massive Attack', 'Mezzanine', 'Glass Harbour']

describe('edits between two words', () => {
  it.each([
    ['', '', 0],
    ['teardrop', 'teardrop', 0],
    ['taerdrop', 'teardrop', 1],
    ['humpbak', 'humpback', 1],
    ['mezanine', 'mezzanine', 1],
    ['glas', 'class', 2],
    ['', 'four', 4],
  ])('%s and %s: %i', (a, b, edits) => {
    expect([editsBetween(a, b), editsBetween(b, a)]).toStrictEqual([edits, edits])
  })
})

describe('what was typed is put right', () => {
  it.each([
    ['humpbak', 'humpback'],
    ['Humpbak whale', 'humpback whale'],
    ['mazzenine', 'mezzanine'],
    ['bjork', null],
    ['glass harb', null],
    ['gls', null],
    ['entirely different', null],
  ])('%s: %s', (typed, right) => {
    expect(correctedQuery(typed, NAMES)).toBe(right)
  })
})

describe('where nothing was found', () => {
  it('parts of what was typed are searched for, the longest word first', () => {
    expect(weakerQueries('of humpbakks')).toStrictEqual(['humpbakks', 'of', 'hump', 'hum'])
    expect(weakerQueries('humpbakks')).toStrictEqual(['hump', 'hum'])
    expect([weakerQueries('xy'), weakerQueries('  ')]).toStrictEqual([[], []])
  })

  it('the nearest names come first, each once', () => {
    const names = ['Teardrop', 'teardrop', 'Tear Down', 'Mezzanine', '!!!']
    expect(nearestNames('teadrup', names, 2)).toStrictEqual(['Teardrop', 'Tear Down'])
  })
})
