import { describe, expect, it } from 'vitest'
import { agreement, silhouette } from '../../../../streams/app/evaluate/clusters.ts'

describe('agreement of clusters with labels', () => {
  it('is whole where they are the same', () => {
    expect(agreement([4, 4, 9], ['a', 'a', 'b'])).toStrictEqual({ purity: 1, vMeasure: 1 })
  })

  it('is that of hand-computed tables', () => {
    // Clusters {a, a, b} and {b}. H(label) = ln 2; H(cluster) = 0.5623; H(both) = 1.0397.
    const { purity, vMeasure } = agreement([0, 0, 0, 1], ['a', 'a', 'b', 'b'])
    const ofClusters = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25))
    const ofBoth = -(0.5 * Math.log(0.5) + 2 * 0.25 * Math.log(0.25))
    const [homogeneity, completeness] = [1 - (ofBoth - ofClusters) / Math.LN2, 1 - (ofBoth - Math.LN2) / ofClusters]
    expect(purity).toBe(0.75)
    expect(vMeasure).toBeCloseTo((2 * homogeneity * completeness) / (homogeneity + completeness), 12)
  })

  it('is pure but not complete where each item is its own cluster', () => {
    const { purity, vMeasure } = agreement([0, 1, 2, 3], ['a', 'a', 'b', 'b'])
    expect([purity, vMeasure]).toStrictEqual([1, expect.closeTo(2 / 3, 12)])
  })

  it('leaves out what is not known, and does not trip over hostile labels', () => {
    expect(agreement([0, 0, 1], [null, '["', '__proto__'])).toStrictEqual({ purity: 1, vMeasure: 1 })
    expect(agreement([0], [null])).toStrictEqual({ purity: 0, vMeasure: 0 })
  })
})

describe('the silhouette', () => {
  const at = [0, 1, 10, 11]
  const apart = (a: number, b: number) => Math.abs((at[a] ?? NaN) - (at[b] ?? NaN))

  it('is that of hand-computed distances', () => {
    expect(silhouette([0, 0, 1, 1], apart)).toBeCloseTo((2 * (9.5 / 10.5) + 2 * (8.5 / 9.5)) / 4, 12)
  })

  it('is 0 for what is alone, and without another cluster', () => {
    expect([silhouette([0, 1, 2, 3], apart), silhouette([0, 0, 0, 0], apart)]).toStrictEqual([0, 0])
  })
})
