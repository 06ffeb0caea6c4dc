import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { ListenerProfile, Play, PlayEvent, Recommendation } from '../../schemas/generated.ts'
import { MAX_OUTCOMES } from '../../processors/monitor-feedback/counted-outcomes.ts'
import { operationOf } from '../../processors/mongo-sink/operations.ts'
import { collapsed } from '../../processors/mongo-sink/operations.ts'
import type { SunkRecord } from '../../processors/mongo-sink/operations.ts'
import { libraryIndex } from '../../processors/shared/similarity/library-index-table.ts'
import type { MetadataTable } from '../../processors/recommend/item-metadata.ts'
import { itemMetadata } from '../../processors/recommend/item-metadata.ts'
import { coListening } from '../../processors/shared/co-listening/table.ts'
import type { LibraryIndex } from '../../processors/shared/similarity/library-index.ts'
import { recommend } from '../support/recommend.ts'
import type { GlobalTable } from '../../streams/engine/processor.ts'
import { reading } from '../../streams/engine/runtime/work.ts'
import type { InputOf } from '../../streams/engine/topic.ts'
import type { feedback, listenerProfiles, plays, recommendations } from '../../schemas/topics.ts'

/** One play as its client invoked it, logged before it was sent. */
export interface Invocation {
  readonly playId: string
  readonly listenerId: string
  /** Counts each listener's plays from 1. */
  readonly sequence: number
  readonly trackId: string
  readonly event: string
  readonly playedMs: number
  readonly via: string
  readonly recommendationId: string | null
}

/** The acknowledgement of a play by the bridge, with its position in the log. */
export interface Ack {
  readonly playId: string
  readonly partition: number
  readonly offset: number
}

/** Position and bytes of a record, as one reader saw it. */
export interface Seen {
  readonly at: string
  readonly bytes: string
}

export interface Document {
  readonly _id: unknown
  readonly [field: string]: unknown
}

/** The history of a run. Records are in order within each partition. */
export interface Evidence {
  readonly invocations: readonly Invocation[]
  readonly sends: ReadonlyMap<string, number>
  readonly acks: readonly Ack[]
  readonly plays: readonly InputOf<typeof plays>[]
  readonly recommendations: readonly InputOf<typeof recommendations>[]
  readonly profiles: readonly InputOf<typeof listenerProfiles>[]
  readonly feedback: readonly InputOf<typeof feedback>[]
  /** The index, which does not change while plays are sent. */
  readonly index: LibraryIndex
  readonly metadata: MetadataTable
  /** The same topics by two clients that share no code. */
  readonly readers: { readonly kafkajs: readonly Seen[]; readonly java: readonly Seen[] }
  readonly database: Readonly<Record<'plays' | 'recommendations' | 'profiles', readonly Document[]>>
}

export const CLASSES = ['lost', 'duplicated', 'aborted-read', 'reordered', 'unexpected', 'different'] as const

export interface Anomaly {
  readonly class: (typeof CLASSES)[number]
  /** Which play or record is wrong, and how. */
  readonly what: string
}

/** Every difference between the history and one in which each invoked play had its effect once, in order. */
export function anomaliesOf(evidence: Evidence): readonly Anomaly[] {
  const expected = expectedOf(evidence)
  return [
    ...inPlays(evidence),
    ...inAcks(evidence),
    ...inRecommendations(evidence, expected.recommendations),
    ...inProfiles(evidence, expected.profiles),
    ...inFeedback(evidence),
    ...betweenReaders(evidence.readers),
    ...inDatabase(evidence),
  ]
}

const placeOf = ({ topic, partition, offset }: { topic: string; partition: number; offset: number }): string =>
  `${topic}/${partition}/${offset}`

