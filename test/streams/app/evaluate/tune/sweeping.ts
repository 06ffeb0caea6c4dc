import { mulberry32 } from '../../../../../processors/shared/random.ts'
import type { TuningSample } from '../../../../../streams/app/evaluate/tune/sample.ts'

/**
 * Tracks in pairs, two pairs for each artist. The first two numbers tell pairs apart, the next two say nothing.
 * @param noise how much larger what says nothing is.
 */
export function pairsOf(artists: number, noise = 1, seed = 1): TuningSample {
  const random = mulberry32(seed)
  const rows = Array.from({ length: artists }, (_, artist) =>
    [0, 1].flatMap((pair) => {
      const place = [random() * 8 - 4, random() * 8 - 4]
      return ['a', 'b'].map((part) => ({
        id: `${artist}-${pair}-${part}`,
        track: `${artist}-${pair}`,
        artist: `artist ${artist}`,
        vector: Float64Array.of(
          ...place.map((value) => value + random() * 0.2),
          (random() - 0.5) * noise,
          (random() - 0.5) * noise,
        ),
      }))
    }),
  ).flat()
  return {
    ids: rows.map(({ id }) => id),
    labels: {
      track: rows.map(({ track }) => track),
      artist: rows.map(({ artist }) => artist),
      album: rows.map(() => null),
      genre: rows.map(() => null),
    },
    vectors: rows.map(({ vector }) => vector),
    groups: [
      { name: 'telling', from: 0, to: 2, weight: 0.5 },
      { name: 'idle', from: 2, to: 4, weight: 0.5 },
    ],
  }
}
