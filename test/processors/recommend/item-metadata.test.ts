import { describe, expect, it } from 'vitest'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { featureKey } from '../../../schemas/keys.ts'
import { trackId } from '../../../schemas/generated.ts'
import { featuresOf, ids, referenceOf, START } from '../../support/builders.ts'

const id = trackId('t')

describe('item metadata', () => {
  it.each([
    ['Song', 'song'],
    ['Song (Live at Home)', 'song'],
    ['Song [2011 Remaster]', 'song'],
    ['Song - Radio Edit Version', 'song'],
    ['Song (Part 2)', 'song (part 2)'],
    ['Alive', 'alive'],
  ])('of the title %s have the composition %s', (title, composition) => {
    const table = itemMetadata.create()
    table.addReference(id, referenceOf('t', { title }))
    expect(table.of(id).composition).toBe(composition)
  })

  it('find tracks by artist and genre, whatever the case, and forget removed ones', () => {
    const table = itemMetadata.create()
    table.addReference(id, referenceOf('t', { artist: ' Ann ', genres: ['Jazz', ''] }))
    expect([...table.byArtist('ANN')]).toStrictEqual([id])
    expect([...table.byGenre('jazz')]).toStrictEqual([id])
    expect([...table.byGenre('')]).toStrictEqual([])
    table.addReference(id, null)
    expect([...table.byArtist('Ann'), ...table.byGenre('Jazz')]).toStrictEqual([])
    expect(table.of(id).artist).toBe('')
  })

  it('have an energy from 0 to 1 by loudness and brightness, and a half while unknown', () => {
    const table = itemMetadata.create()
    const energyOf = (loudnessDb: number, bin: number) => {
      const features = featuresOf('t', 0, { loudnessDb, spectralCentroid: { mean: [bin], deviation: [0] } })
      table.addFeatures(featureKey(id, 'extractor-1'), features, START)
      return table.energyOf(id)
    }
    expect(table.energyOf(id)).toBe(0.5)
    expect(energyOf(-60, 0)).toBe(0)
    expect(energyOf(0, 1_000)).toBe(1)
    // Half-way in loudness, and at the dark end of brightness.
    expect(energyOf(-19, 500 / (44_100 / 2048))).toBeCloseTo(0.3, 12)
  })

  it('remember arrivals, newest first, each track once, until its features are removed', () => {
    const table = itemMetadata.create()
    const add = (name: string, at: number, version = 'extractor-1') =>
      table.addFeatures(featureKey(trackId(name), version), featuresOf(name, 0, { extractorVersion: version }), at)
    add('a', START)
    add('b', START + 1)
    add('a', START + 2, 'extractor-2')
    const arrived = () => table.arrivals(START + 10).map(({ trackId: each }) => each)
    expect(arrived()).toStrictEqual(ids('b', 'a'))
    table.addFeatures(featureKey(trackId('a'), 'extractor-1'), null, START + 3)
    expect(arrived()).toStrictEqual(ids('b', 'a'))
    table.addFeatures(featureKey(trackId('a'), 'extractor-2'), null, START + 4)
    expect(arrived()).toStrictEqual(ids('b'))
  })
})