function inPlays({ invocations: invocations, sends, plays: log }: Evidence): readonly Anomaly[] {
  const found: Anomaly[] = []
  const wanted = new Map(invocations.map((invocation) => [invocation.playId, invocation]))
  const copies = new Map<string, number>()
  const lastSequence = new Map<string, number>()
  for (const { key, value, ...position } of log) {
    const invocation = wanted.get(value?.playId ?? '')
    if (value === null || invocation === undefined) {
      found.push({
        class: 'unexpected',
        what: `${placeOf(position)} holds ${value?.playId ?? 'a tombstone'}, which nobody sent`,
      })
      continue
    }
    const before = copies.get(invocation.playId) ?? 0
    copies.set(invocation.playId, before + 1)
    if (!isSame(invocation, key, value)) {
      found.push({ class: 'different', what: `${invocation.playId} at ${placeOf(position)} is not as it was sent` })
    }
    if (before > 0) continue
    const last = lastSequence.get(key) ?? 0
    if (invocation.sequence <= last) {
      found.push({ class: 'reordered', what: `${invocation.playId} of ${key} stands behind its number ${last}` })
    }
    lastSequence.set(key, Math.max(last, invocation.sequence))
  }
  for (const { playId } of invocations) {
    const count = copies.get(playId) ?? 0
    const sent = sends.get(playId) ?? 0
    if (count === 0) found.push({ class: 'lost', what: `${playId} is not in plays` })
    if (count > sent)
      found.push({ class: 'duplicated', what: `${playId} was sent ${sent} times and is in plays ${count} times` })
  }
  return found
}

function isSame(invocation: Invocation, key: string, value: Play): boolean {
  const { listenerId, trackId, event, playedMs, via, recommendationId } = invocation
  const { listenerId: ofValue, ...rest } = value
  return (
    key === listenerId &&
    ofValue === listenerId &&
    rest.trackId === trackId &&
    rest.event === event &&
    rest.playedMs === playedMs &&
    rest.via === via &&
    rest.recommendationId === recommendationId
  )
}

/** An acknowledgement names the place where the play is. */
function inAcks({ invocations: invocations, acks, plays: log }: Evidence): readonly Anomaly[] {
  const at = new Map(log.map((r) => [placeOf(r), r.value?.playId]))
  const acknowledged = new Set(acks.map(({ playId }) => playId))
  const wrong = acks
    .map((ack) => ({ ack, place: `plays/${ack.partition}/${ack.offset}` }))
    .filter(({ ack, place }) => at.get(place) !== ack.playId)
    .map(({ ack, place }): Anomaly => ({
      class: 'lost',
      what: `${ack.playId} was acknowledged at ${place}, where it is not`,
    }))
  const missing = invocations
    .filter(({ playId }) => !acknowledged.has(playId))
    .map(({ playId }): Anomaly => ({ class: 'lost', what: `${playId} was never acknowledged` }))
  return [...wrong, ...missing]
}

interface Expected {
  readonly recommendations: ReadonlyMap<string, Recommendation>
  /** Each listener's profiles, one for each play that said something new. */
  readonly profiles: ReadonlyMap<string, readonly ListenerProfile[]>
}

/** What recommend must have made of the log, by its own pure parts; of so few listeners no relations are learned. */
function expectedOf({ plays: log, index, metadata }: Evidence): Expected {
  const made = new Map<string, Recommendation>()
  const profiles = new Map<string, ListenerProfile[]>()
  const read = reading(
    recommend.name,
    new Map<GlobalTable<unknown>, unknown>([
      [libraryIndex, index],
      [itemMetadata, metadata],
      [coListening, coListening.create()],
    ]),
  )
  for (const play of log) {
    if (play.value === null) continue
    const known = profiles.get(play.key) ?? []
    const before = known.at(-1) ?? recommend.initial
    const { state, emit } = recommend.step(before, play, read)
    if (state === before || state === null) continue
    profiles.set(play.key, [...known, state])
    for (const { value } of emit) {
      if (value !== null) made.set(value.recommendationId, value)
    }
  }
  return { recommendations: made, profiles }
}

