import { expect, test } from 'vitest'
import { noIntent } from '../../../ui/data/plays.ts'
import { radioOf } from '../../../ui/data/radio.ts'

test('a radio is of the track that it began with, as far as that is known', () => {
  const radioTrack = { trackId: 't', title: 'Drowning', artist: 'Mira Vale' }
  expect(radioOf({ intent: noIntent, radioTrack })).toBe(null)
  const intent = { ...noIntent, radio: 'genre' as const, genre: 'Dub' }
  expect(radioOf({ intent, radioTrack })).toEqual({ of: 'genre', ...radioTrack, genre: 'Dub' })
  expect(radioOf({ intent, radioTrack: null })).toEqual({
    of: 'genre',
    trackId: '',
    title: '',
    artist: '',
    genre: 'Dub',
  })
})
