import { checked } from '../../../../processors/shared/numeric.ts'
import { seededPermutation } from '../../../../processors/shared/random.ts'
import type { TuningSample } from './sample.ts'

/** With more artists than this, several are held out at once. */
const MOST_ALONE = 24
const FOLDS = 10

export interface Folds {
  /** For each item the number of its artist. */
  readonly artistOf: readonly number[]
  readonly artists: number
  /** For each item the fold that holds it out. */
  readonly foldOf: readonly number[]
  readonly folds: number
}

/**
 * Folds that never part an artist: what an artist's other tracks taught cannot be asked of that artist. An item whose artist is
 * not known is one of its own, together with what is of the same track.
 */
export function foldsByArtist({ ids, labels }: TuningSample, seed: number): Folds {
  const keys = ids.map((id, i) => JSON.stringify(keyOf(labels.artist[i] ?? null, labels.track[i] ?? null, id)))
  const names = [...new Set(keys)].sort()
  const numbers = new Map(names.map((name, number) => [name, number]))
  const artistOf = keys.map((key) => numbers.get(key) ?? 0)
  const sizes = names.map((_, artist) => artistOf.filter((each) => each === artist).length)
  const folds = names.length <= MOST_ALONE ? names.length : FOLDS
  // The largest first, each to where there are fewest: folds of about one size.
  const order = [...seededPermutation(names, seed)].sort((a, b) => checked(sizes[b]) - checked(sizes[a]))
  const held = Array.from({ length: folds }, () => 0)
  const foldOfArtist = new Map<number, number>()
  for (const artist of order) {
    const fold = held.indexOf(Math.min(...held))
    held[fold] = checked(held[fold]) + checked(sizes[artist])
    foldOfArtist.set(artist, fold)
  }
  return { artistOf, artists: names.length, foldOf: artistOf.map((artist) => foldOfArtist.get(artist) ?? 0), folds }
}

/** Whole artists, drawn by the seed, until there would be more items than `most`. @returns places in the sample. */
export function wholeArtists(sample: TuningSample, most: number, seed: number): readonly number[] {
  const { artistOf } = foldsByArtist(sample, seed)
  const members = new Map<number, number[]>()
  artistOf.forEach((artist, item) => members.set(artist, [...(members.get(artist) ?? []), item]))
  const drawn: number[] = []
  for (const artist of seededPermutation([...members.keys()].map(String), seed)) {
    const items = members.get(artist) ?? []
    if (drawn.length + items.length <= most) drawn.push(...items)
  }
  return drawn.sort((a, b) => a - b)
}

function keyOf(artist: string | null, track: string | null, id: string): readonly string[] {
  if (artist !== null) return ['artist', artist]
  return track === null ? ['id', id] : ['track', track]
}
