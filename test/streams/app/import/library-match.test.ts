import { describe, expect, it } from 'vitest'
import { trackId } from '../../../../schemas/generated.ts'
import type { ExportedListen } from '../../../../streams/app/import/exported-listen.ts'
import { libraryMatcher } from '../../../../streams/app/import/library-match.ts'
import type { MatchedReference } from '../../../../streams/app/import/library-match.ts'

const track = (
  id: string,
  artist: string,
  title: string,
  changes: Partial<MatchedReference> = {},
): MatchedReference => ({
  // prettier-ignore
  ...{ trackId: trackId(id), artist, title, album: 'First', durationMs: 180_000 },
  ...{ artists: [artist], albumArtist: null, recordingId: null, ...changes },
})
const listen = (artist: string, title: string, changes: Partial<ExportedListen> = {}): ExportedListen => ({
  ...{ source: 'listenbrainz', at: 1, artist, title, album: '', recordingIds: [], durationMs: null, playedMs: null },
  ...{ ending: 'counted', shuffled: null, ...changes },
})

const { match } = libraryMatcher([
  track('a', 'Björk', 'Jóga', { recordingId: 'r1' }),
  track('b', 'Ann feat. Bob', 'Two', { artists: ['Ann', 'Bob'] }),
  track('c1', 'Ann', 'Same', { album: 'First' }),
  track('c2', 'Ann', 'Same', { album: 'Live', durationMs: 300_000 }),
  track('c3', 'Ann', 'Same', { album: 'Best of' }),
  track('d1', 'Ann', 'Twice'),
  track('d2', 'Ann', 'Twice'),
  track('e', 'Others', 'Only here', { durationMs: null }),
])
const found = (...args: Parameters<typeof listen>) => {
  const result = match(listen(...args))
  return result.kind === 'match' ? result.track.trackId : [result.why, result.nearest?.trackId ?? null]
}

describe('an entry is found in the library', () => {
  it('by the recording, whatever it is called', () => {
    expect(found('B. Gudmundsdottir', 'Joga (remaster)', { recordingIds: ['r9', 'r1'] })).toBe('a')
  })

  it('by artist and title, as the search folds them; also by the first of several artists', () => {
    expect(found('BJORK', ' joga ', { recordingIds: ['r9'] })).toBe('a')
    expect([found('Ann feat. Bob', 'Two'), found('Ann', 'Two')]).toStrictEqual(['b', 'b'])
  })

  it('by the album, where several are called so', () => {
    expect(found('Ann', 'Same', { album: 'best of' })).toBe('c3')
    expect(found('Ann', 'Same')).toStrictEqual(['ambiguous', 'c1'])
    expect(found('Ann', 'Same', { album: 'Other' })).toStrictEqual(['ambiguous', 'c1'])
    expect(found('Ann', 'Twice', { album: 'First' })).toStrictEqual(['ambiguous', 'd1'])
  })

  it('only where the length fits', () => {
    expect(found('Ann', 'Same', { durationMs: 301_000 })).toBe('c2')
    expect(found('Ann', 'Same', { playedMs: 250_000 })).toBe('c2')
    expect(found('Ann', 'Same', { durationMs: 240_000 })).toStrictEqual(['other-length', 'c1'])
    expect(found('Björk', 'Jóga', { playedMs: 40_000 })).toBe('a')
    expect(found('Others', 'Only here', { durationMs: 1 })).toBe('e')
  })

  it('else the nearest is named: of the artist, or of that title', () => {
    expect(found('Ann', 'Two (2011 Remaster)')).toStrictEqual(['not-in-library', 'b'])
    expect(found('Bjork', 'Hunter')).toStrictEqual(['not-in-library', 'a'])
    expect(found('Nobody', 'Only Here')).toStrictEqual(['not-in-library', 'e'])
    expect(found('Nobody', 'Nothing')).toStrictEqual(['not-in-library', null])
    expect(found('Nobody', 'Nothing')).toStrictEqual(['not-in-library', null])
  })
})
