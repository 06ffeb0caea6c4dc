import { describe, expect, it } from 'vitest'
import { parseServerMessage } from '../../../ui/data/messages.ts'
import type { Reason } from '../../../ui/data/recommendations.ts'
import { reasonOf, recommendationOf } from '../support/builders.ts'

const reason = (kind: Reason['kind'], alike: string[], seedTrackId: string | null = 't1'): Reason =>
  reasonOf({ kind, seedTrackId, alike, listeners: kind === 'follow' ? 3 : null })

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

  it('are read as they are', () => {
    const parsed = parseServerMessage(JSON.stringify(message))
    expect(parsed).toEqual(message)
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
