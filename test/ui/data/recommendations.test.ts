import { describe, expect, it } from 'vitest'
import { parseServerMessage } from '../../../ui/data/messages.ts'
import type { Reason } from '../../../ui/data/recommendations.ts'
import { namelessIn, reasonWords } from '../../../ui/data/recommendations.ts'
import { reasonOf, recommendationOf } from '../support/builders.ts'

const reason = (kind: Reason['kind'], alike: string[], seedTrackId: string | null = 't1'): Reason =>
  reasonOf({ kind, seedTrackId, alike, listeners: kind === 'follow' ? 3 : null })

describe('reason wording', () => {
  const cases: readonly (readonly [string, Reason, string | null, string])[] = [
    [
      'a like',
      reason('like', ['timbre', 'brightness']),
      'Drowning',
      'Because you liked Drowning: similar timbre and brightness',
    ],
    ['a finish', reason('finish', ['loudness']), 'Undertow', 'Because you finished Undertow: similar loudness'],
    ['what plays', reason('play', []), 'Undertow', 'Because you played Undertow'],
    [
      'three likenesses',
      reason('like', ['timbre', 'brightness', 'noisiness']),
      'A',
      'Because you liked A: similar timbre, brightness and noisiness',
    ],
    ['a seed without a name', reason('like', ['timbre']), null, 'Because you liked a track like it: similar timbre'],
    ['something new', reason('discover', [], null), null, 'Something new to try'],
    ['a reason of a newer server', reason('unknown', ['timbre'], null), null, 'Picked for you: similar timbre'],
    ['what others went on to', reason('follow', []), 'Undertow', '3 listeners who played Undertow went on to this'],
    ['an arrival', reason('arrival', ['timbre']), 'Undertow', 'New in your library: similar timbre'],
    ['a radio', reason('radio', ['timbre']), 'Undertow', 'Radio of Undertow: similar timbre'],
    ['no reason at all', reason('unknown', [], null), null, 'Picked for you'],
  ]
  it.each(cases)('says %s', (_name, given, title, words) => {
    expect(reasonWords(given, title)).toBe(words)
  })
})

describe('recommendations as they are pushed', () => {
  const message = recommendationOf('r1', [
    {
      trackId: 't2',
      title: 'Undertow',
      artist: 'Sable Coast',
      reason: reasonOf({
        ...reason('like', ['timbre']),
        seedTitle: 'Drowning',
        seedArtist: 'Mira Vale',
        distance: 0.5,
      }),
    },
    { trackId: 't3', title: 'Riverlight', reason: reason('discover', []) },
  ])

  it('are read as they are; which tracks have no name there is known', () => {
    const parsed = parseServerMessage(JSON.stringify(message))
    expect(parsed).toEqual(message)
    expect(parsed?.type === 'recommendations' && namelessIn(parsed)).toEqual(['t1'])
  })

  it('are read without the fields that a newer server adds, and with a kind of reason that is not known', () => {
    const [, second] = message.items
    const newer = {
      ...message,
      mood: 'x',
      items: [{ ...second, reason: { ...second?.reason, kind: 'mood', why: 'x' } }],
    }
    expect(parseServerMessage(JSON.stringify(newer))).toEqual({
      ...message,
      items: [{ ...second, reason: { ...second?.reason, kind: 'unknown' } }],
    })
  })

  it('are passed over when they are broken, as is whatever else is not known', () => {
    const texts = ['', '{', 'null', '{"type":"recommendations"}', '{"type":"weather"}', '{"type":"ack"}', new Blob()]
    expect(texts.map(parseServerMessage)).toEqual(texts.map(() => null))
  })
})