function inRecommendations(
  { recommendations: log }: Evidence,
  expected: Expected['recommendations'],
): readonly Anomaly[] {
  const found: Anomaly[] = []
  const seen = new Set<string>()
  const caused = new Map<string, string>()
  const lastCause = new Map<string, number>()
  for (const r of log) {
    const { value } = r
    const id = value?.recommendationId ?? ''
    const wanted = expected.get(id)
    if (value === null || wanted === undefined) {
      found.push({
        class: 'unexpected',
        what: `${placeOf(r)} holds ${id === '' ? 'a tombstone' : id}, which no play asked for`,
      })
      continue
    }
    const play = `${r.key}/${value.causedBy.playId}`
    const other = caused.get(play)
    if (other !== undefined)
      found.push({ class: 'duplicated', what: `${play} caused ${other} and ${id} (${placeOf(r)})` })
    caused.set(play, id)
    seen.add(id)
    if (!isDeepStrictEqual(plain(value), plain(wanted))) {
      found.push({ class: 'different', what: `${id} is not what recommend makes of the log` })
    }
    if (other !== undefined) continue
    const last = lastCause.get(r.key) ?? -1
    if (value.causedBy.offset <= last) {
      found.push({ class: 'reordered', what: `${id} of ${r.key} stands behind one that a later play caused` })
    }
    lastCause.set(r.key, Math.max(last, value.causedBy.offset))
  }
  const lost = [...expected.keys()].filter((id) => !seen.has(id))
  return [...found, ...lost.map((id): Anomaly => ({ class: 'lost', what: `${id} was never recommended` }))]
}

function inProfiles({ profiles: log }: Evidence, expected: Expected['profiles']): readonly Anomaly[] {
  const written = new Map<string, (ListenerProfile | null)[]>()
  for (const { key, value } of log) written.set(key, [...(written.get(key) ?? []), value])
  const unexpected = [...written.keys()].filter((key) => !expected.has(key))
  return [
    ...unexpected.map((key): Anomaly => ({ class: 'unexpected', what: `${key} has a profile and played nothing` })),
    ...[...expected].flatMap(([key, wanted]) => inProfilesOf(key, wanted, written.get(key) ?? [])),
  ]
}

/**
 * Of the profiles that one transaction makes of a listener only the newest is written: so those in the log are some of the
 * fold's, in its order, up to its last.
 */
function inProfilesOf(
  key: string,
  wanted: readonly ListenerProfile[],
  written: readonly (ListenerProfile | null)[],
): readonly Anomaly[] {
  let last = -1
  for (const [n, profile] of written.entries()) {
    const isIt = (each: ListenerProfile) => isDeepStrictEqual(plain(each), plain(profile))
    const at = wanted.findIndex((each, index) => index > last && isIt(each))
    const newest = wanted[last]
    const what = `profile ${n + 1} of ${key}`
    if (at === -1 && newest !== undefined && isIt(newest))
      return [{ class: 'duplicated', what: `${what} is there twice` }]
    if (at === -1 && wanted.some(isIt)) return [{ class: 'reordered', what: `${what} stands behind a newer one` }]
    if (at === -1) return [{ class: 'different', what: `${what} is not the fold of its plays` }]
    last = at
  }
  if (last === wanted.length - 1) return []
  return [{ class: 'lost', what: `the last ${wanted.length - 1 - last} plays of ${key} are in no profile` }]
}

const COUNTS = ['recommendations', 'offered', 'started', 'finished', 'skipped', 'liked'] as const

/**
 * Sums over all windows: each suggestion counts once, and so does the event of each play that a suggestion says was taken
 * from an earlier one, unless a later one says that it was taken back. That they say so rightly is compared with recommend's
 * own step, as the whole suggestion is.
 */
