import { setImmediate } from 'node:timers/promises'
import { Unprocessable } from '../processor.ts'
import type { Latency } from '../processor.ts'
import { LAST_DEATH, openAttempts } from './attempts.ts'
import type { Outside, TaskAttempts } from './attempts.ts'
import type { Decoded } from '../serde/codec.ts'
import type { LogRecord, OutgoingRecord } from '../serde/log-record.ts'
import { withHeartbeat } from '../kafka/heartbeat.ts'
import { KafkaError } from '../kafka/kafka-error.ts'
import type { Batch, KafkaAdmin, NextOffset } from '../kafka/port.ts'
import { causeOf, deadLetterOf } from './dead-letters.ts'
import type { Runtime } from './runtime.ts'
import { SlipstreamError } from '../errors.ts'
import type { Saver } from './restore.ts'
import { createTask, TaskAbandoned } from './task.ts'
import type { Task } from './task.ts'
import { lineage, SENT_AT } from '../serde/trace.ts'
import type { Work } from './work.ts'

export interface Running {
  readonly name: string
  /** The consumer group; the name unless given. */
  readonly group?: string
  readonly topics: readonly string[]
  readonly single: boolean
  /**
   * `interactive`: each output is sent at once, and a second transactional producer takes over while the first one commits.
   * `batch`: outputs are sent at the commit.
   */
  readonly latency: Latency
  /** Where state is kept; null: nowhere. */
  readonly changelog: string | null
  /**
   * Makes what a task works with, once its writer has fenced earlier owners: state is restored here.
   * @param committed where its inputs go on; a partition without one goes on at its beginning.
   */
  openWork(taskId: number, committed: readonly NextOffset[]): Promise<Work>
}

const groupOf = ({ name, group }: Running): string => group ?? name

interface OpenTask {
  readonly task: Task
  readonly work: Work
  readonly attempts: TaskAttempts
  /** One batch at a time: batches of two topics share state, and their writes must keep the order of their steps. */
  readonly inTurn: (batch: () => Promise<void>) => Promise<void>
}

/** Slow steps are not taken for longer than this at a stretch: heartbeats, and the watchdog, must have their turn. */
const STRETCH_MS = 100

/**
 * Runs a stage as a member of its consumer group until the signal aborts; then finishes the batch at hand and leaves.
 * Crash-only: anything whose outcome is unknown ends the process, and the next one begins from what was committed.
 * @throws what made it impossible to go on.
 */
export async function runStage(environment: Runtime, stage: Running): Promise<void> {
  const { kafka, log, signal } = environment
  const admin = await kafka.admin()
  const tasks = new Map<number, Promise<OpenTask>>()
  const pause = pauses()
  const attempts = openAttempts(environment.settings.dataFolder, stage.name, log)
  let assigned: ReadonlyMap<string, readonly number[]> = new Map()
  let fail: (error: unknown) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  failed.catch(() => undefined)

  const taskOf = (partition: number) => (stage.single ? 0 : partition)
  const isAssigned = (taskId: number) => [...assigned.values()].flat().some((partition) => taskOf(partition) === taskId)

  const openTask = async (taskId: number): Promise<OpenTask> => {
    const lanes = stage.latency === 'interactive' ? ['', '-b'] : ['']
    const writers = await Promise.all(
      lanes.map((lane) => kafka.transactionalWriter(`${groupOf(stage)}-${taskId}${lane}`, groupOf(stage))),
    )
    const committed = await committedOffsets(admin, stage, (partition) => taskOf(partition) === taskId)
    const work = await stage.openWork(taskId, committed)
    const task = createTask(writers, committed, (error) => onTaskFailure(taskId, error), {
      latency: stage.latency,
      changelog: stage.changelog,
    })
    return { task, work, attempts: attempts.open(taskId, task.next), inTurn: turns() }
  }
  /** Being fenced is how a lost partition is noticed, too: it is an error only while the partition is still assigned here. */
  const isLost = (taskId: number, error: unknown) =>
    error instanceof TaskAbandoned || (error instanceof KafkaError && error.kind === 'fenced' && !isAssigned(taskId))
  const onTaskFailure = (taskId: number, error: unknown) => {
    if (!isLost(taskId, error)) fail(error)
  }

  const group = await kafka.joinGroup({
    name: groupOf(stage),
    topics: stage.topics,
    single: stage.single,
    latency: stage.latency,
    concurrency: Math.max(...stage.topics.map((topic) => environment.partitionsOf.get(topic) ?? 1)),
    onAssigned(assignment) {
      assigned = assignment
      log.info({ assignment: Object.fromEntries(assignment) }, 'Partitions were assigned.')
      for (const [taskId, opening] of tasks) {
        if (isAssigned(taskId)) continue
        tasks.delete(taskId)
        opening
          .then(({ task, attempts: ofTask }) => {
            ofTask.close()
            return task.abandon()
          })
          .catch((error: unknown) => log.debug({ err: error }, 'A lost task was gone.'))
      }
      for (const taskId of new Set([...assignment.values()].flat().map(taskOf))) {
        if (!tasks.has(taskId)) tasks.set(taskId, openTask(taskId))
        tasks.get(taskId)?.catch(fail)
      }
    },
    async onBatch(batch) {
      const taskId = taskOf(batch.partition)
      try {
        const opening = tasks.get(taskId)
        if (opening === undefined)
          throw new Error(`${stage.name} was given ${batch.topic}/${batch.partition}, which is not its own.`)
        const open = await withHeartbeat(opening, batch.heartbeat)
        const turn = open.inTurn(async () => {
          await processBatch(environment, { name: stage.name, pause }, open, batch)
          await saveIfDue(open)
        })
        await withHeartbeat(turn, batch.heartbeat)
      } catch (error) {
        if (!isLost(taskId, error)) throw error
      }
    },
    onFailure: fail,
  })

  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  try {
    await Promise.race([stopped, failed]).finally(attempts.settle)
    await group.stop()
    const opened = await Promise.allSettled(tasks.values()) // one that was still restoring has nothing to close
    await Promise.all(opened.flatMap((each) => (each.status === 'fulfilled' ? [closeTask(each.value)] : [])))
  } finally {
    await admin.close()
  }
}

