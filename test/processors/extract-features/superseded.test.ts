import { expect, it } from 'vitest'
import { analysedTracks } from '../../../processors/extract-features/analysed-tracks.ts'
import { supersededFeatures } from '../../../processors/extract-features/superseded.ts'
import { trackId } from '../../../schemas/generated.ts'
import { audioFeatures } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { features } from './references.ts'

/** The table after these versions of the extractor have analysed these tracks. */
function analysed(versions: Readonly<Record<string, readonly string[]>>) {
  const tracks = analysedTracks.create()
  for (const [id, of] of Object.entries(versions)) {
    for (const extractorVersion of of) {
      const value = { ...features, trackId: trackId(id), extractorVersion }
      analysedTracks.apply(tracks, record(audioFeatures, `${id}@${extractorVersion}`, value, 1))
    }
  }
  return tracks
}

it('tombstones what every earlier version found of every track, and nothing of the version in force or a later one', () => {
  const tracks = analysed({ a: ['8', '9', '10'], b: ['9'], c: ['10', '11'] })
  expect(supersededFeatures(tracks, '10', 7)).toStrictEqual(
    ['a@8', 'a@9', 'b@9'].map((key) => record(audioFeatures, key, null, 7)),
  )
})

it('tombstones the keys of versions that keyed by the track alone', () => {
  expect(supersededFeatures(analysed({ a: ['2'] }), '3', 7).map(({ key }) => key)).toStrictEqual(['a@2', 'a'])
})

it('leads to nothing once its tombstones have been read', () => {
  const tracks = analysed({ a: ['8', '9'] })
  for (const tombstone of supersededFeatures(tracks, '9', 7)) analysedTracks.apply(tracks, tombstone)
  expect(supersededFeatures(tracks, '9', 8)).toStrictEqual([])
})
