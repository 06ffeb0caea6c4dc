import type { AnyTopic } from '../topic.ts'
import { SlipstreamError } from '../errors.ts'
import type { Decoded } from '../serde/codec.ts'
import { InputMarks } from './input-positions.ts'
import type { InputMark } from './input-positions.ts'
import { readToEnd } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import type { LogRecord } from '../serde/log-record.ts'
import type { KafkaAdmin, LogDescription, TopicPartition } from '../kafka/port.ts'
import { readSnapshot, removeHalfWritten, removeSnapshot, snapshotPath, writeSnapshot } from './snapshots.ts'
import type { SnapshotEntry, Snapshot, SnapshotPosition } from './snapshots.ts'

export interface Restored {
  /** By key. Only a tombstone in the changelog removes a key. */
  readonly states: Map<string, unknown>
  /** Records read from the changelog. */
  readonly records: number
  readonly snapshots: SnapshotWriter
  /** The last inputs that the states were made from. */
  readonly marks: InputMarks
}

/** Writes snapshots of the states of one task. A failed write is only a warning: the changelog holds everything. */
export interface SnapshotWriter {
  readonly changelog: TopicPartition
  /** @param end the offset after the last changelog record of this task, null while it has written none. */
  isDue(end: number | null): boolean
  /**
   * Call when the states are what is committed up to `end`. They are copied before this returns; the promise resolves once the
   * file is written.
   * @param inputs how far the inputs have been read.
   */
  save(end: number | null, inputs: readonly InputMark[]): Promise<void>
}

/** The cost of a snapshot grows with the states, its benefit with the records that the next start need not read. */
const RECORDS_PER_SNAPSHOT = 1_000
const RECORDS_PER_STATE = 2

/** @returns why a snapshot cannot be used with this log; null when it can. */
export function misfit(snapshot: Snapshot, at: TopicPartition, log: LogDescription, nowMs: number): string | null {
  if (snapshot.topic !== at.topic || snapshot.partition !== at.partition) return 'it is of another partition'
  if (snapshot.topicId !== log.topicId) return 'the topic was deleted and made again'
  if (snapshot.next > log.end) return `it goes to offset ${snapshot.next}, the log only to ${log.end}`
  if (snapshot.inputs === null)
    return 'it was written by an earlier version, which did not keep the positions of inputs'
  if (nowMs - snapshot.at > log.tombstonesKeptMs) return 'it is older than the log keeps tombstones'
  return null
}

/**
 * Restores states by key from one partition of a changelog: from the snapshot in the data folder and the records after it,
 * or else from the whole partition. Damaged records are logged and skipped.
 * @throws {SlipstreamError} `schema-unknown`: nobody else writes here, so the registry is the one that is wrong.
 */
export async function restoreStates(
  runtime: Runtime,
  processor: string,
  changelog: AnyTopic,
  partition: number,
): Promise<Restored> {
  const { settings, log } = runtime
  const at = { topic: changelog.name, partition }
  const begunAt = performance.now()
  const path = snapshotPath(settings.dataFolder, processor, partition)
  const kafkaLog = await logOf(runtime, at)
  const found = kafkaLog === null ? null : await usable(runtime, path, changelog, at, kafkaLog)
  const states = found?.states ?? new Map<string, unknown>()
  const next = found?.next ?? 0
  const marks = new InputMarks()
  for (const mark of found?.inputs ?? []) marks.add(mark)
  let records = 0
  const end = await readToEnd(runtime, [at], {
    from: { next },
    // A transaction of the last owner may still be open after the broker's own restart: what it holds back is state too.
    end: 'written',
    what: `the state of ${processor}, partition ${partition}`,
    onBatch(batch) {
      records += batch.length
      for (const decoded of batch) {
        marks.addCauseOf(decoded.wire)
        if (!decoded.ok) missingState(runtime, changelog, decoded)
        else if (decoded.record.value === null) states.delete(decoded.record.key)
        else states.set(decoded.record.key, decoded.record.value)
      }
    },
  })
  runtime.metrics?.restored(performance.now() - begunAt, records)
  log.info(
    { changelog: changelog.name, partition, keys: states.size, snapshotTo: next, records },
    'State was restored.',
  )
  const snapshots = snapshotWriter(runtime, path, changelog, { ...at, topicId: kafkaLog?.topicId ?? null }, states, {
    next,
    end: end(at),
  })
  return { states, records, snapshots, marks }
}

