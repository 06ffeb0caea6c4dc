import { describe, expect, it } from 'vitest'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { MAX_NEVERS, neversOfTrack, neverSuggested } from '../../../processors/recommend/nevers.ts'
import { recommendWith } from '../../../processors/recommend/recommend.ts'
import { models } from '../../../processors/recommend/models.ts'
import { MODEL_IDS } from '../../../processors/shared/model-ids.ts'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { coListening } from '../../../processors/shared/co-listening/table.ts'
import { artistIdsOf } from '../../../processors/shared/entities/ids.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import type { Play, Recommendation } from '../../../schemas/generated.ts'
import { artistId, playId, trackId } from '../../../schemas/generated.ts'
import { artists, audioReferences, trackAliases } from '../../../schemas/topics.ts'
import type { GlobalTable } from '../../../streams/engine/processor.ts'
import { record } from '../../../streams/engine/topic.ts'
import { library, played, playOf, referenceOf, START } from '../../support/builders.ts'
import { indexing } from '../../support/indexing.ts'
import { run, viewOf } from '../../support/run.ts'
import { artistOf } from '../websocket-bridge/entity-fixtures.ts'

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

  it('suggests a track no more whose like was retracted, when it was never to be suggested before', () => {
    const never = did('neverTrack', 'b1', { sessionId: 'x' })
    const like = did('liked', 'b1', { sessionId: 'y' })
    expect(suggested(never, like)).toContain('b1')
    expect(suggested(never, like, did('retracted', 'b1', { sessionId: 'y' }))).not.toContain('b1')
    expect(suggested(never, like, did('sessionRetracted', 'a0', { sessionId: 'y' }))).not.toContain('b1')
    expect(suggested(never, like, did('neverTrack', 'b1', { sessionId: 'z' }))).not.toContain('b1')
    expect(suggested(never, like, did('unliked', 'b1', { sessionId: 'z' }))).toContain('b1')
  })

  it('suggests what could not be played no more in that session, in one that does not count too', () => {
    const failed = did('failed', 'b1')
    expect(suggested(failed)).toStrictEqual(all.filter((id) => id !== 'b1'))
    expect(suggested(did('liked', 'b1'), failed)).not.toContain('b1')
    expect(suggested(did('sessionRetracted', 'a0'), failed)).not.toContain('b1')
    expect(suggested(did('failed', 'b1', { sessionId: 'x' }))).toContain('b1')
    expect(suggested(failed, did('retracted', 'b1'))).toContain('b1')
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

describe('an artist who is the same by other ids', () => {
  const musicBrainzId = artistId('5b11f4ceb11f4ce05b11f4ceb11f4ce0')
  const merged = [{ id: String(band), name: 'Band', reason: 'spelling', tracks: 1 } as const]
  const named = referenceOf('b2', { artist: 'Band', artists: ['Band'] })
  const metadata = viewOf(itemMetadata, [
    record(audioReferences, trackId('b2'), named, START),
    record(artists, musicBrainzId, { ...artistOf([named], { merged }), artistId: musicBrainzId }, START),
  ])
  it.each([
    ['the one that took it in', musicBrainzId],
    ['its own', band],
  ])('is never suggested by %s', (_, id) => {
    const profile = fold(emptyProfile, playOf('neverArtist', 'b0', { artistId: id }), START, 0)
    expect(neverSuggested(profile, metadata).has(trackId('b2'))).toBe(true)
    const allowed = fold(profile, playOf('allowedArtist', 'b0', { artistId: id, playId: playId('p') }), START, 1)
    expect(neverSuggested(allowed, metadata).has(trackId('b2'))).toBe(false)
  })
})

describe('a track that was joined to another', () => {
  const joined = record(trackAliases, trackId('old'), { trackId: trackId('b1'), soundHash: null }, START)
  const views2 = new Map(views).set(itemMetadata, viewOf(itemMetadata, [...library(9), ...references, joined]))
  const suggested = (...records: readonly ReturnType<typeof did>[]) => {
    const all = run(recommendWith(models[MODEL_IDS[0]]), [...records, did('started', 'a0')], views2)
    return (all.at(-1)?.value as Recommendation).items.map(({ trackId: id }) => String(id))
  }
  it('stays one that is never to be suggested, and can be allowed', () => {
    const profile = fold(emptyProfile, playOf('neverTrack', 'old'), START, 0)
    const metadata = viewOf(itemMetadata, [joined])
    expect(neverSuggested(profile, metadata).has(trackId('b1'))).toBe(true)
    const moved = neversOfTrack(profile.nevers, metadata.earlierIdsOf(trackId('b1')), trackId('b1'))
    expect(neverSuggested({ ...profile, nevers: moved }, viewOf(itemMetadata, [])).has(trackId('b1'))).toBe(true)
    expect(neversOfTrack(moved, [trackId('old')], trackId('b1'))).toBe(moved)
    expect(suggested(did('neverTrack', 'old'))).not.toContain('b1')
    expect(suggested(did('neverTrack', 'old'), did('allowedTrack', 'b1'))).toContain('b1')
  })
})

it('knows the last nevers of a listener', () => {
  const profile = Array.from({ length: MAX_NEVERS + 5 }, (_, i) => playOf('neverTrack', `t${i}`)).reduce(
    (known, play, i) => fold(known, play, START + i, i),
    emptyProfile,
  )
  expect(profile.nevers).toHaveLength(MAX_NEVERS * 12)
  expect(profile.sessions).toStrictEqual([])
})
