import type { LibraryScan } from '../../schemas/generated.ts'
import type { InputOf } from '../../streams/engine/topic.ts'
import { affinitiesOf, strongest } from '../shared/preferences/affinity.ts'
import type { CollectionName } from '../shared/mongo/collections.ts'
import { collections } from '../shared/mongo/collections.ts'
import type { SunkTopic } from './mongo-sink.ts'

export type SunkRecord = InputOf<SunkTopic>

/** What every document says beside its record's fields: where it comes from, so that an older record cannot replace it. */
export interface Origin {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** The record's event time. */
  readonly recordedAt: Date
}

export type StoredDocument = Origin & Readonly<Record<string, unknown>>

/**
 * One document to be stored. `keep` says which record of an id counts: the `newest` where a topic holds the present value
 * of a key; the `first` of plays, as a play sent twice is one play, and recommendations name the first by its offset.
 */
export interface Operation {
  readonly collection: CollectionName
  readonly id: string
  readonly keep: 'newest' | 'first'
  readonly document: StoredDocument
}

/**
 * What a record does to the database. A tombstone leaves a marker with its position in place of the document: without it,
 * an older record that is delivered again would bring the document back. Null: nothing, since ids of this topic are not
 * its keys, so that a tombstone names none.
 */
export function operationOf(r: SunkRecord): Operation | null {
  switch (r.topic) {
    case 'audio-references':
      return newest(r, collections.tracks, r.key, r.value && { ...r.value, modifiedAt: new Date(r.value.modifiedAt) })
    case 'track-aliases':
      return newest(r, collections.trackAliases, r.key, r.value)
    case 'library-scans':
      return newest(r, collections.scans, r.key, r.value && scan(r.value))
    case 'library-playlists':
      return newest(r, collections.libraryPlaylists, r.key, r.value && { ...r.value, modifiedAt: new Date(r.value.modifiedAt) }) // prettier-ignore
    case 'audio-features':
      return newest(r, collections.features, r.key, r.value)
    case 'index-updates':
      return newest(r, collections.indexUpdates, r.key, r.value)
    case 'albums':
      return newest(r, collections.albums, r.key, r.value && withAddedAt(r.value))
    case 'artists':
      return newest(r, collections.artists, r.key, r.value && withAddedAt(r.value))
    case 'genres':
      return newest(r, collections.genres, r.key, r.value)
    case 'works':
      return newest(r, collections.works, r.key, r.value)
    case 'listener-profiles':
      return newest(r, collections.profiles, r.key, r.value && profile(r.key, r.value, r.timestamp))
    case 'dead-letters':
      return newest(r, collections.deadLetters, r.key, r.value && letter(r.value))
    case 'plays':
      return r.value && { ...newest(r, collections.plays, `${r.key}/${r.value.playId}`, play(r.value)), keep: 'first' }
    case 'playlists':
      // By its position: a change that was sent twice is two records, and the fold of a playlist counts one.
      return (
        r.value &&
        newest(r, collections.playlistChanges, `${r.topic}/${r.partition}/${r.offset}`, playlistChange(r.value))
      )
    case 'queues':
      return newest(r, collections.queues, r.key, r.value && { ...r.value, updatedAt: new Date(r.value.updatedAt) })
    case 'opinions':
      return newest(r, collections.opinions, r.key, r.value && { ...r.value, since: new Date(r.value.since) })
    case 'recommendations':
      return r.value && newest(r, collections.recommendations, r.value.recommendationId, r.value)
    case 'feedback':
      return r.value && newest(r, collections.feedback, `${r.key}/${r.value.windowStart}`, feedbackWindow(r.value))
  }
}

const withAddedAt = <V extends { readonly addedAt: number | null }>(value: V): object => ({
  ...value,
  addedAt: value.addedAt === null ? null : new Date(value.addedAt),
})

function scan(value: LibraryScan): object {
  return { ...value, startedAt: new Date(value.startedAt), passStartedAt: new Date(value.passStartedAt) }
}

function newest(r: SunkRecord, collection: CollectionName, id: string, fields: object | null): Operation {
  const origin = { topic: r.topic, partition: r.partition, offset: r.offset, recordedAt: new Date(r.timestamp) }
  const document = fields === null ? { deleted: true, ...origin } : { ...fields, ...origin }
  return { collection, id, keep: 'newest', document }
}

type ValueOf<N extends SunkRecord['topic']> = NonNullable<Extract<SunkRecord, { readonly topic: N }>['value']>

function play(value: ValueOf<'plays'>) {
  const deviceTime = value.deviceTime === null ? null : new Date(value.deviceTime)
  return { ...value, deviceTime, arrivedAt: new Date(value.arrivedAt) }
}

function playlistChange(value: ValueOf<'playlists'>) {
  const deviceTime = value.deviceTime === null ? null : new Date(value.deviceTime)
  return { ...value, deviceTime, arrivedAt: new Date(value.arrivedAt) }
}

/** All preferences of a profile, strongest first, where the topic keeps those of the last sessions apart. */
function profile(listenerId: string, value: ValueOf<'listener-profiles'>, at: number) {
  const tastes = strongest(affinitiesOf(value), at)
  return { listenerId, ...value, tastes: tastes.map((taste) => ({ ...taste, lastAt: new Date(taste.lastAt) })) }
}

function feedbackWindow(value: ValueOf<'feedback'>) {
  return { ...value, windowStart: new Date(value.windowStart), windowEnd: new Date(value.windowEnd) }
}

/** The position that a dead letter tells of is its source's, and would be hidden by the letter's own. */
function letter(value: ValueOf<'dead-letters'>) {
  const { topic, partition, offset, ...rest } = value
  return { ...rest, source: { topic, partition, offset } }
}

/** One operation per document: within a batch, which is in order, the one that `keep` says. */
export function collapsed(operations: readonly Operation[]): readonly Operation[] {
  const kept = new Map<string, Operation>()
  for (const operation of operations) {
    const name = `${operation.collection}/${operation.id}`
    const held = kept.get(name)
    if (held === undefined || countsMore(operation.keep, operation.document.offset, held.document.offset))
      kept.set(name, operation)
  }
  return [...kept.values()]
}

/** Whether a record of an id counts more than the one that is stored. The same record never does. */
export function countsMore(keep: Operation['keep'], offset: number, stored: number): boolean {
  return keep === 'newest' ? offset > stored : offset < stored
}