/** State that is skipped would start empty and be overwritten: that is right for damaged bytes only. */
function missingState(
  { log }: Runtime,
  changelog: AnyTopic,
  { isSchemaUnknown, message }: Decoded & { readonly ok: false },
): void {
  if (!isSchemaUnknown) {
    log.error({ changelog: changelog.name }, message)
    return
  }
  throw new SlipstreamError(
    'schema-unknown',
    `State cannot be restored, and none is lost yet. ${message} Point SCHEMA_REGISTRY_URL to the registry that the state was written with, or restore its database.`,
    { retriable: false },
  )
}

async function usable(
  runtime: Runtime,
  path: string,
  changelog: AnyTopic,
  at: TopicPartition,
  kafkaLog: LogDescription,
): Promise<(Pick<Snapshot, 'next' | 'inputs'> & { readonly states: Map<string, unknown> }) | null> {
  try {
    await removeHalfWritten(path)
    const snapshot = await readSnapshot(path)
    if (snapshot === null) return null
    const wrong = misfit(snapshot, at, kafkaLog, Date.now())
    if (wrong !== null) throw new Error(wrong)
    const { next, inputs } = snapshot
    return { states: await statesOf(runtime, changelog, snapshot), next, inputs }
  } catch (error) {
    if (error instanceof SlipstreamError) throw error
    const why = error instanceof Error ? error.message : String(error)
    runtime.log.warn({ path }, `A snapshot is not used, the whole changelog is read instead: ${why}.`)
    await removeSnapshot(path).catch(() => undefined)
    return null
  }
}

async function statesOf(
  runtime: Runtime,
  changelog: AnyTopic,
  { entries, partition, next }: Snapshot,
): Promise<Map<string, unknown>> {
  const states = new Map<string, unknown>()
  const wires = entries.map(({ key, value }): LogRecord => ({
    key,
    value,
    offset: next - 1,
    timestamp: 0,
    headers: {},
  }))
  for (const decoded of await runtime.codec.decode(changelog, partition, wires)) {
    if (!decoded.ok) missingState(runtime, changelog, decoded)
    if (!decoded.ok) throw new Error(`one of its values could not be decoded (${decoded.message})`)
    states.set(decoded.record.key, decoded.record.value)
  }
  return states
}

function snapshotWriter(
  { codec, log }: Runtime,
  path: string,
  changelog: AnyTopic,
  of: Omit<SnapshotPosition, 'next' | 'topicId'> & { readonly topicId: string | null },
  states: ReadonlyMap<string, unknown>,
  restored: { readonly next: number; readonly end: number },
): SnapshotWriter {
  let checkpoint = restored.next
  let saving: Promise<void> | null = null
  const entryOf = ([key, value]: readonly [string, unknown]): SnapshotEntry => {
    const { key: keyBytes, value: bytes } = codec.encode({ topic: changelog.name, key, value, timestamp: 0 })
    if (keyBytes === null || bytes === null) throw new Error(`The state of ${key} is nothing.`)
    return { key: keyBytes, value: bytes }
  }
  function* entriesOf(copy: readonly (readonly [string, unknown])[]): Iterable<SnapshotEntry> {
    for (const each of copy) yield entryOf(each)
  }
  const write = async (topicId: string, next: number, inputs: readonly InputMark[]): Promise<void> => {
    const copy = [...states] // a state is never changed in place: the map is copied, not what is in it
    try {
      const { topic, partition } = of
      await writeSnapshot(path, { topic, partition, topicId, next, inputs }, copy.length, entriesOf(copy), Date.now())
      checkpoint = next
      log.debug({ path, next, keys: copy.length }, 'A snapshot was written.')
    } catch (error) {
      log.warn({ err: error, path }, 'A snapshot could not be written; the next start reads more of the log.')
    }
  }
  return {
    changelog: { topic: of.topic, partition: of.partition },
    isDue: (end) =>
      of.topicId !== null &&
      saving === null &&
      (end ?? restored.end) - checkpoint >= Math.max(RECORDS_PER_SNAPSHOT, RECORDS_PER_STATE * states.size),
    async save(end, inputs) {
      const next = end ?? restored.end
      await saving
      if (of.topicId === null || next <= checkpoint) return
      saving = write(of.topicId, next, inputs)
      await saving
      saving = null
    },
  }
}

/** @returns null when Kafka does not describe the log: snapshots are then neither read nor written. */
async function logOf({ kafka, log }: Runtime, at: TopicPartition): Promise<LogDescription | null> {
  let admin: KafkaAdmin | undefined
  try {
    admin = await kafka.admin()
    return await admin.describeLog(at)
  } catch (error) {
    log.warn({ err: error, topic: at.topic }, 'Snapshots are off: Kafka did not describe the log of the changelog.')
    return null
  } finally {
    await admin?.close()
  }
}
