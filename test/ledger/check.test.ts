import { emptyProfile } from '../../processors/recommend/profile.ts'
import { BSON } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { libraryIndex } from '../../processors/shared/similarity/library-index-table.ts'
import { itemMetadata } from '../../processors/recommend/item-metadata.ts'
import { coListening } from '../../processors/shared/co-listening/table.ts'
import { collapsed, operationOf } from '../../processors/mongo-sink/operations.ts'
import type { SunkRecord } from '../../processors/mongo-sink/operations.ts'
import { catalogueTracks } from '../../processors/monitor-feedback/catalogue-tracks.ts'
import { monitorFeedback } from '../../processors/monitor-feedback/monitor-feedback.ts'
import { recommend } from '../support/recommend.ts'
import { listenerId, playId, recommendationId, trackId } from '../../schemas/generated.ts'
import type { Play, PlayEvent } from '../../schemas/generated.ts'
import type { GlobalTable } from '../../streams/engine/processor.ts'
import { processInline, processorWork, reading } from '../../streams/engine/runtime/work.ts'
import type { InputOf, Position, StreamRecord } from '../../streams/engine/topic.ts'
import { record } from '../../streams/engine/topic.ts'
import type { feedback, listenerProfiles, recommendations } from '../../schemas/topics.ts'
import { plays } from '../../schemas/topics.ts'
import { library, START, WITHOUT_CONTEXT } from '../support/builders.ts'
import { indexing } from '../support/indexing.ts'
import { run, viewOf } from '../support/run.ts'
import { anomaliesOf } from './check.ts'
import type { Document, Evidence, Invocation, Seen } from './check.ts'
import { ours } from '../support/own-lists.ts'

const index = viewOf(libraryIndex, [...library(9), ...indexing(library(9))])
const read = reading(
  'recommend',
  new Map<GlobalTable<unknown>, unknown>([
    [libraryIndex, index],
    [itemMetadata, itemMetadata.create()],
    [coListening, coListening.create()],
  ]),
)

const catalogue = new Map([[catalogueTracks, viewOf(catalogueTracks, library(9))]])

const invocation = (listener: string, sequence: number, event: PlayEvent, track: string): Invocation => ({
  playId: `${listener}-${sequence}`,
  listenerId: listener,
  sequence,
  trackId: track,
  event,
  playedMs: 40_000,
  via: sequence === 1 ? 'chosen' : 'recommended',
  // What the first play of each was answered with.
  recommendationId: sequence === 1 ? null : `neighbours-5:plays/0/${listener === 'ann' ? 0 : 1}`,
})

const INVOCATIONS = [
  invocation('ann', 1, 'started', 'a0'),
  invocation('bob', 1, 'liked', 'b0'),
  invocation('ann', 2, 'finished', 'a1'),
  invocation('ann', 3, 'skipped', 'b1'),
  invocation('bob', 2, 'finished', 'c0'),
]

const playOf = (of: Invocation): Play => ({
  playId: playId(of.playId),
  listenerId: listenerId(of.listenerId),
  sessionId: '',
  trackId: trackId(of.trackId),
  event: of.event as PlayEvent,
  positionMs: of.playedMs,
  playedMs: of.playedMs,
  via: of.via as Play['via'],
  recommendationId: of.recommendationId === null ? null : recommendationId(of.recommendationId),
  deviceTime: null,
  arrivedAt: START,
  wish: null,
  ...WITHOUT_CONTEXT,
})

const inPlays = (invocations: readonly Invocation[]): readonly InputOf<typeof plays>[] =>
  invocations.map((of, offset) => ({
    ...record(plays, listenerId(of.listenerId), playOf(of), START + offset),
    partition: 0,
    offset,
  }))

/** Records of several topics, each topic numbered by itself. */
function positioned(records: readonly StreamRecord[]): readonly (StreamRecord & Position)[] {
  const next = new Map<string, number>()
  return records.map((each) => {
    const offset = next.get(each.topic) ?? 0
    next.set(each.topic, offset + 1)
    return { ...each, partition: 0, offset }
  })
}

const of = <R>(records: readonly StreamRecord[], topic: string) =>
  records.filter((each) => each.topic === topic) as unknown as readonly R[]

/** As the driver gives them back: bytes in a class of its own. */
function documents(records: readonly SunkRecord[]): readonly Document[] {
  return collapsed(records.flatMap((each) => operationOf(each) ?? [])).map(({ id, document }) => ({
    ...BSON.deserialize(BSON.serialize(document)),
    _id: id,
  }))
}

