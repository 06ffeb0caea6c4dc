import { expect, test } from 'vitest'
import { held } from '../../../processors/websocket-bridge/entities.ts'
import { soundingLike } from '../../../processors/websocket-bridge/similar-sounds.ts'
import type { Codebook } from '../../../schemas/generated.ts'
import { featuresOf } from '../../support/builders.ts'
import { vectorOf } from '../../../processors/shared/similarity/vector.ts'
import { albumOf } from './entity-fixtures.ts'
import { reference } from './fixtures.ts'

const album = (name: string, style: number | null, extractorVersion = '1') =>
  held(
    albumOf([reference(name)], {
      title: name,
      centroid:
        style === null
          ? null
          : { extractorVersion, tracks: 1, position: [...(vectorOf(featuresOf(name, style)) ?? [])] },
    }),
  )

const a = album('a', 1)
const others = [album('far', 3), album('near', 1), album('mid', 2), album('silent', null), album('old', 1, '0'), a]

test('what sounds most alike comes first; without a sound, or of another extractor, it is left out', () => {
  const names = soundingLike(a, others, null, 10).map(({ title }) => title)
  expect(names[0]).toBe('near')
  expect([...names].sort()).toStrictEqual(['far', 'mid', 'near'])
  expect(soundingLike(album('b', null), others, null, 10)).toStrictEqual([])
  expect(soundingLike(a, others, null, 1)).toHaveLength(1)
})

test('the space is that of the index in force, and what is not comparable in it is left out', () => {
  const dimensions = a.sound?.position.length ?? 0
  const numbers = (value: number) => Array.from({ length: dimensions }, () => value)
  const codebook = (fields: Partial<Codebook>): Codebook => ({
    ...{ version: 1, extractorVersion: '1', cells: 1, scalingMean: numbers(0), scalingDeviation: numbers(1), seed: 1 },
    ...{ trainedOn: 1, tracks: 1, probes: 1, measuredRecall: 1, measuredOn: 1, recallGoal: 1, comparisons: 1 },
    ...{ smallestCell: 1, medianCell: 1, largestCell: 1, imbalance: 1, hubSkew: 1 },
    ...fields,
  })
  const names = (fields: Partial<Codebook>) => soundingLike(a, others, codebook(fields), 10).map(({ title }) => title)
  expect(names({})[0]).toBe('near')
  expect(names({ extractorVersion: '2' })).toStrictEqual([])
  expect(names({ scalingMean: [0], scalingDeviation: [1] })).toStrictEqual([])
})
