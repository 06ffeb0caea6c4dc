import { describe, expect, it } from 'vitest'
import { indexTracks } from '../../../processors/index-tracks/index-tracks.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import type { Codebook, IndexUpdate, TrackId } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import { Unprocessable } from '../../../streams/engine/processor.ts'
import { record } from '../../../streams/engine/topic.ts'
import type { StreamRecord } from '../../../streams/engine/topic.ts'
import { audioFeatures, indexUpdates } from '../../../schemas/topics.ts'
import { parseFeatureKey } from '../../../schemas/keys.ts'
import { gone, heard, ids, library, START } from '../../support/builders.ts'
import { indexing } from '../../support/indexing.ts'
import { run, viewOf } from '../../support/run.ts'

const waiting = (id: string, at: number) => {
  const [track] = ids(id)
  const assignment = track === undefined ? null : { version: 0, trackId: track, cell: 0, distance: 0 }
  return record(indexUpdates, `track/${id}`, { codebook: null, centroid: null, assignment }, at)
}
/** A record as one line: `cell/0 v1`, `track/a0 v1`, `codebook v1 extractor-1 of 8`, `cell/3 gone`. */
const line = ({ key, value }: StreamRecord): string => {
  if (value === null) return `${key} gone`
  const { codebook, centroid, assignment } = value as IndexUpdate
  const suffix = codebook === null ? '' : ` ${codebook.extractorVersion} of ${codebook.tracks}`
  return `${key} v${(codebook ?? centroid ?? assignment)?.version ?? '?'}${suffix}`
}
const lines = (records: readonly StreamRecord[]) => records.map(line)
const codebookOf = (records: readonly StreamRecord[]): Codebook | null | undefined =>
  (records.findLast(({ key }) => key === 'codebook')?.value as IndexUpdate | undefined)?.codebook
const other = { extractorVersion: 'extractor-2' }

