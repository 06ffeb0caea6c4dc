import { describe, expect, it } from 'vitest'
import { parseEntry } from '../../../../streams/app/import/exported-listen.ts'
import { account, extended, listenBrainz } from '../../../support/exported-history.ts'

const parsed = (entry: unknown) => {
  const result = parseEntry(entry)
  return result.kind === 'listen' ? result.listen : result.kind === 'left-out' ? result.why : result.kind
}
const unknown = { album: '', recordingIds: [], durationMs: null, playedMs: null, shuffled: null }

describe('an entry of ListenBrainz', () => {
  const [recording, mapped] = ['AAAAAAAA-7a3b-4a2f-9d62-0b6f6f0b8b11', 'bbbbbbbb-7a3b-4a2f-9d62-0b6f6f0b8b11']

  it('tells when a listen began, and nothing of its end', () => {
    expect(parsed(listenBrainz(1_600_000_000, 'Ann', 'Song'))).toStrictEqual({
      ...{ source: 'listenbrainz', at: 1_600_000_000_000, artist: 'Ann', title: 'Song', ending: 'counted', ...unknown },
    })
  })

  it('has the id that the player stated before the one that was found later', () => {
    const more = { recording_mbid: recording, duration_ms: 181_500 }
    const entry = listenBrainz(1, 'Ann', 'Song', more, { recording_mbid: mapped, artist_mbids: [] })
    expect(parsed(entry)).toMatchObject({ recordingIds: [recording.toLowerCase(), mapped], durationMs: 181_500 })
  })

  it('is read as earlier exports wrote it, and as clients fill it', () => {
    const { track_metadata } = listenBrainz(1, 'Ann', 'Song', { duration: 180, recording_mbid: [''] })
    const { mbid_mapping, ...older } = track_metadata
    expect(mbid_mapping).toBeNull()
    const entry = { listened_at: 1, user_name: 'somebody', track_metadata: { ...older, release_name: 'First' } }
    expect(parsed(entry)).toMatchObject({ album: 'First', durationMs: 180_000, recordingIds: [] })
    const { additional_info, ...bare } = older
    expect(additional_info).toBeDefined()
    expect(parsed({ listened_at: 1.25, track_metadata: bare })).toMatchObject({ at: 1_250 })
  })
})

describe('an entry of Spotify', () => {
  it.each([
    [{ reason_end: 'trackdone' }, 'finished'],
    [{ reason_end: 'fwdbtn', skipped: null }, 'skipped'],
    [{ reason_end: 'backbtn' }, 'skipped'],
    [{ reason_end: 'endplay', skipped: true }, 'skipped'],
    [{ reason_end: 'endplay' }, 'unknown'],
    [{ reason_end: 'unexpected-exit-while-paused' }, 'unknown'],
    [{ reason_end: null, skipped: null }, 'unknown'],
  ])('says by %j that it was %s', (changes, ending) => {
    expect(parsed(extended('2020-04-11T00:27:53Z', 'Ann', 'Song', changes))).toStrictEqual({
      ...{ source: 'spotify', at: Date.UTC(2020, 3, 11, 0, 27, 53), artist: 'Ann', title: 'Song', ending },
      ...{ ...unknown, album: 'First', playedMs: 180_000, shuffled: false },
    })
  })

  it('of the account data says only how much was heard', () => {
    expect(parsed(account('2023-05-01 14:03', 'Ann', 'Song'))).toStrictEqual({
      ...{ source: 'spotify', at: Date.UTC(2023, 4, 1, 14, 3), artist: 'Ann', title: 'Song', ending: 'unknown' },
      ...{ ...unknown, playedMs: 180_000 },
    })
  })

  it.each([
    [extended('2020-04-11T00:27:53Z', null, null, { episode_name: 'A talk' }), 'no-music'],
    [extended('2020-04-11T00:27:53Z', 'Ann', 'Song', { incognito_mode: true }), 'private-session'],
    [extended('2020-04-11T00:27:53Z', 'Ann', 'Song', { ms_played: 0 }), 'not-played'],
    [account('2023-05-01 14:03', 'Ann', 'Song', 0), 'not-played'],
  ])('is left out where it is no listen to music, or not to be kept', (entry, why) => {
    expect(parsed(entry)).toBe(why)
  })
})

it.each([null, 1, 'x', [], {}, { listened_at: 'yesterday' }, { ts: '11.4.2020' }, { endTime: '2023-05-01' }])(
  '%j is no entry',
  (entry) => expect(parsed(entry)).toBe('unreadable'),
)
