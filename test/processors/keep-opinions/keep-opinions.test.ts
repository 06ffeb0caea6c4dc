import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepOpinions } from '../../../processors/keep-opinions/keep-opinions.ts'
import { emptyLog, MAX_PLAY_IDS, MAX_STATED, withStatement } from '../../../processors/keep-opinions/opinion-log.ts'
import { oldTrackIds } from '../../../processors/shared/aliases/old-track-ids.ts'
import { MAX_SETTLED } from '../../../processors/keep-opinions/settled.ts'
import type { Opinion, OpinionLog, Play } from '../../../schemas/generated.ts'
import { artistId, playId, trackId } from '../../../schemas/generated.ts'
import { keepOpinionsState, trackAliases } from '../../../schemas/topics.ts'
import { processInline, processorWork, reading } from '../../../streams/engine/runtime/work.ts'
import { record } from '../../../streams/engine/topic.ts'
import { played, START } from '../../support/builders.ts'
import { run } from '../../support/run.ts'
import type { Input, Views } from '../../support/run.ts'

const NO_ALIASES: Views = new Map([[oldTrackIds, oldTrackIds.create()]])

/** What stands in the end, by subject. */
function standing(records: readonly Input[]): Readonly<Record<string, string>> {
  const newest = new Map(run(keepOpinions, records, NO_ALIASES).map(({ key, value }) => [key, value as Opinion | null]))
  return Object.fromEntries(
    [...newest].flatMap(([key, value]) => (value === null ? [] : [[key.replace('ann/', ''), value.opinion]])),
  )
}

let plays = 0
const did = (event: Play['event'], track: string, sessionId = 'session', changes: Partial<Play> = {}) =>
  played(event, track, START + (plays += 1), { playId: playId(`p${plays}`), sessionId, ...changes })