describe('index-tracks', () => {
  it('lets tracks wait while there are too few for cells', () => {
    expect(indexing(library(7))).toStrictEqual(
      library(7).map(({ key, timestamp }) => waiting(parseFeatureKey(key).trackId, timestamp)),
    )
  })

  it('makes cells after the eighth: centres, every place, and the codebook last', () => {
    const emitted = indexing(library(8)).slice(8)
    expect(lines(emitted)).toStrictEqual([
      'cell/0 v1',
      'cell/1 v1',
      'cell/2 v1',
      ...['a0', 'a1', 'a2', 'b0', 'b1', 'b2', 'c0', 'c1'].map((id) => `track/${id} v1`),
      'codebook v1 extractor-1 of 8',
    ])
    expect(new Set(emitted.map(({ timestamp }) => timestamp))).toStrictEqual(new Set([START + 7]))
    const { version, extractorVersion, cells, tracks, measuredOn, measuredRecall } = codebookOf(emitted) ?? {}
    expect({ version, extractorVersion, cells, tracks, measuredOn, measuredRecall }).toStrictEqual({
      version: 1,
      extractorVersion: 'extractor-1',
      cells: 3,
      tracks: 8,
      measuredOn: 8,
      measuredRecall: 1,
    })
  })

  it('puts a new track into a cell at once', () => {
    expect(lines(indexing(library(9)).slice(-1))).toStrictEqual(['track/c2 v1'])
  })

  it('makes new cells when the library has doubled', () => {
    const emitted = indexing(library(16))
    expect(emitted.filter(({ key }) => key === 'codebook').map(line)).toStrictEqual([
      'codebook v1 extractor-1 of 8',
      ...['codebook v1 extractor-1 of 8', 'codebook v1 extractor-1 of 8'], // measured anew: of ten, and of thirteen
      'codebook v2 extractor-1 of 16',
    ])
    expect(emitted.slice(-21, -17).map(line)).toStrictEqual(['cell/0 v2', 'cell/1 v2', 'cell/2 v2', 'cell/3 v2'])
  })

  it('says nothing of a record that comes again', () => {
    const tracks = library(12)
    expect(indexing([...tracks, ...tracks])).toStrictEqual(indexing(tracks))
  })

  it('gives a track that sounds otherwise now another place', () => {
    const emitted = indexing([...library(12), heard('a0', 2)])
    expect(lines(emitted.slice(-1))).toStrictEqual(['track/a0 v1'])
  })

  it('takes out a track that is gone, once', () => {
    expect(indexing([...library(9), gone('a0', START + 99), gone('a0')]).slice(-1)).toStrictEqual([
      record(indexUpdates, 'track/a0', null, START + 99),
    ])
  })

  it('says nothing of a track that is gone and was never here', () => {
    expect(indexing([gone('a0')])).toStrictEqual([])
  })

  it('lets another extractor version hear the library beside the one in force, then switches to it', () => {
    const again = library(16).map(({ key, timestamp }, i) =>
      heard(parseFeatureKey(key).trackId, i % 3, timestamp, other),
    )
    const emitted = indexing([...library(16), ...again.slice(0, 15)])
    expect(emitted).toStrictEqual(indexing(library(16)))
    const switched = indexing([...library(16), ...again]).slice(emitted.length)
    const all = library(16).map(({ key }) => parseFeatureKey(key).trackId)
    expect(lines(switched)).toStrictEqual([
      ...['cell/0 v3', 'cell/1 v3', 'cell/2 v3', 'cell/3 v3'],
      ...[...all].sort().map((id) => `track/${id} v3`),
      'codebook v3 extractor-2 of 16',
    ])
  })

  it('goes on from the index of a release that compared other features', () => {
    const earlier = library(9).map(({ key, value, timestamp }) => {
      const { trackId } = parseFeatureKey(key)
      return record(audioFeatures, trackId, value && { ...value, extractorVersion: '1', bandCepstrum: [] }, timestamp)
    })
    const assignment = (id: TrackId) => ({ version: 3, trackId: id, cell: 0, distance: 1 })
    const content = viewOf(libraryIndex, [
      ...earlier,
      ...earlier.map(({ value }) => value?.trackId ?? trackId('')).map((id) =>
        record(indexUpdates, `track/${id}`, { codebook: null, centroid: null, assignment: assignment(id) }, START),
      ),
      record(indexUpdates, 'codebook', { codebook: EARLIER, centroid: null, assignment: null }, START),
    ]) // prettier-ignore
    expect([content.version, content.sizes]).toStrictEqual([3, { known: 0, indexed: 0 }])
    const emitted = indexing(library(9), content)
    expect(emitted.filter(({ key }) => key === 'codebook').map(line)).toStrictEqual(['codebook v4 extractor-1 of 8'])
    expect([content.version, content.sizes]).toStrictEqual([4, { known: 9, indexed: 9 }])
    expect(content.nearest(trackId('a0'), 2).map((near) => near.trackId.charAt(0))).toStrictEqual(['a', 'a'])
  })

  it('keeps a track that one version has heard while what another heard of it ends', () => {
    const second = heard('a0', 1, START, other)
    const emitted = indexing([...library(9), second])
    expect(indexing([...library(9), second, gone('a0')]).slice(emitted.length)).toStrictEqual([])
    expect(
      lines(indexing([...library(9), second, gone('a0'), gone('a0', START, 'extractor-2')]).slice(-1)),
    ).toStrictEqual(['track/a0 gone'])
  })

  it('refuses features that no vector can be made of', () => {
    const broken = heard('a0', 0, START, { bandCentroid: { mean: [NaN], deviation: [0] } })
    expect(() => run(indexTracks, [broken])).toThrow(Unprocessable)
    expect(() => run(indexTracks, [broken])).toThrow('The features of track a0 lack numbers')
  })
})

/** As it was before there were trainings: never measured anew. */
const EARLIER = {
  version: 3,
  extractorVersion: '1',
  cells: 1,
  scalingMean: [0],
  scalingDeviation: [1],
  seed: 3,
  trainedOn: 9,
  tracks: 9,
  probes: 1,
  measuredRecall: 1,
  measuredOn: 0,
  recallGoal: 0.95,
  comparisons: 0,
  smallestCell: 0,
  medianCell: 0,
  largestCell: 0,
  imbalance: 0,
  hubSkew: 0,
}
