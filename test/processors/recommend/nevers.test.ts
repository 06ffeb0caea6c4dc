import { describe, expect, it } from 'vitest'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { MAX_NEVERS, neverSuggested } from '../../../processors/recommend/nevers.ts'
import { recommendWith } from '../../../processors/recommend/recommend.ts'
import { models } from '../../../processors/recommend/models.ts'
import { MODEL_IDS } from '../../../processors/recommend/model-ids.ts'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { coListening } from '../../../processors/shared/co-listening/table.ts'
import { artistIdsOf } from '../../../processors/shared/entities/ids.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import type { Play, Recommendation } from '../../../schemas/generated.ts'
import { playId, trackId } from '../../../schemas/generated.ts'
import { audioReferences } from '../../../schemas/topics.ts'
import type { GlobalTable } from '../../../streams/engine/processor.ts'
import { record } from '../../../streams/engine/topic.ts'
import { library, played, playOf, referenceOf, START } from '../../support/builders.ts'
import { indexing } from '../../support/indexing.ts'
import { run, viewOf } from '../../support/run.ts'

const references = library(9).map(({ value }) => {
  const id = value?.trackId ?? trackId('')
  return record(audioReferences, id, referenceOf(id, { artist: id.startsWith('b') ? 'Band' : 'Other', artists: [id.startsWith('b') ? 'Band' : 'Other'] }), START) // prettier-ignore
})
const views = new Map<GlobalTable<unknown>, unknown>([
  [libraryIndex, viewOf(libraryIndex, [...library(9), ...indexing(library(9))])],
  [itemMetadata, viewOf(itemMetadata, [...library(9), ...references])],
  [coListening, viewOf(coListening, [])],
])
const band = artistIdsOf(referenceOf('b0', { artist: 'Band', artists: ['Band'] }))[0] ?? null
let plays = 0
const did = (event: Play['event'], track: string, changes: Partial<Play> = {}) =>
  played(event, track, START + (plays += 1), { playId: playId(`p${plays}`), ...changes })

describe.each(MODEL_IDS.map((id) => [id, models[id]] as const))('%s', (_, model) => {
  const suggested = (...records: readonly ReturnType<typeof did>[]) => {
    const last = run(recommendWith(model), [...records, did('started', 'a0')], views).at(-1)?.value as Recommendation
    return last.items.map(({ trackId: id }) => String(id)).sort()
  }
  const all = ['a1', 'a2', 'b0', 'b1', 'b2', 'c0', 'c1', 'c2']

  it('suggests no track that is never to be suggested, until it is allowed or liked', () => {
    expect(suggested()).toStrictEqual(all)
    expect(suggested(did('neverTrack', 'b1'))).toStrictEqual(all.filter((id) => id !== 'b1'))
    expect(suggested(did('neverTrack', 'b1'), did('allowedTrack', 'b1'))).toContain('b1')
  })

  it('suggests nothing by an artist who is never to be suggested', () => {
    expect(suggested(did('neverArtist', 'b1', { artistId: band }))).toStrictEqual(
      all.filter((id) => !id.startsWith('b')),
    )
    const allowed = did('allowedArtist', 'c1', { artistId: band })
    expect(suggested(did('neverArtist', 'b1', { artistId: band }), allowed)).toStrictEqual(all)
  })

  it('forgets a never of a retracted track or session', () => {
    const never = did('neverTrack', 'b1', { sessionId: 'x' })
    expect(suggested(never, did('sessionRetracted', 'a0', { sessionId: 'x' }))).toContain('b1')
    expect(suggested(never, did('retracted', 'b1', { sessionId: 'x' }))).toContain('b1')
    expect(suggested(never, did('sessionRetracted', 'a0', { sessionId: 'y' }))).not.toContain('b1')
  })
})

it('knows an artist who is never to be suggested when the tags give an id of MusicBrainz since', () => {
  const musicBrainz = { recordingId: null, trackId: null, releaseId: null, releaseGroupId: null, workId: null, artistIds: ['5b11f4ce-a62d-471e-81fc-a69a8278c7da'], albumArtistIds: [] } // prettier-ignore
  const tagged = referenceOf('b1', { artist: 'Band', artists: ['Band'], musicBrainz })
  const metadata = viewOf(itemMetadata, [record(audioReferences, trackId('b1'), tagged, START)])
  const profile = fold(emptyProfile, playOf('neverArtist', 'b0', { artistId: band }), START, 0)
  expect(neverSuggested(profile, metadata).has(trackId('b1'))).toBe(true)
  expect(neverSuggested(emptyProfile, metadata).has(trackId('b1'))).toBe(false)
})

it('knows the last nevers of a listener', () => {
  const profile = Array.from({ length: MAX_NEVERS + 5 }, (_, i) => playOf('neverTrack', `t${i}`)).reduce(
    (known, play, i) => fold(known, play, START + i, i),
    emptyProfile,
  )
  expect(profile.nevers).toHaveLength(MAX_NEVERS * 12)
  expect(profile.sessions).toStrictEqual([])
})
