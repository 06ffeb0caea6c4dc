import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexTracks } from '../../processors/index-tracks/index-tracks.ts'
import { parseFeatureKey } from '../../schemas/keys.ts'
import { prevailing } from '../../processors/shared/similarity/feature-vectors.ts'
import { trainIndex } from '../../processors/train-index/train-index.ts'
import { libraryIndex } from '../../processors/shared/similarity/library-index-table.ts'
import { monitorFeedback } from '../../processors/monitor-feedback/monitor-feedback.ts'
import { modelId } from '../../processors/recommend/model.ts'
import { neighbours } from '../../processors/recommend/rank.ts'
import { recommend } from '../support/recommend.ts'
import type { IndexUpdate } from '../../schemas/generated.ts'
import { listenerId, playId, recommendationId, trackId } from '../../schemas/generated.ts'
import { partitionOf } from '../../streams/engine/partition.ts'
import type { StreamRecord } from '../../streams/engine/topic.ts'
import {
  audioFeatures,
  deadLetters,
  feedback,
  indexUpdates,
  listenerProfiles,
  monitorFeedbackState,
  plays,
  recommendations,
} from '../../schemas/topics.ts'
import { gone, heard, library, played, START, suggested } from '../support/builders.ts'
import { createDriver } from '../../streams/engine/testing/driver.ts'
import { indexing } from '../support/indexing.ts'
import { viewOf } from '../support/run.ts'

const stages = [trainIndex, indexTracks, recommend, monitorFeedback]
const tables = [indexUpdates, listenerProfiles, monitorFeedbackState]
const AFTER_LIBRARY = START + 1_000_000
/** What the first play in the partition of Ann is answered with. */
const FIRST_OF_ANN = `${modelId(neighbours)}:plays/${partitionOf(new TextEncoder().encode('ann'), plays.partitions)}/0`

const listener = fc.constantFrom('ann', 'bob', 'eve')
const event = fc.constantFrom('started', 'progressed', 'finished', 'skipped', 'liked', 'unliked', 'disliked', 'retracted' as const) // prettier-ignore
const play = fc.record({
  listener,
  event,
  track: fc.constantFrom('a0', 'a1', 'b0', 'b1', 'c0', 'unheard-of'),
  playedMs: fc.integer({ min: 0, max: 40_000 }),
  isSuggested: fc.boolean(),
})
type DrawnPlay = typeof play extends fc.Arbitrary<infer P> ? P : never

/** Plays a minute apart, each with an id of its own. */
const playsOf = (drawn: readonly DrawnPlay[]): readonly StreamRecord[] =>
  drawn.map(({ listener: who, event: what, track, playedMs, isSuggested }, i) =>
    played(what, track, AFTER_LIBRARY + i * 60_000, {
      listenerId: listenerId(who),
      playId: playId(`play-${i}`),
      playedMs,
      ...(isSuggested ? { ...suggested, recommendationId: recommendationId(FIRST_OF_ANN) } : {}),
    }),
  )

describe('the stream', () => {
  it('has the same tables when records are delivered again', () => {
    const drawnPlays = fc.array(play, { minLength: 1, maxLength: 25 })
    fc.assert(
      fc.property(drawnPlays, fc.integer({ min: 1, max: 30 }), fc.boolean(), (drawn, again, isRestarted) => {
        const driver = createDriver(stages, deadLetters)
        driver.pipeIn(...library(12), ...playsOf(drawn))
        driver.advance()
        const before = tables.map((topic) => driver.table(topic))
        const answered = driver.readOut(recommendations).length
        driver.redeliver(again)
        if (isRestarted) driver.restart()
        driver.advance()
        expect(tables.map((topic) => driver.table(topic))).toStrictEqual(before)
        expect({ answered, more: driver.readOut(recommendations) }).toStrictEqual({ answered, more: [] })
      }),
      { seed: 20260104, numRuns: 25 },
    )
  })

  it('gives a listener the same, whoever plays in between', () => {
    const drawnPlays = fc.array(play, { minLength: 1, maxLength: 20 })
    const answers = (records: readonly StreamRecord[]) => {
      const driver = createDriver(stages, deadLetters)
      driver.pipeIn(...library(12), ...records)
      driver.advance({ recordsPerCommit: 7 })
      const lists = driver.readOut(recommendations).filter(({ key }) => key === 'ann')
      return { lists, profile: driver.table(listenerProfiles).find(([key]) => key === 'ann') }
    }
    fc.assert(
      fc.property(drawnPlays, (drawn) => {
        // Ann has a partition for herself: elsewhere offsets, and so ids, would tell of the others.
        const together = playsOf(drawn)
        expect(answers(together)).toStrictEqual(answers(together.filter(({ key }) => key === 'ann')))
      }),
      { seed: 20260105, numRuns: 25 },
    )
  })

  it('counts in its windows what its records say', () => {
    fc.assert(
      fc.property(fc.array(play, { minLength: 1, maxLength: 40 }), (drawn) => {
        const driver = createDriver(stages, deadLetters)
        driver.pipeIn(...library(12), ...playsOf(drawn))
        driver.advance({ recordsPerCommit: 5 })
        const lists = driver.readOut(recommendations)
        const newest = new Map(driver.readOut(feedback).map(({ value }) => [value?.windowStart, value]))
        const total = (name: 'recommendations' | 'offered' | 'started' | 'finished' | 'skipped' | 'liked') =>
          [...newest.values()].reduce((sum, window) => sum + (window?.[name] ?? 0), 0)
        // All say that they were taken from the first list: it was made for one of the listeners, and holds some of the tracks.
        const first = lists.find(({ value }) => value?.recommendationId === FIRST_OF_ANN)
        const offered = new Set(first?.value?.items.map((item): string => item.trackId))
        const taken = drawn.filter(
          (each) => each.isSuggested && each.listener === first?.key && offered.has(each.track),
        )
        const happened = (what: string) =>
          new Set(taken.filter((each) => each.event === what).map((each) => each.track)).size
        expect({
          recommendations: total('recommendations'),
          offered: total('offered'),
          started: total('started'),
          finished: total('finished'),
          skipped: total('skipped'),
          liked: total('liked'),
        }).toStrictEqual({
          recommendations: lists.length,
          offered: lists.reduce((sum, { value }) => sum + (value?.items.length ?? 0), 0),
          started: happened('started'),
          finished: happened('finished'),
          skipped: happened('skipped'),
          liked: happened('liked'),
        })
      }),
      { seed: 20260106, numRuns: 25 },
    )
  })
})

