import type { DeadLetterTopic } from '../dead-letter.ts'
import type { GlobalTable } from '../processor.ts'
import { causeOf, deadLetterOf } from '../runtime/dead-letters.ts'
import { eventSourcedWork, inlineOutputs, processInline, processorWork, reading } from '../runtime/work.ts'
import type { AnyEventSourcedProcessor, AnyProcessor, Outputs, Work } from '../runtime/work.ts'
import type { AnyTopic, Position, RecordOf, StreamRecord } from '../topic.ts'
import { createByteLog } from './byte-log.ts'
import type { ByteLog, StoredRecord } from './byte-log.ts'

/**
 * Several processors joined by their topics, without a broker. Records lie in partitions as Avro bytes; the clock is that of
 * the records. Of all that a processor may read, it reads the record with the earliest event time next, and looks up views
 * as of that time: so what comes out does not depend on how the records were cut into batches.
 */
export interface TopologyDriver {
  /** Writes records into their topics, as somebody outside would. */
  pipeIn(...records: readonly StreamRecord[]): void
  /** Lets every processor, in order of flow, read all that it has not read. */
  advance(how?: Advance): void
  /** What was written to a topic since it was last read out. */
  readOut<T extends AnyTopic>(topic: T): readonly RecordOf<T>[]
  /** Topics with records that no test has read, changelogs aside, and how many. */
  unread(): Readonly<Record<string, number>>
  /** The newest value of each key, in order of keys. */
  table(topic: AnyTopic): readonly (readonly [key: string, value: unknown])[]
  /** Kills every processor and starts it anew: state comes from changelogs, views from their topics, positions from commits. */
  restart(): void
  /** Takes the committed positions of every processor back by up to so many records a partition; what it wrote stays. */
  redeliver(records: number): void
}

export interface Advance {
  /** 1 unless given. */
  readonly recordsPerCommit?: number
  /** Kills the processor after each commit and starts it anew, while there is more to be read. */
  readonly restarting?: boolean
}

type AnyStage = AnyProcessor | AnyEventSourcedProcessor

export function createDriver(stages: readonly AnyStage[], deadLetters: DeadLetterTopic): TopologyDriver {
  const topics = new Set([...stages.flatMap(topicsOf), deadLetters])
  const log = createByteLog([...topics])
  const committed = new Map(stages.map((stage) => [stage.name, new Map<string, number>()]))
  const readUpTo = new Map<string, number>()
  const outputs = new Set([...stages.flatMap((stage) => stage.to), deadLetters].map(({ name }) => name))
  const running = new Map<AnyStage, RunningStage>()
  const runningOf = (stage: AnyStage): RunningStage => {
    const started =
      running.get(stage) ??
      startStage({ stage, deadLetters }, log, committed.get(stage.name) ?? new Map<string, number>())
    running.set(stage, started)
    return started
  }

  const unreadOf = (topic: string) => log.all(topic).filter(({ sequence }) => sequence >= (readUpTo.get(topic) ?? 0))
  return {
    pipeIn(...records) {
      for (const record of records) log.append(record)
    },
    advance({ recordsPerCommit = 1, restarting = false } = {}) {
      for (const stage of stages) {
        while (runningOf(stage).commitNext(recordsPerCommit)) if (restarting) running.delete(stage)
      }
    },
    readOut: <T extends AnyTopic>(topic: T) => {
      const unread = unreadOf(topic.name)
      readUpTo.set(topic.name, (unread.at(-1)?.sequence ?? -1) + 1)
      return unread.map((stored) => withoutPosition(log.decode(stored)) as RecordOf<T>) // decoded by the topic's own serde
    },
    unread() {
      const left = [...outputs].map((topic) => [topic, unreadOf(topic).length] as const)
      return Object.fromEntries(left.filter(([, count]) => count > 0))
    },
    table(topic) {
      const newest = new Map(log.all(topic.name).map((stored) => [stored.key.toString('utf8'), stored]))
      return [...newest]
        .map(([key, stored]) => [key, log.decode(stored).value] as const)
        .filter(([, value]) => value !== null)
        .sort(([a], [b]) => (a < b ? -1 : 1))
    },
    restart() {
      running.clear()
    },
    redeliver(records) {
      for (const positions of committed.values()) {
        for (const [partition, next] of positions) positions.set(partition, Math.max(0, next - records))
      }
    },
  }
}

const withoutPosition = ({ topic, key, value, timestamp }: StreamRecord): StreamRecord => ({
  topic,
  key,
  value,
  timestamp,
})

function topicsOf(stage: AnyStage): readonly AnyTopic[] {
  const own = stage.kind === 'processor' ? [stage.changelog] : stage.table.from
  return [...stage.from, ...stage.to, ...own, ...stage.reads.flatMap((view) => view.from)]
}

interface RunningStage {
  /** Processes and commits the next records. Returns false when there was none. */
  commitNext(records: number): boolean
}

