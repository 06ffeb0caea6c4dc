import { expect, test } from 'vitest'
import { opinionCursor, opinionsAfter, ratedTracksOf } from '../../../processors/websocket-bridge/opinions.ts'
import type { StoredOpinion } from '../../../processors/websocket-bridge/opinions.ts'

const of = (id: string, opinion: string, fields: Partial<StoredOpinion> = {}): StoredOpinion => ({
  _id: `ann/track/${id}`,
  subject: 'track',
  trackId: id,
  artistId: null,
  opinion,
  since: new Date(5),
  ...fields,
})

test('opinions are told by what they say, those of a later version not at all', () => {
  const artist = of('x', 'never', { subject: 'artist', trackId: null, artistId: 'x' })
  expect(
    ratedTracksOf([of('a', 'liked'), of('b', 'never'), artist, of('c', 'disliked'), of('d', 'adored')]),
  ).toStrictEqual({
    liked: ['a'],
    disliked: ['c'],
    never: ['b'],
    neverArtists: ['x'],
  })
})

test('a page goes on where the one before ended', () => {
  expect(opinionsAfter(undefined)).toStrictEqual({})
  const at = new Date(5)
  expect(opinionsAfter(opinionCursor(of('a', 'liked')))).toStrictEqual({
    $or: [{ since: { $lt: at } }, { since: { $eq: at }, _id: { $lt: 'ann/track/a' } }],
  })
  expect(() => opinionsAfter('bm90aGluZw')).toThrow(/nextCursor/)
})
