import { expect, test } from 'vitest'
import { didWords } from '../../../ui/data/did-words.ts'
import { evidenceOf, extremesIn, numbersOf, qualitiesOf, sentenceOf, spokenQualities } from '../../../ui/data/why.ts'
import { reasonOf, recommendationOf } from '../support/builders.ts'

const apart = [
  { group: 'noisiness', distance: 1.5 },
  { group: 'tempo', distance: 0.1 },
  { group: 'timbre', distance: 3 },
]
const reason = reasonOf({ kind: 'like', seedTrackId: 's', seedTitle: 'So What', seedOffset: 1184, apart })
const list = recommendationOf('r1', [{ trackId: 'a', score: 1.23456, propensity: 0.0123, explored: true, reason }])
const answer = {
  ...list,
  candidates: 1234,
  causedBy: { playId: 'p', partition: 3, offset: 1200, event: 'skipped', trackId: 't', title: 'Teardrop' },
}
const [item] = answer.items
if (item === undefined) throw new Error('The list is empty.')

test('qualities have plain names, in one order, from nothing in common to the same', () => {
  const qualities = qualitiesOf(item)
  expect(qualities.map(({ name, likeness }) => [name, likeness])).toEqual([
    ['tempo', 0.95],
    ['tone', 0],
    ['grain', 0.25],
  ])
  expect(sentenceOf('Because you liked So What', qualities)).toBe(
    'Because you liked So What. Closest in tempo, furthest in tone.',
  )
  expect(spokenQualities(qualities)).toBe('tempo 95 percent, tone 0 percent and grain 25 percent')
  expect([extremesIn([]), qualitiesOf({ reason: reasonOf() }), sentenceOf('Picked for you', [])]).toEqual([
    '',
    [],
    'Picked for you.',
  ])
})

test('what it rests on is named with its records, the newest first', () => {
  expect(evidenceOf(item, answer)).toEqual([
    {
      words: 'You skipped Teardrop',
      record: 'plays/3@1200',
      act: { event: 'skipped', trackId: 't', playId: 'p' },
      offset: 1200,
    },
    { words: 'You liked So What', record: 'plays/3@1184', act: null, offset: 1184 },
  ])
  const same = { ...item, reason: { ...reason, seedOffset: 1200 } }
  expect(evidenceOf(same, answer).map(({ words }) => words)).toEqual(['You skipped Teardrop'])
})

test('the numbers are those of the record', () => {
  expect(Object.fromEntries(numbersOf(item, answer, 180.4))).toEqual({
    Score: '1.235',
    Place: '1, drawn by chance',
    'Chance of being shown': '1.2 %',
    Candidates: '1,234',
    Model: 'neighbours-5',
    'Index version': '1',
    'From your act to the list': '180 ms',
    Record: 'plays/3@1200',
  })
  expect(Object.fromEntries(numbersOf({ ...item, propensity: 1 }, answer, null))['Chance of being shown']).toBe(
    'certain',
  )
})

test('an event that a newer server names is a play', () => {
  expect([didWords('danced', 'X'), didWords('skipped', null)]).toEqual(['You played X', 'You skipped a track'])
})
