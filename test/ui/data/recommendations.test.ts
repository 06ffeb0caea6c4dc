import { describe, expect, it } from 'vitest'
import { parseMessage } from '../../../ui/data/messages.ts'
import type { Reason } from '../../../ui/data/recommendations.ts'
import { namelessIn, reasonWords } from '../../../ui/data/recommendations.ts'

const reason = (kind: Reason['kind'], alike: string[], seedTrackId: string | null = 't1'): Reason => ({
  kind,
  seedTrackId,
  seedTitle: null,
  alike,
  listeners: kind === 'follow' ? 3 : null,
})

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
  it('are read with names, without them, and with a kind of reason that is not known', () => {
    const text = JSON.stringify({
      type: 'recommendations',
      recommendationId: 'r1',
      model: 'neighbours-4',
      causedBy: { playId: 'p1' },
      items: [
        {
          trackId: 't2',
          rank: 1,
          score: 1,
          title: 'Undertow',
          artist: 'Sable Coast',
          reason: {
            kind: 'like',
            seedTrackId: 't1',
            seedOffset: 3,
            distance: 0.5,
            alike: ['timbre'],
            seedTitle: 'Drowning',
            seedArtist: 'Mira Vale',
          },
        },
        { trackId: 't3', rank: 2, score: 0.5, reason: { kind: 'mood', seedTrackId: 't1', distance: null, alike: [] } },
      ],
    })
    const message = parseMessage(text)
    expect(message).toEqual({
      type: 'recommendations',
      recommendation: {
        recommendationId: 'r1',
        items: [
          {
            trackId: 't2',
            rank: 1,
            title: 'Undertow',
            artist: 'Sable Coast',
            reason: { kind: 'like', seedTrackId: 't1', seedTitle: 'Drowning', alike: ['timbre'] },
          },
          {
            trackId: 't3',
            rank: 2,
            title: null,
            artist: null,
            reason: { kind: 'unknown', seedTrackId: 't1', seedTitle: null, alike: [] },
          },
        ],
      },
    })
    expect(message?.type === 'recommendations' && namelessIn(message.recommendation)).toEqual(['t3', 't1'])
  })

  it('are passed over when they are broken, as is whatever else is not known', () => {
    const texts = ['', '{', 'null', '{"type":"recommendations"}', '{"type":"weather"}', '{"type":"ack"}', new Blob()]
    expect(texts.map(parseMessage)).toEqual(texts.map(() => null))
  })
})