/** What a faultless run leaves behind. @param log what came into plays; each invocation once when not given. */
function faultless(log: readonly Invocation[] = INVOCATIONS): Evidence {
  const played = inPlays(log)
  const work = processorWork(recommend, new Map(), read)
  const made = positioned(played.flatMap((play) => processInline(work, play)))
  const suggested = of<InputOf<typeof recommendations>>(made, 'recommendations')
  const profiles = of<InputOf<typeof listenerProfiles>>(made, 'listener-profiles')
  const counted = positioned(run(monitorFeedback, suggested.map(ours), catalogue))
  const seen = [...played, ...made].map((each): Seen => ({ at: `${each.topic}/${each.offset}`, bytes: each.key }))
  return {
    invocations: INVOCATIONS,
    sends: new Map(INVOCATIONS.map((each) => [each.playId, 1])),
    acks: played.flatMap(({ value, partition, offset }) =>
      value === null ? [] : [{ playId: value.playId, partition, offset }],
    ),
    plays: played,
    recommendations: suggested,
    profiles,
    feedback: of<InputOf<typeof feedback>>(counted, 'feedback'),
    index,
    metadata: itemMetadata.create(),
    readers: { kafkajs: seen, java: seen },
    database: { plays: documents(played), recommendations: documents(suggested), profiles: documents(profiles) },
  }
}

const found = (changed: Partial<Evidence>) => anomaliesOf({ ...faultless(), ...changed })

