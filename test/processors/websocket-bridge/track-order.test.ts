import fc from 'fast-check'
import { expect, it } from 'vitest'
import { orderOf, sortKey } from '../../../processors/websocket-bridge/track-order.ts'
import type { AudioReference } from '../../../schemas/generated.ts'
import { reference } from './fixtures.ts'

/** Titles in the order of the library. */
function titles(tracks: readonly Partial<AudioReference>[]): readonly string[] {
  const keyed = tracks.map((fields, each) => {
    const track = reference(`t${each}`, { albumArtist: null, album: 'Album', trackNumber: null, ...fields })
    return { key: sortKey(track), title: track.title }
  })
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ title }) => title)
}

it.each<[string, readonly Partial<AudioReference>[]]>([
  [
    'guests do not take a track out of its album',
    [
      { artist: 'Alpha', artists: ['Alpha'], trackNumber: 1, title: 'One' },
      { artist: 'Alpha feat. Gamma', artists: ['Alpha'], featuredArtists: ['Gamma'], trackNumber: 2, title: 'Two' },
      { artist: 'Alpha', artists: ['Alpha'], trackNumber: 3, title: 'Three' },
      { artist: 'Alpha Beta', artists: ['Alpha Beta'], trackNumber: 1, title: 'Another' },
    ],
  ],
  [
    'the album artist keeps an album together',
    [
      { albumArtist: 'Alpha', artist: 'Zeta', trackNumber: 1, title: 'One' },
      { albumArtist: 'Alpha', artist: 'Beta', trackNumber: 2, title: 'Two' },
      { artist: 'Beta', trackNumber: 1, title: 'Another' },
    ],
  ],
  [
    'numbers in names count as numbers, and sort names before names',
    [
      { artist: 'Alpha', title: 'Part 2' },
      { artist: 'Alpha', title: 'Part 10' },
      { artist: 'Alpha', title: 'The Quartet', titleSort: 'Quartet, The' },
      { artist: 'Alpha', title: 'Suite' },
      { artist: 'The Beta', artistSort: 'Beta, The', title: 'Another' },
      { artist: '', album: '', title: 'Of nobody' },
    ],
  ],
])('%s', (_, tracks) => {
  const expected = tracks.map(({ title }) => title)
  expect(titles(tracks)).toStrictEqual(expected)
  expect(titles([...tracks].reverse())).toStrictEqual(expected)
})

it('places numbers in a name as numbers, whatever stands around them', () => {
  const word = fc.stringMatching(/^[a-z ]{0,8}$/)
  fc.assert(
    fc.property(word, fc.nat(10 ** 9), fc.nat(10 ** 9), (name, a, b) => {
      const [first, second] = [a, b].map((number) => orderOf(`${name}x${number} end`))
      expect(Math.sign(a - b)).toBe(first === second ? 0 : (first ?? '') < (second ?? '') ? -1 : 1)
    }),
    { seed: 20_261_130 },
  )
})