describe('the index', () => {
  const change = fc.record({
    track: fc.integer({ min: 0, max: 25 }),
    kind: fc.constantFrom('heard', 'heard', 'heard', 'heard by another', 'gone'),
  })

  it('ends with a place for every track that is there, whenever index-tracks was restarted', () => {
    const runs = fc.array(fc.array(change, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 9 }), fc.boolean(), (drawn, recordsPerCommit, restarting) => {
        const driver = createDriver([trainIndex, indexTracks], deadLetters)
        let at = START
        for (const changes of drawn) {
          const records = changes.map(({ track, kind }) => {
            const extractorVersion = kind === 'heard by another' ? 'extractor-2' : 'extractor-1'
            at += 1
            return kind === 'gone'
              ? [gone(`t${track}`, at), gone(`t${track}`, at, 'extractor-2')]
              : [heard(`t${track}`, track % 4, at, { extractorVersion })]
          })
          driver.pipeIn(...records.flat())
          driver.advance({ recordsPerCommit, restarting })
        }
        const present = driver.table(audioFeatures)
        const heardBy = (extractor: string) =>
          new Set(present.map(([key]) => parseFeatureKey(key)).filter((part) => part.extractorVersion === extractor).map((part) => part.trackId)) // prettier-ignore
        const tracks = new Set([...heardBy('extractor-1'), ...heardBy('extractor-2')])
        const updates = new Map(driver.table(indexUpdates).map(([key, value]) => [key, value as IndexUpdate]))
        expect([...updates.keys()].filter((key) => key.startsWith('track/'))).toStrictEqual(
          [...tracks].sort().map((id) => `track/${id}`),
        )
        const codebook = updates.get('codebook')?.codebook
        const index = viewOf(libraryIndex, [
          ...present.map(([key, value]) => ({ topic: audioFeatures.name, key, value, timestamp: at })),
          ...[...updates].sort(([a], [b]) => Number(a === 'codebook') - Number(b === 'codebook')).map(([key, value]) => ({ topic: indexUpdates.name, key, value, timestamp: at })), // prettier-ignore
        ])
        const counts = new Map(['extractor-1', 'extractor-2'].map((each) => [each, heardBy(each).size] as const))
        const inForce = codebook?.extractorVersion ?? prevailing(counts) ?? ''
        expect(index.sizes).toStrictEqual({ known: tracks.size, indexed: counts.get(inForce) })
      }),
      { seed: 20260107, numRuns: 60 },
    )
  })

  it('ranks alike when tracks come in another order, also those that sound the same', () => {
    const shuffled = fc.shuffledSubarray(library(20), { minLength: 20, maxLength: 20 })
    const inTurn = library(20)
    const codebook = indexing(inTurn)
    // Pairs of tracks sound the same, so every distance occurs twice.
    const paired = (records: readonly ReturnType<typeof heard>[]) =>
      records.map((record) => {
        const twin = inTurn.find(({ key }) => key === record.key.replace(/[13579](?=@)/, (d) => String(Number(d) - 1)))
        if (record.value === null || twin === undefined || twin.value === null) return record
        return { ...record, value: { ...twin.value, trackId: record.value.trackId } }
      })
    const ranked = (records: readonly ReturnType<typeof heard>[]) =>
      viewOf(libraryIndex, [...paired(records), ...codebook]).nearest(trackId('a0'), 20)
    const inOrder = ranked(inTurn)
    expect(new Set(inOrder.map(({ distance }) => distance)).size).toBeLessThan(inOrder.length)
    fc.assert(
      fc.property(shuffled, (records) => {
        expect(ranked(records)).toStrictEqual(inOrder)
      }),
      { seed: 20260108, numRuns: 25 },
    )
  })
})
