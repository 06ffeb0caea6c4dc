import { describe, expect, it } from 'vitest'
import { foldsByArtist, wholeArtists } from '../../../../../streams/app/evaluate/tune/folds.ts'
import { someOf } from '../../../../../streams/app/evaluate/tune/sample.ts'
import { pairsOf } from './sweeping.ts'

describe('folds', () => {
  it.each([
    [5, 5],
    [24, 24],
    [25, 10],
  ])('of %i artists are %i, and part none', (artists, folds) => {
    const found = foldsByArtist(pairsOf(artists), 1)
    expect([found.artists, found.folds]).toStrictEqual([artists, folds])
    const byArtist = new Map<number, Set<number>>()
    found.artistOf.forEach((artist, item) => {
      byArtist.set(artist, (byArtist.get(artist) ?? new Set()).add(found.foldOf[item] ?? -1))
    })
    expect([...byArtist.values()].map(({ size }) => size)).toStrictEqual(Array.from({ length: artists }, () => 1))
    const sizes = Array.from({ length: folds }, (_, fold) => found.foldOf.filter((each) => each === fold).length)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(4)
  })

  it('keep the parts of a track together whose artist is not known, and nothing else', () => {
    const sample = pairsOf(2)
    const unknown = { ...sample, labels: { ...sample.labels, artist: sample.ids.map(() => null) } }
    expect(foldsByArtist(unknown, 1).artists).toBe(4)
    const bare = { ...unknown, labels: { ...unknown.labels, track: sample.ids.map(() => null) } }
    expect(foldsByArtist(bare, 1).artists).toBe(8)
  })

  it('take no name for another one', () => {
    const sample = pairsOf(1)
    const labels = { ...sample.labels, artist: ['x', null, null, '__proto__'], track: [null, 'x', 'x', null] }
    expect(foldsByArtist({ ...sample, labels }, 1).artists).toBe(3)
  })
})

describe('a part of a library', () => {
  it('is whole artists, the same for the same seed', () => {
    const sample = pairsOf(9)
    const places = wholeArtists(sample, 15, 3)
    expect(places).toHaveLength(12)
    expect(wholeArtists(sample, 15, 3)).toStrictEqual(places)
    const part = someOf(sample, places)
    expect(part.ids).toStrictEqual(places.map((place) => sample.ids[place]))
    expect(part.labels.artist).toHaveLength(12)
    expect(new Set(part.labels.artist).size).toBe(3)
  })
})
