import { describe, expect, it } from 'vitest'
import { applyFeatures, tracksByVersion, createFeatureVectors, featureVector, hasFeatures, prevailing, rowsOf } from '../../../../processors/shared/similarity/feature-vectors.ts' // prettier-ignore
import { createSlots } from '../../../../processors/shared/similarity/slots.ts'
import { DIMENSIONS, vectorOf } from '../../../../processors/shared/similarity/vector.ts'
import { featuresOf } from '../../../support/builders.ts'

const features = (id: string, style: number, extractorVersion: string) => featuresOf(id, style, { extractorVersion })
const asFloats = (id: string, style: number) => Float32Array.from(vectorOf(featuresOf(id, style)) ?? [])

describe('feature vectors', () => {
  it('stand beside each other by extractor version', () => {
    const vectors = createFeatureVectors(createSlots())
    expect(applyFeatures(vectors, 'a@1', features('a', 0, '1'))).toBe(0)
    expect(applyFeatures(vectors, 'b@1', features('b', 1, '1'))).toBe(1)
    expect(applyFeatures(vectors, 'a@2', features('a', 2, '2'))).toBe(0)
    expect([...tracksByVersion(vectors)]).toStrictEqual([['1', 2], ['2', 1]]) // prettier-ignore
    expect(featureVector(vectors, 0, '1')).toStrictEqual(asFloats('a', 0))
    expect(featureVector(vectors, 0, '2')).toStrictEqual(asFloats('a', 2))
    expect(featureVector(vectors, 1, '2')).toBeNull()
    expect(vectors.known).toBe(2)
  })

  it('are taken out by a tombstone of their version alone', () => {
    const vectors = createFeatureVectors(createSlots())
    applyFeatures(vectors, 'a@1', features('a', 0, '1'))
    applyFeatures(vectors, 'a@2', features('a', 0, '2'))
    applyFeatures(vectors, 'a@1', null)
    expect([hasFeatures(vectors, 0), [...tracksByVersion(vectors).keys()], vectors.known]).toStrictEqual([
      true,
      ['2'],
      1,
    ])
    applyFeatures(vectors, 'a@2', null)
    applyFeatures(vectors, 'a@2', null)
    expect([hasFeatures(vectors, 0), [...tracksByVersion(vectors).keys()], vectors.known]).toStrictEqual([false, [], 0])
  })

  it('are removed by features that cannot be compared', () => {
    const vectors = createFeatureVectors(createSlots())
    applyFeatures(vectors, 'a@1', features('a', 0, '1'))
    expect(applyFeatures(vectors, 'a@1', { ...features('a', 0, '1'), chroma: [] })).toBe(0)
    expect([hasFeatures(vectors, 0), vectors.known]).toStrictEqual([false, 0])
    expect(applyFeatures(vectors, 'b@1', { ...features('b', 0, '1'), chroma: [] })).toBeNull()
  })

  it('are given as rows by slot, without those of other versions', () => {
    const vectors = createFeatureVectors(createSlots())
    applyFeatures(vectors, 'a@1', features('a', 0, '1'))
    applyFeatures(vectors, 'b@2', features('b', 1, '2'))
    applyFeatures(vectors, 'c@1', features('c', 2, '1'))
    const { ids, slots, rows, dimensions } = rowsOf(vectors, '1')
    expect({ ids, slots, dimensions }).toStrictEqual({ ids: ['a', 'c'], slots: [0, 2], dimensions: DIMENSIONS })
    expect(rows).toStrictEqual(Float32Array.of(...asFloats('a', 0), ...asFloats('c', 2)))
    expect(rowsOf(vectors, '3')).toStrictEqual({ ids: [], slots: [], rows: new Float32Array(0), dimensions: 0 })
  })
})

it('names the version that has most tracks, of equal ones the last', () => {
  expect(prevailing(new Map())).toBeNull()
  expect(prevailing(new Map([['1', 3], ['2', 5], ['3', 4]]))).toBe('2') // prettier-ignore
  expect(prevailing(new Map([['2', 5], ['1', 5]]))).toBe('2') // prettier-ignore
})
