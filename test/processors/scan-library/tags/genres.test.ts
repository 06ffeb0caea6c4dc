import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LONGEST_TEXT } from '../../../../processors/shared/text/clean-text.ts'
import { MAX_GENRES, genresOf } from '../../../../processors/scan-library/tags/genres.ts'

it.each([
  [['Jazz; Classical'], ['Jazz', 'Classical']],
  [['R&B; Soul'], ['R&B', 'Soul']],
  [['R&B;Soul'], ['R&B', 'Soul']],
  [['Drum & Bass'], ['Drum & Bass']],
  [['Hip-Hop/Rap'], ['Hip-Hop/Rap']],
  [['Rock / Pop'], ['Rock', 'Pop']],
  [['Rock, Pop'], ['Rock', 'Pop']],
  [['Folk, World, & Country'], ['Folk, World, & Country']],
  [['Rock|Pop'], ['Rock', 'Pop']],
  [['Jazz+Funk'], ['Jazz+Funk']],
  [['17'], ['Rock']],
  [['(17)'], ['Rock']],
  [['(17)Rock'], ['Rock']],
  [['(4)Eurodisco'], ['Disco', 'Eurodisco']],
  [['(51)(39)'], ['Techno-Industrial', 'Noise']],
  [['(RX)'], ['Remix']],
  [['(17)/Rock (Live)'], ['Rock', 'Rock (Live)']],
  [['((Foo)'], ['(Foo)']],
  [['(999)'], []],
  [['80s'], ['80s']],
  [['999'], ['999']],
  [['Rock', 'rock', 'ROCK'], ['Rock']],
  [
    ['Jazz', ' Jazz ', '', 'Cool\u0009jazz'],
    ['Jazz', 'Cool jazz'],
  ],
])('the genres of %j', (values, genres) => {
  expect(genresOf(values)).toStrictEqual(genres)
})

it('genres are few, short, each once, and splitting them again changes nothing but what looks like a number', () => {
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a;b', '; ', 'x'.repeat(9_999), '(17)'))
  const values = fc.oneof(fc.array(value), fc.constant(Array.from({ length: 1_000 }, (_, each) => `Genre ${each}`)))
  fc.assert(
    fc.property(values, (tagged) => {
      const genres = genresOf(tagged)
      expect(genres.length).toBeLessThanOrEqual(MAX_GENRES)
      expect(new Set(genres).size).toBe(genres.length)
      expect(genres.every((genre) => genre !== '' && Array.from(genre).length <= LONGEST_TEXT)).toBe(true)
    }),
    { seed: 20_261_130, numRuns: 500 },
  )
})