/** @param next offsets to be read next, by `topic/partition`; moved on with each commit. */
function startStage(
  { stage, deadLetters }: { readonly stage: AnyStage; readonly deadLetters: DeadLetterTopic },
  log: ByteLog,
  next: Map<string, number>,
): RunningStage {
  const views = new Map(stage.reads.map((view) => [view, followView(view, log)]))
  const read = reading(stage.name, new Map([...views].map(([view, { content }]) => [view, content])))
  const tasks = new Map<number, Work>()
  const openTask = (taskId: number): Work =>
    stage.kind === 'processor'
      ? processorWork(stage, restoredStates(stage.changelog, taskId, log), read)
      : eventSourcedWork(stage, rebuilt(stage, log, next))
  const isSingle = stage.kind === 'event-sourced' || stage.single

  const process = (stored: StoredRecord): Outputs => {
    const taskId = isSingle ? 0 : stored.partition
    const task = tasks.get(taskId) ?? openTask(taskId)
    tasks.set(taskId, task)
    for (const view of views.values()) view.catchUp(stored.timestamp)
    try {
      return processInline(task, log.decode(stored))
    } catch (error) {
      return [deadLetterOf(deadLetters, givenUp(stage.name, stored), causeOf(error))]
    }
  }
  const gathered = (timestamp: number): Outputs =>
    [...tasks.values()].flatMap((task) => {
      const made = task.gather?.(timestamp)
      return made === undefined ? [] : inlineOutputs(made)
    })
  return {
    commitNext(records) {
      const batch = pending(stage.from, log, next).slice(0, records)
      const outputs = batch.flatMap((stored) => {
        const causedBy = `${stored.topic}/${stored.partition}/${stored.offset}` // as the runtime says in a header
        return process(stored).map((output) => ({ ...output, causedBy }))
      })
      for (const output of [...outputs, ...gathered(batch.at(-1)?.timestamp ?? 0)]) log.append(output)
      for (const { topic, partition, offset } of batch) next.set(`${topic}/${partition}`, offset + 1)
      return batch.length > 0
    },
  }
}

/** What has not been read, earliest event first, yet each partition in its order; ties by topic as declared, then by arrival. */
function pending(
  topics: readonly AnyTopic[],
  log: ByteLog,
  next: ReadonlyMap<string, number>,
): readonly StoredRecord[] {
  const queues = topics.flatMap(({ name, partitions }) =>
    Array.from({ length: partitions }, (_, partition) => [
      ...log.from(name, partition, next.get(`${name}/${partition}`) ?? 0),
    ]),
  )
  const rank = new Map(topics.map(({ name }, index) => [name, index]))
  const isBefore = (a: StoredRecord, b: StoredRecord): boolean =>
    (a.timestamp - b.timestamp || (rank.get(a.topic) ?? 0) - (rank.get(b.topic) ?? 0) || a.sequence - b.sequence) < 0
  const ordered: StoredRecord[] = []
  for (;;) {
    let first: StoredRecord[] | undefined
    for (const queue of queues) {
      const [head] = queue
      const best = first?.[0]
      if (head !== undefined && (best === undefined || isBefore(head, best))) first = queue
    }
    const head = first?.shift()
    if (head === undefined) return ordered
    ordered.push(head)
  }
}

function followView(view: GlobalTable<unknown>, log: ByteLog) {
  const content = view.create()
  const next = new Map<string, number>()
  return {
    content,
    /** Takes in all that happened up to a moment of event time. */
    catchUp(until: number) {
      for (const stored of pending(view.from, log, next)) {
        if (stored.timestamp > until) return
        view.apply(content, log.decode(stored))
        next.set(`${stored.topic}/${stored.partition}`, stored.offset + 1)
      }
    },
  }
}

function restoredStates(changelog: AnyTopic, partition: number, log: ByteLog): Map<string, unknown> {
  const states = new Map<string, unknown>()
  for (const stored of log.from(changelog.name, partition, 0)) {
    const { key, value } = log.decode(stored)
    if (value === null) states.delete(key)
    else states.set(key, value)
  }
  return states
}

/** As the runtime does it: from all outputs, and from inputs as far as they have been committed. */
function rebuilt(
  { from, table: view }: AnyEventSourcedProcessor,
  log: ByteLog,
  committed: ReadonlyMap<string, number>,
): unknown {
  const inputs = new Set(from.map(({ name }) => name))
  const isToCome = ({ topic, partition, offset }: StoredRecord) =>
    inputs.has(topic) && offset >= (committed.get(`${topic}/${partition}`) ?? 0)
  const content = view.create()
  for (const { name } of view.from) {
    for (const stored of log.all(name)) if (!isToCome(stored)) view.apply(content, log.decode(stored))
  }
  return content
}

function givenUp(processor: string, { topic, partition, offset, key, value, timestamp }: StoredRecord & Position) {
  return { processor, topic, partition, wire: { offset, timestamp, key, value, headers: {} }, attempts: 1 }
}