describe('keep-opinions', () => {
  it('keeps all that was stated, however much it is', () => {
    const records = Array.from({ length: 320 }, (_, i) => did(i < 160 ? 'liked' : 'disliked', `t${i}`))
    const kinds = Object.values(standing(records))
    expect(kinds.filter((kind) => kind === 'liked')).toHaveLength(160)
    expect(kinds.filter((kind) => kind === 'disliked')).toHaveLength(160)
  })

  it('writes what it is of, what it is and since when, and a tombstone once it is taken back', () => {
    const [liked, unliked] = [did('liked', 'a'), did('unliked', 'a')]
    const value = { listenerId: 'ann', subject: 'track', trackId: 'a', artistId: null, opinion: 'liked', since: liked.timestamp } // prettier-ignore
    const key = 'ann/track/a'
    expect(run(keepOpinions, [liked, unliked], NO_ALIASES)).toStrictEqual([
      { topic: 'opinions', key, value, timestamp: liked.timestamp },
      { topic: 'opinions', key, value: null, timestamp: unliked.timestamp },
    ])
  })

  it('writes the tombstone of an opinion that it may have forgotten', () => {
    const [liked, unliked] = [did('liked', 'b'), did('unliked', 'a')]
    const log: OpinionLog = { ...emptyLog, settled: Buffer.alloc(MAX_SETTLED * 15, 1) }
    const emitted = ({ key, value, timestamp }: typeof liked, before: OpinionLog) =>
      keepOpinions
        .step(before, { topic: 'plays', key, value, timestamp, partition: 0, offset: 0 }, reading('', NO_ALIASES))
        .emit.map((each) => [each.key, each.value === null])
    expect(emitted(unliked, log)).toStrictEqual([['ann/track/a', true]])
    expect(emitted(liked, log)).toStrictEqual([['ann/track/b', false]])
    expect(emitted(unliked, emptyLog)).toStrictEqual([])
  })

  it('writes nothing for what states nothing, or nothing new', () => {
    const liked = did('liked', 'a')
    const idle = [did('started', 'b'), did('finished', 'b'), did('wished', 'b'), did('unknown', 'b')]
    expect(
      run(keepOpinions, [liked, liked, did('liked', 'a'), did('undisliked', 'a'), ...idle], NO_ALIASES),
    ).toHaveLength(1)
  })

  it('keeps one opinion for each subject', () => {
    expect(standing([did('liked', 'a'), did('disliked', 'a')])).toStrictEqual({ 'track/a': 'disliked' })
    expect(standing([did('liked', 'a'), did('neverTrack', 'a')])).toStrictEqual({ 'track/a': 'never' })
    expect(standing([did('neverTrack', 'a'), did('disliked', 'a')])).toStrictEqual({ 'track/a': 'never' })
    expect(standing([did('neverTrack', 'a'), did('allowedTrack', 'a')])).toStrictEqual({})
    expect(standing([did('liked', 'a'), did('allowedTrack', 'a')])).toStrictEqual({ 'track/a': 'liked' })
  })

  it('keeps what is said of an artist apart from what is said of the track', () => {
    const of = { artistId: artistId('x') }
    const never = did('neverArtist', 'a', 'session', of)
    expect(standing([did('liked', 'a'), never])).toStrictEqual({ 'track/a': 'liked', 'artist/x': 'never' })
    expect(standing([never, did('allowedArtist', 'b', 'session', of)])).toStrictEqual({})
  })

  it('takes back what a retracted track or session stated, and what was stated before stands again', () => {
    const before = [did('liked', 'a', 'monday'), did('disliked', 'b', 'monday')]
    const later = [did('unliked', 'a', 'tuesday'), did('liked', 'b', 'tuesday'), did('liked', 'c', 'tuesday')]
    const monday = { 'track/a': 'liked', 'track/b': 'disliked' }
    expect(standing([...before, ...later, did('sessionRetracted', 'a', 'tuesday')])).toStrictEqual(monday)
    expect(standing([...before, ...later, did('retracted', 'b', 'tuesday')])).toStrictEqual({
      'track/b': 'disliked',
      'track/c': 'liked',
    })
    expect(standing([did('sessionRetracted', 'a', 'tuesday'), did('liked', 'a', 'tuesday')])).toStrictEqual({})
  })

  it('keeps an opinion when one play of its track is taken back, by its id', () => {
    const one = did('retracted', 'b', 'monday', { retracts: playId('p') })
    expect(standing([did('liked', 'b', 'monday'), one])).toStrictEqual({ 'track/b': 'liked' })
  })

  it('knows what has settled when it is taken back', () => {
    const many = Array.from({ length: MAX_STATED }, (_, i) => did('liked', `t${i}`))
    const settled = [did('liked', 'first'), did('disliked', 'second'), ...many]
    const named = (records: readonly Input[]) => {
      const all = standing(records)
      return [all['track/first'], all['track/second']]
    }
    expect(named(settled)).toStrictEqual(['liked', 'disliked'])
    expect(named([...settled, did('undisliked', 'first'), did('undisliked', 'second')])).toStrictEqual(['liked', undefined]) // prettier-ignore
    expect(run(keepOpinions, [...settled, did('liked', 'first')], NO_ALIASES)).toHaveLength(settled.length)
  })

  it.each([
    ['stated', 0],
    ['settled', MAX_STATED],
  ])('takes back what was %s of a track that leads to another one now', (_, between) => {
    const ids = oldTrackIds.create()
    const views: Views = new Map([[oldTrackIds, ids]])
    const work = processorWork(keepOpinions, new Map(), reading(keepOpinions.name, views))
    const emitted = (...records: readonly Input[]) =>
      records
        .flatMap((each) => processInline(work, { ...each, partition: 0, offset: 0 }))
        .filter(({ topic }) => topic === 'opinions')
        .map(({ key, value }) => [key.replace('ann/', ''), (value as Opinion | null)?.opinion ?? null])
    emitted(did('liked', 'old', 'monday'), did('liked', 'older'), did('neverTrack', 'gone'))
    emitted(...Array.from({ length: between }, (__, i) => did('liked', `t${i}`)))
    const alias = (old: string, track: string) =>
      oldTrackIds.apply(ids, record(trackAliases, trackId(old), { trackId: trackId(track), soundHash: null }, 1))
    alias('older', 'old')
    alias('old', 'new')
    alias('gone', 'back')
    expect(emitted(did('unliked', 'new'))).toStrictEqual([
      ['track/old', null],
      ['track/older', null],
    ])
    expect(emitted(did('disliked', 'back'))).toStrictEqual([
      ['track/gone', null],
      ['track/back', 'never'],
    ])
    expect(emitted(did('liked', 'older'))).toStrictEqual([['track/new', 'liked']])
  })

  it('is as if what was retracted had never been stated', () => {
    const event = fc.constantFrom('liked', 'unliked', 'disliked', 'undisliked', 'neverTrack', 'allowedTrack')
    const statement = fc.record({ event, track: fc.constantFrom('a', 'b'), session: fc.constantFrom('x', 'y', 'z') })
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 30 }), (statements) => {
        const records = statements.map(({ event: what, track, session }) => did(what as Play['event'], track, session))
        const others = records.filter(({ value }) => value?.sessionId !== 'y')
        expect(standing([...records, did('sessionRetracted', 'a', 'y')])).toStrictEqual(standing(others))
      }),
    )
  })

  it('has a bounded state, whatever is played', () => {
    const long = (i: number) => `${i}`.padEnd(64, '\u{ffff}')
    const records = Array.from({ length: MAX_STATED + 2 }, (_, i) => did('liked', long(i), long(i)))
    const retracted = Array.from({ length: 25 }, (_, i) => did('sessionRetracted', 'a', long(100_000 + i)))
    const full: OpinionLog = {
      ...emptyLog,
      settled: Buffer.alloc(MAX_SETTLED * 15, 1),
      playIds: Buffer.alloc(MAX_PLAY_IDS * 8, 1),
    }
    const state = [...retracted, ...records].reduce<OpinionLog>(
      (log, { value, timestamp }) => (value === null ? log : withStatement(log, value, timestamp).log),
      full,
    )
    const bytes = keepOpinionsState.value.encode(state).length
    expect(bytes).toBeGreaterThan(400 * 1024)
    expect(bytes).toBeLessThan(512 * 1024)
  })

  it('refuses a text that is too long', () => {
    const long = did('liked', 'a'.repeat(65))
    expect(() => run(keepOpinions, [long], NO_ALIASES)).toThrow(/The trackId of a play is longer/)
  })
})