describe('the ledger', () => {
  it('finds nothing in a faultless run', () => {
    const evidence = faultless()
    expect(anomaliesOf(evidence)).toStrictEqual([])
    expect([evidence.recommendations.length, evidence.profiles.length, evidence.feedback.length]).toStrictEqual([
      5, 5, 5,
    ])
  })

  it('takes a play that was sent twice and stands in the log twice, as long as its effect is there once', () => {
    const [first, ...rest] = INVOCATIONS
    if (first === undefined) throw new Error('There are plays.')
    const log = [first, ...rest, first]
    expect(
      anomaliesOf({ ...faultless(log), sends: new Map(INVOCATIONS.map((each) => [each.playId, 2])) }),
    ).toStrictEqual([])
    expect(anomaliesOf(faultless(log))).toStrictEqual([
      { class: 'duplicated', what: 'ann-1 was sent 1 times and is in plays 2 times' },
    ])
  })

  it('finds a play that is not in the log, though it was acknowledged', () => {
    const log = INVOCATIONS.filter(({ playId: id }) => id !== 'bob-2')
    const acks = [...faultless(log).acks, { playId: 'bob-2', partition: 0, offset: 9 }]
    expect(anomaliesOf({ ...faultless(log), acks })).toStrictEqual([
      { class: 'lost', what: 'bob-2 is not in plays' },
      { class: 'lost', what: 'bob-2 was acknowledged at plays/0/9, where it is not' },
    ])
  })

  it('finds a play that was never acknowledged', () => {
    expect(found({ acks: faultless().acks.slice(1) })).toStrictEqual([
      { class: 'lost', what: 'ann-1 was never acknowledged' },
    ])
  })

  it('finds plays of a listener in another order', () => {
    const [a1, b1, a2, a3, b2] = INVOCATIONS
    if (!a1 || !b1 || !a2 || !a3 || !b2) throw new Error('There are five.')
    expect(anomaliesOf(faultless([a1, b2, a3, a2, b1]))).toStrictEqual([
      { class: 'reordered', what: 'ann-2 of ann stands behind its number 3' },
      { class: 'reordered', what: 'bob-1 of bob stands behind its number 2' },
    ])
  })

  it('finds a play that nobody sent, and one that is not as it was sent', () => {
    const changed = { ...(INVOCATIONS[1] ?? invocation('bob', 1, 'liked', 'b0')), playedMs: 1 }
    const log = INVOCATIONS.map((each) => (each.playId === changed.playId ? changed : each))
    expect(anomaliesOf(faultless(log))).toStrictEqual([
      { class: 'different', what: 'bob-1 at plays/0/1 is not as it was sent' },
    ])
    expect(anomaliesOf(faultless([...INVOCATIONS, invocation('eve', 1, 'started', 'c1')]))).toStrictEqual([
      { class: 'unexpected', what: 'plays/0/5 holds eve-1, which nobody sent' },
    ])
  })

  it('finds a recommendation that is missing, there twice, made up, changed or out of order', () => {
    const { recommendations: all } = faultless()
    const [first, ...rest] = all
    if (first?.value == null) throw new Error('There are recommendations.')
    const classes = (changed: Evidence['recommendations']) =>
      found({ recommendations: changed, feedback: [], database: { ...faultless().database, recommendations: [] } })
        .filter(({ what }) => !/feedback|MongoDB/.test(what))
        .map((each) => each.class)
    expect(classes(rest)).toStrictEqual(['lost'])
    expect(classes([first, ...all])).toStrictEqual(['duplicated'])
    const madeUp = { ...first.value, recommendationId: recommendationId('neighbours-5:made-up') }
    expect(classes([{ ...first, value: madeUp }, ...rest])).toStrictEqual(['unexpected', 'lost'])
    expect(classes([{ ...first, value: { ...first.value, items: [] } }, ...rest])).toStrictEqual(['different'])
    expect(classes([...rest, first])).toStrictEqual(['reordered'])
  })

  it('finds a profile that is missing, written twice, of nobody, or not the fold of the plays', () => {
    const { profiles: all } = faultless()
    const classes = (changed: Evidence['profiles']) =>
      found({ profiles: changed, database: { ...faultless().database, profiles: documents(changed) } })
    const [first] = all
    if (first === undefined) throw new Error('There are profiles.')
    // The newest of a transaction stands for those before it.
    expect(classes(all.slice(1))).toStrictEqual([])
    expect(classes(all.slice(0, -1))).toStrictEqual([
      { class: 'lost', what: 'the last 1 plays of bob are in no profile' },
    ])
    expect(classes([first, ...all])).toStrictEqual([{ class: 'duplicated', what: 'profile 2 of ann is there twice' }])
    expect(classes([...all, first])).toStrictEqual([
      { class: 'reordered', what: 'profile 4 of ann stands behind a newer one' },
    ])
    expect(classes([...all, { ...first, key: listenerId('eve') }])).toStrictEqual([
      { class: 'unexpected', what: 'eve has a profile and played nothing' },
    ])
    expect(
      classes([...all.slice(0, -1), { ...first, key: listenerId('bob'), offset: 4, value: emptyProfile }]),
    ).toStrictEqual([{ class: 'different', what: 'profile 2 of bob is not the fold of its plays' }])
  })

  it('finds what feedback counted twice or not at all', () => {
    const { feedback: all } = faultless()
    const last = all.at(-1)
    if (last?.value == null) throw new Error('There is feedback.')
    expect(found({ feedback: [{ ...last, value: { ...last.value, finished: 3, skipped: 0 } }] })).toStrictEqual([
      { class: 'duplicated', what: 'feedback counted 3 finished of 2' },
      { class: 'lost', what: 'feedback counted 0 skipped of 1' },
    ])
  })

  it('expects that feedback subtracts what was taken back, once', () => {
    const takenBack = faultless([...INVOCATIONS, invocation('bob', 3, 'retracted', 'c0')])
    const inFeedback = (records: Evidence['feedback']) =>
      anomaliesOf({ ...takenBack, feedback: records }).filter(({ what }) => what.startsWith('feedback'))
    expect(inFeedback(takenBack.feedback)).toStrictEqual([])
    const last = takenBack.feedback.at(-1)
    if (last?.value == null) throw new Error('There is feedback.')
    expect(inFeedback([{ ...last, value: { ...last.value, finished: 2 } }])).toStrictEqual([
      { class: 'duplicated', what: 'feedback counted 2 finished of 1' },
    ])
    expect(inFeedback([{ ...last, value: { ...last.value, finished: 0 } }])).toStrictEqual([
      { class: 'lost', what: 'feedback counted 0 finished of 1' },
    ])
  })

  it('finds what only one of the two clients has read, or has read otherwise', () => {
    const { kafkajs } = faultless().readers
    const aborted: Seen = { at: 'plays/99', bytes: 'aborted' }
    expect(found({ readers: { kafkajs: [...kafkajs, aborted], java: kafkajs } })).toStrictEqual([
      { class: 'aborted-read', what: 'plays/99 was read by kafkajs, and not so by the other client' },
    ])
    expect(found({ readers: { kafkajs: kafkajs.slice(1), java: kafkajs } })).toStrictEqual([
      { class: 'aborted-read', what: 'plays/0 was read by Java, and not so by the other client' },
    ])
  })

  it('finds a document that is missing, that no record made, or that an older record made', () => {
    const { database, profiles } = faultless()
    const [first, ...rest] = database.plays
    const stray = { ...first, _id: 'ann/stray' }
    expect(found({ database: { ...database, plays: [stray, ...rest] } })).toStrictEqual([
      { class: 'unexpected', what: 'plays ann/stray is in MongoDB and not in the log' },
      { class: 'lost', what: 'plays ann/ann-1 is not in MongoDB' },
    ])
    const older = documents(profiles.filter(({ key, offset }) => key === 'bob' || offset < 3))
    expect(found({ database: { ...database, profiles: older } })).toStrictEqual([
      { class: 'different', what: 'profiles ann is in MongoDB as no record says' },
    ])
  })
})