function inFeedback({ recommendations: suggested, feedback: written }: Evidence): readonly Anomaly[] {
  const lists = suggested.flatMap(({ value, timestamp }) => (value === null ? [] : [{ value, timestamp }]))
  const offered = lists.map(({ value }) => value.items.length)
  const takenBackAt = new Map(
    lists.flatMap(({ value: { causedBy }, timestamp }) =>
      causedBy.takesBack.map((offset) => [`${causedBy.partition}/${offset}`, timestamp] as const),
    ),
  )
  const events = (event: PlayEvent) => {
    const answered = lists.filter(({ value: { causedBy } }) => causedBy.takenFrom !== null && causedBy.event === event)
    const gone = answered.flatMap(({ value: { causedBy }, timestamp }) => {
      const at = takenBackAt.get(`${causedBy.partition}/${causedBy.offset}`)
      return at === undefined ? [] : [{ from: timestamp, to: at }]
    })
    // Only the last outcomes of a model can be taken back, and the order of partitions is not in the log.
    const surelyGone = gone.filter(
      ({ from, to }) => lists.filter(({ timestamp }) => from <= timestamp && timestamp <= to).length < MAX_OUTCOMES / 2,
    )
    return [answered.length - gone.length, answered.length - surelyGone.length] as const
  }
  const exactly = (count: number) => [count, count] as const
  const wanted: Readonly<Record<(typeof COUNTS)[number], readonly [atLeast: number, atMost: number]>> = {
    recommendations: exactly(lists.length),
    offered: exactly(offered.reduce((sum, items) => sum + items, 0)),
    started: events('started'),
    finished: events('finished'),
    skipped: events('skipped'),
    liked: events('liked'),
  }
  const newest = new Map(
    written.flatMap(({ key, value }) => (value === null ? [] : [[`${key}/${value.windowStart}`, value]])),
  )
  return COUNTS.flatMap((name): readonly Anomaly[] => {
    const counted = [...newest.values()].reduce((sum, window) => sum + window[name], 0)
    const [atLeast, atMost] = wanted[name]
    if (counted < atLeast) return [{ class: 'lost', what: `feedback counted ${counted} ${name} of ${atLeast}` }]
    if (counted > atMost) return [{ class: 'duplicated', what: `feedback counted ${counted} ${name} of ${atMost}` }]
    return []
  })
}

function betweenReaders({ kafkajs, java }: Evidence['readers']): readonly Anomaly[] {
  const only = (these: readonly Seen[], others: readonly Seen[], reader: string): readonly Anomaly[] => {
    const known = new Map(others.map(({ at, bytes }) => [at, bytes]))
    return these
      .filter(({ at, bytes }) => known.get(at) !== bytes)
      .map(({ at }) => ({ class: 'aborted-read', what: `${at} was read by ${reader}, and not so by the other client` }))
  }
  return [...only(kafkajs, java, 'kafkajs'), ...only(java, kafkajs, 'Java')]
}

function inDatabase(evidence: Evidence): readonly Anomaly[] {
  const logs = {
    plays: evidence.plays,
    recommendations: evidence.recommendations,
    profiles: evidence.profiles,
  } as const
  return Object.entries(evidence.database).flatMap(([collection, stored]) => {
    const log: readonly SunkRecord[] = logs[collection as keyof typeof logs]
    const operations = collapsed(log.flatMap((r) => operationOf(r) ?? []))
    const wanted = new Map(operations.map(({ id, document }) => [id, document]))
    const found: Anomaly[] = []
    for (const { _id, ...document } of stored) {
      const what = `${collection} ${String(_id)}`
      const expected = wanted.get(String(_id))
      wanted.delete(String(_id))
      if (expected === undefined) found.push({ class: 'unexpected', what: `${what} is in MongoDB and not in the log` })
      else if (!isDeepStrictEqual(plain(document), plain(expected))) {
        found.push({ class: 'different', what: `${what} is in MongoDB as no record says` })
      }
    }
    return [
      ...found,
      ...[...wanted.keys()].map((id): Anomaly => ({ class: 'lost', what: `${collection} ${id} is not in MongoDB` })),
    ]
  })
}

/** What the value means, whatever classes a client has put it into: bytes are base64 text, as the driver of MongoDB shows them. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null, withBytes))

function withBytes(_: string, value: unknown): unknown {
  const bytes = bufferShape.safeParse(value)
  return bytes.success ? Buffer.from(bytes.data.data).toString('base64') : value
}

/** A Buffer, as JSON shows it. */
const bufferShape = z.strictObject({ type: z.literal('Buffer'), data: z.array(z.number()) })