/** Between two batches, and once all is committed, the state is what the changelog says. */
async function saveIfDue({ task, work: { saver } }: OpenTask): Promise<void> {
  if (saver?.isDue(endOf(task, saver)) !== true) return
  await task.commitAll()
  void saver.save(endOf(task, saver))
}

async function closeTask({ task, work: { saver } }: OpenTask): Promise<void> {
  await task.close()
  await saver?.save(endOf(task, saver))
}

const endOf = (task: Task, { changelog }: Saver) => task.end(changelog.topic, changelog.partition)

function turns(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}

/**
 * Lets everything else have its turn. Of tasks that pause one goes on at a time: stretches of them all on end would hold up
 * each answer of Kafka, and a transaction, which needs several, would expire.
 */
export function pauses(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return () => {
    last = last.then(() => setImmediate())
    return last
  }
}

async function committedOffsets(
  admin: KafkaAdmin,
  stage: Running,
  isMine: (partition: number) => boolean,
): Promise<readonly NextOffset[]> {
  const offsets = await admin.committedOffsets(groupOf(stage), stage.topics)
  return offsets.filter(({ partition }) => isMine(partition))
}

async function processBatch(
  environment: Runtime,
  { name, pause }: { readonly name: string; readonly pause: () => Promise<void> },
  { task, work, attempts }: OpenTask,
  batch: Batch,
): Promise<void> {
  const { codec, topics, log } = environment
  const { topic: topicName, partition } = batch
  const topic = topics.get(topicName)
  if (topic === undefined) throw new Error(`${topicName} is not one of the topics.`)
  const fresh = batch.records.filter((wire) => wire.offset >= task.next(topicName, partition))
  let waiting: OutgoingRecord[] = []
  let last: number | null = null
  const flush = async () => {
    if (last === null) return
    await task.write(waiting, { topic: topicName, partition, next: last + 1 })
    batch.resolve(last)
    waiting = []
    last = null
  }

  const giveUp = (wire: LogRecord, error: unknown, deaths: number) => {
    log.warn({ err: error, at: `${topicName}/${partition}/${wire.offset}` }, 'A record became a dead letter.')
    const givenUp = { processor: name, topic: topicName, partition, wire, attempts: Math.max(1, deaths) }
    waiting.push(
      codec.encode(deadLetterOf(environment.deadLetters, givenUp, causeOf(error)), lineage(topicName, partition, wire)),
    )
  }
  const processTogether = async (records: readonly LogRecord[], outside: Outside) => {
    const decoded = await codec.decode(topic, partition, records)
    const begun = decoded.map((each) => ({ wire: each.wire, outputs: beginning(work, each) }))
    await pause()
    let stretchedAt = performance.now()
    for (const { wire, outputs } of begun) {
      if (!batch.isCurrent()) break
      const headers = { ...lineage(topicName, partition, wire), [SENT_AT]: String(Date.now()) }
      try {
        const given = outputs()
        if (given instanceof Promise) await flush()
        const made = given instanceof Promise ? (await outside(given))() : given
        waiting.push(...made.map((output) => codec.encode(output, headers)))
      } catch (error) {
        if (isWeather(error)) throw error
        giveUp(wire, error, 1)
      }
      last = wire.offset
      if (performance.now() - stretchedAt > STRETCH_MS) {
        await flush()
        await pause()
        stretchedAt = performance.now()
      }
    }
  }

  for (let done = 0; done < fresh.length && batch.isCurrent();) {
    const records = attempts.isCareful() ? fresh.slice(done, done + 1) : fresh.slice(done)
    const [first] = records
    const [from, to] = [first?.offset ?? NaN, (records.at(-1)?.offset ?? NaN) + 1]
    const deaths = attempts.deaths(topicName, partition, from)
    if (first !== undefined && deaths >= LAST_DEATH) {
      giveUp(first, killed(name, deaths), deaths)
      last = from
    } else
      await attempts.during({ topic: topicName, partition, from, to }, (outside) => processTogether(records, outside))
    attempts.passed(topicName, partition, to)
    done += records.length
  }
  await flush()
  const lastInBatch = batch.records.at(-1)
  if (batch.isCurrent() && lastInBatch !== undefined) batch.resolve(lastInBatch.offset)
  await batch.heartbeat()
}

/** Begins with a record; what is wrong with it is thrown by the function given, where it becomes a dead letter. */
function beginning(work: Work, decoded: Decoded): ReturnType<Work['begin']> {
  try {
    if (!decoded.ok) throw new Unprocessable(decoded.code, decoded.message)
    return work.begin(decoded.record)
  } catch (error) {
    return () => {
      throw error
    }
  }
}

const killed = (name: string, deaths: number) =>
  new Unprocessable(
    'killed-the-processor',
    `${name} ended ${deaths} times with this record in hand, and was not given it again: mend ${name}, then send the record again with "npx slipstream dead-letters redrive".`,
  )

function isWeather(error: unknown): boolean {
  return error instanceof KafkaError || (error instanceof SlipstreamError && error.retriable)
}
