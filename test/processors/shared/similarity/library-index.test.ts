import { describe, expect, it } from 'vitest'
import type { LibraryIndex } from '../../../../processors/shared/similarity/library-index.ts'
import { libraryIndex } from '../../../../processors/shared/similarity/library-index-table.ts'
import { DIMENSIONS } from '../../../../processors/shared/similarity/vector.ts'
import type { TrackId } from '../../../../schemas/generated.ts'
import { trackId } from '../../../../schemas/generated.ts'
import type { GlobalTable } from '../../../../streams/engine/processor.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { StreamRecord } from '../../../../streams/engine/topic.ts'
import { indexUpdates } from '../../../../schemas/topics.ts'
import { gone, heard, ids, library, START } from '../../../support/builders.ts'
import { indexing } from '../../../support/indexing.ts'
import { viewOf } from '../../../support/run.ts'
import type { Input } from '../../../support/run.ts'

const of = (features: readonly Input[]) => viewOf(libraryIndex, [...features, ...indexing(features)])
const nearestIds = (index: LibraryIndex, id: string, limit: number, exclude?: ReadonlySet<TrackId>) =>
  index.nearest(trackId(id), limit, exclude).map((neighbour) => neighbour.trackId)
const exactly = (index: LibraryIndex, id: string) => {
  const others = index.cells().flat().filter((other) => other !== id) // prettier-ignore
  return others
    .map((other) => ({ other, distance: index.between(trackId(id), other) ?? Infinity }))
    .sort((a, b) => a.distance - b.distance || (a.other < b.other ? -1 : 1))
    .map(({ other }) => other)
}
const applied = <C>(view: GlobalTable<C>, content: C, record: StreamRecord) => view.apply(content, record)
const contentOf = (index: LibraryIndex) => ({
  codebook: index.codebook,
  sizes: index.sizes,
  cells: index.cells(),
  nearest: index.cells().flat().map((id) => index.nearest(id, 5)), // prettier-ignore
})

