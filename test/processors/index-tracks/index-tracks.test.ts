import { describe, expect, it } from 'vitest'
import { indexTracks } from '../../../processors/index-tracks/index-tracks.ts'
import type { Codebook, IndexUpdate } from '../../../schemas/generated.ts'
import { Unprocessable } from '../../../streams/processor.ts'
import { record } from '../../../streams/topic.ts'
import type { StreamRecord } from '../../../streams/topic.ts'
import { indexUpdates } from '../../../streams/topics.ts'
import { gone, heard, ids, library, START } from '../../support/builders.ts'
import { run } from '../../support/run.ts'

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
    expect(run(indexTracks, library(7))).toStrictEqual(library(7).map(({ key, timestamp }) => waiting(key, timestamp)))
  })

  it('makes cells at the eighth: centres, every place, and the codebook last', () => {
    const emitted = run(indexTracks, library(8)).slice(7)
    expect(lines(emitted)).toStrictEqual([
      'cell/0 v1',
      'cell/1 v1',
      'cell/2 v1',
      ...['a0', 'a1', 'a2', 'b0', 'b1', 'b2', 'c0', 'c1'].map((id) => `track/${id} v1`),
      'codebook v1 extractor-1 of 8',
    ])
    expect(new Set(emitted.map(({ timestamp }) => timestamp))).toStrictEqual(new Set([START + 7]))
    expect({ ...codebookOf(emitted), scalingMean: 30, scalingDeviation: 30 }).toStrictEqual({
      version: 1,
      extractorVersion: 'extractor-1',
      cells: 3,
      scalingMean: 30,
      scalingDeviation: 30,
      seed: 1,
      trainedOn: 8,
      tracks: 8,
      probes: 3,
      measuredRecall: 1,
    })
  })

  it('puts a new track into a cell at once', () => {
    expect(lines(run(indexTracks, library(9)).slice(-1))).toStrictEqual(['track/c2 v1'])
  })

  it('makes new cells when the library has doubled', () => {
    const emitted = run(indexTracks, library(16))
    expect(emitted.filter(({ key }) => key === 'codebook').map(line)).toStrictEqual([
      'codebook v1 extractor-1 of 8',
      'codebook v2 extractor-1 of 16',
    ])
    expect(emitted.slice(-21, -17).map(line)).toStrictEqual(['cell/0 v2', 'cell/1 v2', 'cell/2 v2', 'cell/3 v2'])
  })

  it('says nothing of a record that comes again', () => {
    const tracks = library(12)
    expect(run(indexTracks, [...tracks, ...tracks])).toStrictEqual(run(indexTracks, tracks))
  })

  it('gives a track that sounds otherwise now another place', () => {
    const emitted = run(indexTracks, [...library(12), heard('a0', 2)])
    expect(lines(emitted.slice(-1))).toStrictEqual(['track/a0 v1'])
  })

  it('takes out a track that is gone, once', () => {
    expect(run(indexTracks, [...library(9), gone('a0', START + 99), gone('a0')]).slice(-1)).toStrictEqual([
      record(indexUpdates, 'track/a0', null, START + 99),
    ])
  })

  it('says nothing of a track that is gone and was never here', () => {
    expect(run(indexTracks, [gone('a0')])).toStrictEqual([])
  })

  it('lets what another extractor heard wait until that has heard most of the library', () => {
    const again = library(9).map(({ key, timestamp }, i) => heard(key, i % 3, timestamp, other))
    const emitted = run(indexTracks, [...library(16), ...again.slice(0, 8)])
    expect(lines(emitted.slice(-8))).toStrictEqual(
      again.slice(0, 8).map(({ key }) => `track/${key} v0`), // eight of each: those in force stay
    )
    const switched = run(indexTracks, [...library(16), ...again]).slice(emitted.length)
    expect(lines(switched)).toStrictEqual([
      'cell/0 v3',
      'cell/1 v3',
      'cell/2 v3',
      ...['a0', 'a1', 'a2', 'b0', 'b1', 'b2', 'c0', 'c1', 'c2'].map((id) => `track/${id} v3`),
      'cell/3 gone',
      'codebook v3 extractor-2 of 9',
    ])
  })

  it('refuses features that no vector can be made of', () => {
    const broken = heard('a0', 0, START, { bandCentroid: { mean: [NaN], deviation: [0] } })
    expect(() => run(indexTracks, [broken])).toThrow(Unprocessable)
    expect(() => run(indexTracks, [broken])).toThrow('The features of track a0 lack numbers')
  })
})
