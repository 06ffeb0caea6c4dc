import { expect, test } from 'vitest'
import { parsePlayerMessage, playRecordOf } from '../../../processors/websocket-bridge/protocol.ts'
import { LONGEST_TEXT } from '../../../processors/shared/text/clean-text.ts'
import { MAX_GENRE_LENGTH } from '../../../schemas/limits.ts'
import { MAX_CLOCK_MS, MAX_TRACK_MS } from '../../../schemas/live.ts'
import { plays } from '../../../schemas/topics.ts'
import { alice } from './fixtures.ts'
import { WITHOUT_CONTEXT } from '../../support/builders.ts'

const message = {
  type: 'play',
  playId: 'p1',
  trackId: 't1',
  event: 'finished',
  positionMs: 29_999.6,
  playedMs: 30_000,
  via: 'recommended',
}

/** What the player knows of the moment: the track came from a queue, fourth in it, by a page that lies in the background. */
const context = {
  artistId: 'f'.repeat(32),
  shuffled: true,
  itemRank: 4,
  timeZoneOffsetMinutes: -210,
  pageVisible: false,
}

test('a play is what the player says, of the listener whom the session names', () => {
  const full = { ...message, recommendationId: 'r1', sessionId: 's1', deviceTime: 5, listenerId: 'eve', ...context }
  const parsed = parsePlayerMessage(JSON.stringify(full))
  expect(parsed.kind === 'play' && playRecordOf(parsed.message, alice, 9)).toStrictEqual({
    playId: 'p1',
    listenerId: alice,
    sessionId: 's1',
    trackId: 't1',
    event: 'finished',
    positionMs: 30_000,
    playedMs: 30_000,
    via: 'recommended',
    recommendationId: 'r1',
    deviceTime: 5,
    arrivedAt: 9,
    wish: null,
    ...context,
    artistId: null,
    title: null,
    artist: null,
    retracts: null,
    importedFrom: null,
  })
})

test('what a player may leave out is null, or empty', () => {
  const parsed = parsePlayerMessage(JSON.stringify(message))
  expect(parsed.kind === 'play' && playRecordOf(parsed.message, alice, 9)).toStrictEqual({
    playId: 'p1',
    listenerId: alice,
    sessionId: '',
    trackId: 't1',
    event: 'finished',
    positionMs: 30_000,
    playedMs: 30_000,
    via: 'recommended',
    recommendationId: null,
    deviceTime: null,
    arrivedAt: 9,
    wish: null,
    ...WITHOUT_CONTEXT,
  })
})

test('every number at the end of its range fits the schema of plays', () => {
  const parsed = parsePlayerMessage(
    JSON.stringify({
      ...message,
      positionMs: MAX_TRACK_MS,
      playedMs: MAX_TRACK_MS,
      deviceTime: MAX_CLOCK_MS,
      event: 'wished',
      wish: { familiarity: -1, energy: 1, radio: 'genre', genre: '語'.repeat(MAX_GENRE_LENGTH) },
    }),
  )
  if (parsed.kind !== 'play') throw new Error('It was refused.')
  const play = playRecordOf(parsed.message, alice, 9)
  expect(plays.value.decode(plays.value.encode(play))).toStrictEqual(play)
})

test('a genre may be as long as in a tag', () => {
  expect(MAX_GENRE_LENGTH).toBe(LONGEST_TEXT)
})

const refused = (playId: string | null) => ({ kind: 'refused', code: 'bad-message', playId })

test.each<[string, unknown, string | null]>([
  ['another type', { ...message, type: 'pause' }, 'p1'],
  ['an event that is unknown', { ...message, event: 'exploded' }, 'p1'],
  ['the event "unknown", which only readers need', { ...message, event: 'unknown' }, 'p1'],
  ['an unknown way to be played', { ...message, via: 'magic' }, 'p1'],
  ['a time before the track', { ...message, positionMs: -1 }, 'p1'],
  ['a time that no log can hold', { ...message, playedMs: 2 ** 60 }, 'p1'],
  ['a position that no track has', { ...message, positionMs: Number.MAX_SAFE_INTEGER }, 'p1'],
  ['more heard than a track can have', { ...message, playedMs: MAX_TRACK_MS + 1 }, 'p1'],
  ['a clock beyond what a date can be', { ...message, deviceTime: MAX_CLOCK_MS + 1 }, 'p1'],
  ['a wish beyond its scale', { ...message, event: 'wished', wish: { energy: 1.01 } }, 'p1'],
  ['a genre that no tag has', { ...message, event: 'wished', wish: { genre: 'g'.repeat(501) } }, 'p1'],
  ['a time in words', { ...message, playedMs: '30' }, 'p1'],
  ['an operator instead of an id', { ...message, trackId: { $ne: null } }, 'p1'],
  ['an operator instead of a play id', { ...message, playId: { $gt: '' } }, null],
  ['a play id that is too long', { ...message, playId: 'p'.repeat(65) }, null],
  ['a play id with a line feed', { ...message, playId: 'a\nb' }, null],
  ['no play id', { ...message, playId: undefined }, null],
  ['an array', [message], null],
  ['nothing', null, null],
])('%s is refused', (_, said, playId) => {
  expect(parsePlayerMessage(JSON.stringify(said))).toStrictEqual(refused(playId))
})

test.each(['', '{', '{"type":"play"', 'NaN', '\u0000', '[[[['])('text that is no JSON is refused: %j', (text) => {
  expect(parsePlayerMessage(text)).toStrictEqual(refused(null))
})

test('a prototype is no way in', () => {
  const parsed = parsePlayerMessage(`{"__proto__":{"polluted":true},${JSON.stringify(message).slice(1)}`)
  expect(parsed.kind).toBe('play')
  expect('polluted' in {}).toBe(false)
})

test('the artist is kept where the play is about one', () => {
  for (const event of ['neverArtist', 'allowedArtist']) {
    const parsed = parsePlayerMessage(JSON.stringify({ ...message, ...context, event }))
    expect(parsed.kind === 'play' && playRecordOf(parsed.message, alice, 9).artistId).toBe(context.artistId)
  }
})

test.each([
  { itemRank: 0 },
  { itemRank: 1.5 },
  { itemRank: 10_001 },
  { timeZoneOffsetMinutes: 1_441 },
  { timeZoneOffsetMinutes: -1_441 },
  { timeZoneOffsetMinutes: 0.5 },
  { shuffled: 'yes' },
  { pageVisible: 1 },
  { event: 'retracted', retracts: 'x'.repeat(65) },
  { event: 'retracted', retracts: '' },
  { artistId: 'x'.repeat(65) },
  { event: 'neverArtist', artistId: null },
  { event: 'allowedArtist' },
])('a play that says %j is refused', (wrong) => {
  expect(parsePlayerMessage(JSON.stringify({ ...message, ...wrong }))).toMatchObject({ kind: 'refused' })
})

test('the one play that is taken back is named by a retracted, and by nothing else', () => {
  const retractedBy = (event: string) => {
    const parsed = parsePlayerMessage(JSON.stringify({ ...message, event, retracts: 'p7' }))
    return parsed.kind === 'play' ? playRecordOf(parsed.message, alice, 9).retracts : parsed.kind
  }
  expect(['retracted', 'finished'].map(retractedBy)).toStrictEqual(['p7', null])
})

test('a player may ask to follow the library', () => {
  expect(parsePlayerMessage('{"type":"follow-library","more":1}')).toStrictEqual({ kind: 'follow', what: 'library' })
  expect(parsePlayerMessage('{"type":"follow-feedback"}')).toStrictEqual({ kind: 'follow', what: 'feedback' })
})