describe('the library index', () => {
  it('is empty at first', () => {
    expect(contentOf(libraryIndex.create())).toStrictEqual({
      codebook: null,
      sizes: { known: 0, indexed: 0 },
      cells: [],
      nearest: [],
    })
  })

  it('searches exactly before there is a codebook', () => {
    const index = of(library(7))
    expect(index.version).toBe(0)
    expect(nearestIds(index, 'a0', 10)).toStrictEqual(exactly(index, 'a0'))
    expect(nearestIds(index, 'a0', 2)).toStrictEqual(['a2', 'a1'])
  })

  it('finds what is of one style, nearly as exact search does', () => {
    const index = of(library(60))
    const found = index
      .cells()
      .flat()
      .flatMap((id) => {
        const exact = new Set(exactly(index, id).slice(0, 10))
        expect(nearestIds(index, id, 19).every((near) => near[0] === id[0])).toBe(true)
        return nearestIds(index, id, 10).map((near) => exact.has(near))
      })
    expect(found.filter(Boolean).length / found.length).toBeGreaterThanOrEqual(0.95)
  })

  it('looks into more cells than it must while it has not found enough', () => {
    const index = of(library(60))
    expect(new Set(nearestIds(index, 'a0', 100))).toStrictEqual(new Set(exactly(index, 'a0')))
  })

  it('orders equally near tracks by id', () => {
    const same = library(12).map(({ key, timestamp }) => heard(key, 1, timestamp, ALIKE))
    expect(nearestIds(of(same), 'b1', 4)).toStrictEqual(ids('a0', 'a1', 'a2', 'a3'))
  })

  it('says how far a neighbour is, in which group, and in what the two are alike', () => {
    const index = of([
      heard('a', 0, START, ALIKE),
      heard('b', 0, START, { ...ALIKE, chroma: ALIKE.pulse.slice(0, 12) }),
    ])
    const [neighbour] = index.nearest(trackId('a'), 1)
    // Two tracks scaled by themselves lie one deviation on either side of their mean wherever they differ: here in harmony.
    const apart = 2 / Math.sqrt(1.1)
    expect(neighbour).toStrictEqual({
      trackId: 'b',
      distance: expect.closeTo(apart * Math.sqrt(1 / 5.5), 6) as unknown,
      groups: { timbre: 0, texture: 0, rhythm: 0, tempo: 0, harmony: expect.closeTo(apart, 6) as unknown, brightness: 0, noisiness: 0 }, // prettier-ignore
      alike: ['timbre', 'texture', 'rhythm', 'tempo', 'brightness', 'noisiness'],
    })
    expect(index.compare(trackId('a'), trackId('b'))).toStrictEqual(neighbour)
  })

  it('leaves out what it is told to', () => {
    const index = of(library(12))
    expect(nearestIds(index, 'a0', 3, new Set(ids('a1', 'a2')))).toStrictEqual(
      exactly(index, 'a0').filter((id) => id !== 'a1' && id !== 'a2').slice(0, 3), // prettier-ignore
    )
  })

  it('knows a track by its features, and finds it once it is in a cell', () => {
    const index = of(library(10))
    libraryIndex.apply(index, heard('new', 0))
    expect([index.sizes, index.has(trackId('new'))]).toStrictEqual([{ known: 11, indexed: 10 }, false])
    expect(nearestIds(index, 'new', 1)).toStrictEqual(exactly(index, 'new').slice(0, 1))
    expect(nearestIds(index, 'a0', 100)).not.toContain('new')
    const assignment = { version: 1, trackId: trackId('new'), cell: 0, distance: 1 }
    libraryIndex.apply(index, record(indexUpdates, 'track/new', { ...NO_UPDATE, assignment }, START))
    expect([index.sizes, index.has(trackId('new'))]).toStrictEqual([{ known: 11, indexed: 11 }, true])
    expect(nearestIds(index, 'a0', 100)).toContain('new')
  })

  it('forgets a track whose features or place are gone', () => {
    const index = of(library(10))
    libraryIndex.apply(index, gone('a0'))
    libraryIndex.apply(index, record(indexUpdates, 'track/b0', null, START))
    expect(index.sizes).toStrictEqual({ known: 9, indexed: 8 })
    expect(nearestIds(index, 'a0', 5)).toStrictEqual([])
    expect(nearestIds(index, 'a1', 100)).not.toContain('b0')
  })

  it('finds a track whose features went until its place goes too, whichever is read first', () => {
    const noPlace = record(indexUpdates, 'track/a0', null, START)
    const found = (index: LibraryIndex) => nearestIds(index, 'a1', 100).includes(trackId('a0'))
    const index = of(library(10))
    const steps = [gone('a0'), noPlace].map((each) => {
      expect(index.has(trackId('a1'))).toBe(true)
      applied(libraryIndex, index, each)
      return found(index)
    })
    expect(steps).toStrictEqual([true, false])
    const other = of(library(10))
    for (const each of [noPlace, gone('a0')]) applied(libraryIndex, other, each)
    expect(contentOf(index)).toStrictEqual(contentOf(other))
  })

  it('compares a track by what it sounds like now', () => {
    const index = of(library(12))
    const before = index.between(trackId('a0'), trackId('a1'))
    libraryIndex.apply(index, heard('a1', 2))
    const now = index.between(trackId('a0'), trackId('a1'))
    expect(now).toBe(viewOf(libraryIndex, [...library(12), ...indexing(library(12)), heard('a1', 2)]).between(trackId('a0'), trackId('a1'))) // prettier-ignore
    expect(now).not.toBe(before)
  })

  it('has no cells of an older version', () => {
    const index = libraryIndex.create()
    const centroid = (version: number, cell: number, at: number) => {
      const update = {
        ...NO_UPDATE,
        centroid: { version, cell, position: Array.from({ length: DIMENSIONS }, () => at) },
      }
      return record(indexUpdates, `cell/${cell}`, update, START)
    }
    const codebook = (version: number) =>
      record(indexUpdates, 'codebook', { ...NO_UPDATE, codebook: { ...CODEBOOK, version } }, START)
    const zero = new Float64Array(DIMENSIONS)
    for (const update of [centroid(1, 0, 9), centroid(1, 1, 0), codebook(1)]) libraryIndex.apply(index, update)
    expect(index.maintenance.cellOf(zero)).toStrictEqual({ cell: 1, distance: 0 })
    for (const update of [centroid(2, 0, 9), codebook(2)]) libraryIndex.apply(index, update)
    expect(index.maintenance.cellOf(zero)).toStrictEqual({ cell: 0, distance: Math.sqrt(DIMENSIONS * 81) })
  })

  it('finds nothing around a track that it has never heard of', () => {
    expect(nearestIds(of(library(10)), 'nobody', 5)).toStrictEqual([])
  })

  it('keeps a version in force until the codebook of the next', () => {
    const features = library(16)
    const updates = indexing(features)
    const index = viewOf(libraryIndex, [...features, ...updates.slice(0, -1)])
    const ofTheNext = 4 + 16 + 1 // centres, places and the codebook
    const before = viewOf(libraryIndex, [...features, ...updates.slice(0, -ofTheNext)])
    expect(contentOf(index)).toStrictEqual(contentOf(before))
    for (const update of updates.slice(-1)) applied(libraryIndex, index, update)
    expect([index.version, index.sizes.indexed]).toStrictEqual([2, 16])
  })

  it('is the same whichever topic is read first, live or rebuilt from what compaction leaves', () => {
    const features = [...library(40), gone('a3'), heard('b2', 5), heard('c1', 1, START, { extractorVersion: 'other' })]
    const updates = indexing(features)
    const live = contentOf(viewOf(libraryIndex, [...features, ...updates]))
    const newest = (records: readonly Input[]) =>
      records.filter(({ key }, i) => records.findLastIndex((other) => other.key === key) === i)
    expect(contentOf(viewOf(libraryIndex, [...updates, ...features]))).toStrictEqual(live)
    expect(contentOf(viewOf(libraryIndex, [...newest(features), ...newest(updates)]))).toStrictEqual(live)
  })
})

const CODEBOOK = {
  version: 1,
  extractorVersion: 'extractor-1',
  cells: 2,
  scalingMean: Array.from({ length: DIMENSIONS }, () => 0),
  scalingDeviation: Array.from({ length: DIMENSIONS }, () => 1),
  seed: 1,
  trainedOn: 8,
  tracks: 8,
  probes: 1,
  measuredRecall: 1,
  measuredOn: 8,
  recallGoal: 0.95,
  comparisons: 8,
  smallestCell: 8,
  medianCell: 8,
  largestCell: 8,
  imbalance: 1,
  hubSkew: 0,
}
const NO_UPDATE = { codebook: null, centroid: null, assignment: null }
const ones = (count: number) => Array.from({ length: count }, () => 1)
const ALIKE = {
  bandCepstrum: ones(20),
  cepstrumSpread: ones(55),
  modulation: ones(56),
  pulse: ones(20),
  chroma: Array.from({ length: 12 }, () => 3),
  bandCentroid: { mean: [1], deviation: [1] },
  bandFlatness: { mean: [1], deviation: [1] },
}
