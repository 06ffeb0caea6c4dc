import { describe, expect, it } from 'vitest'
import type { Reason } from '../../../ui/data/recommendations.ts'
import type { Radio } from '../../../ui/data/reasons.ts'
import { reasonWords } from '../../../ui/data/reasons.ts'
import { reasonOf } from '../support/builders.ts'

const reason = (kind: Reason['kind'], alike: readonly string[] = [], seedTrackId: string | null = 't1') =>
  reasonOf({ kind, seedTrackId, alike: [...alike], listeners: kind === 'follow' ? 3 : null })
const item = (of: Reason, fields: { isNew?: boolean; artist?: string; genres?: string[] } = {}) => ({
  artist: 'Sable Coast',
  genres: ['Ambient'],
  isNew: false,
  ...fields,
  reason: of,
})

describe('a reason', () => {
  const cases: readonly (readonly [string, ReturnType<typeof item>, string | null, string])[] = [
    [
      'a like, in plain names',
      item(reason('like', ['timbre', 'noisiness', 'tempo'])),
      'Drowning',
      'Because you liked Drowning, alike in tone and grain',
    ],
    ['a finish', item(reason('finish', ['loudness'])), 'Undertow', 'Because you finished Undertow'],
    ['what plays', item(reason('play')), 'Undertow', 'Because you played Undertow'],
    [
      'a seed without a name',
      item(reason('like', ['tempo'])),
      null,
      'Because you liked a track like it, alike in tempo',
    ],
    [
      'a long title, up to the end of a word',
      item(reason('like', ['tempo'])),
      'A Title That Goes On and On until It Cannot Possibly Fit into Any One Line',
      'Because you liked A Title That Goes On and On until It…, alike in tempo',
    ],
    ['something new', item(reason('discover', [], null)), null, 'Something new to try'],
    ['one of a newer server', item(reason('unknown', ['tempo'], null)), null, 'Picked for you, alike in tempo'],
    ['what others went on to', item(reason('follow')), 'Undertow', '3 listeners who played Undertow went on to this'],
    ['an arrival', item(reason('arrival'), { isNew: true }), 'Undertow', 'New in your library: sounds like Undertow'],
    ['an arrival without a seed', item(reason('arrival', [], null), { isNew: true }), null, 'New in your library'],
    [
      'an arrival in a library where all is new',
      item(reason('arrival', ['rhythm'])),
      'Undertow',
      'Sounds like Undertow, alike in rhythm',
    ],
    ['no reason at all', item(reason('arrival', [], null)), null, 'Picked for you'],
  ]
  it.each(cases)('says %s', (_name, given, title, words) => {
    expect(reasonWords(given, title, null)).toBe(words)
  })
})

describe('while a radio is on', () => {
  const radio: Radio = { of: 'track', trackId: 't1', title: 'Drowning', artist: 'Mira Vale', genre: 'Dub' }
  it('says how a track belongs to it', () => {
    expect(reasonWords(item(reason('radio', ['rhythm'])), 'Drowning', radio)).toBe(
      'Like Drowning on the radio, alike in rhythm',
    )
    expect(reasonWords(item(reason('like')), 'Drowning', radio)).toBe('Like Drowning on the radio')
    expect(reasonWords(item(reason('like'), { artist: 'mira vale' }), 'X', { ...radio, of: 'artist' })).toBe(
      'By Mira Vale, whose radio this is',
    )
    expect(reasonWords(item(reason('arrival'), { genres: ['dub'] }), 'X', { ...radio, of: 'genre' })).toBe(
      'Dub, as on the radio',
    )
  })

  it('says that a track does not belong to it, and why it is there', () => {
    expect(reasonWords(item(reason('like', [], 't2')), 'Undertow', radio)).toBe(
      'Off the radio, to keep it open: because you liked Undertow',
    )
    expect(reasonWords(item(reason('discover', [], null)), null, radio)).toBe('Off the radio, to keep it open')
    expect(reasonWords(item(reason('arrival', [], null), { isNew: true }), null, radio)).toBe(
      'Off the radio, to keep it open: new in your library',
    )
  })
})
