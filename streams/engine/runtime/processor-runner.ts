import { abortOrFailure } from '../abort.ts'
import { withHeartbeat } from '../kafka/heartbeat.ts'
import { isRefusal, KafkaError } from '../kafka/kafka-error.ts'
import type { Batch, KafkaAdmin, NextOffset, TransactionalWriter } from '../kafka/port.ts'
import type { Latency } from '../processor.ts'
import { serialQueue } from '../serial-queue.ts'
import type { SerialQueue } from '../serial-queue.ts'
import { processBatch } from './batch-processor.ts'
import type { BatchContext } from './batch-processor.ts'
import { cooperativeYield } from './cooperative-yield.ts'
import { checkInputs } from './input-check.ts'
import type { CheckedPosition } from './input-check.ts'
import { InputMarks } from './input-positions.ts'
import { noMetrics } from './metrics.ts'
import { openPoisonPillDetector } from './poison-pill.ts'
import type { InFlightRecords, PoisonPillDetector } from './poison-pill.ts'
import { RefusedOutputs } from './refused-outputs.ts'
import type { SnapshotWriter } from './restore.ts'
import { requireKnownPartitions } from './runtime.ts'
import type { Runtime } from './runtime.ts'
import { createTaskRegistry } from './task-registry.ts'
import type { TaskRegistry } from './task-registry.ts'
import { createTask, TaskAbandoned } from './task.ts'
import type { Task } from './task.ts'
import type { Work } from './work.ts'

/** What the runner needs to know of a processor, whatever its kind. */
export interface RunnableProcessor {
  readonly name: string
  /** The consumer group; the name unless given. */
  readonly group?: string
  readonly topics: readonly string[]
  /** One task processes all partitions; else there is one task for each partition number. */
  readonly single: boolean
  /** `interactive`: outputs are sent at once, and a second transactional producer takes them while the first one commits. */
  readonly latency: Latency
  /** @see WriterOptions.timeoutMs */
  readonly transactionTimeoutMs?: number
  /** Topics that are tables, such as that of the state: of records of one key in a transaction only the newest is written. */
  readonly tables: readonly string[]
  /**
   * Makes the work of a task, and restores its state. Called once earlier owners of the task are fenced.
   * @param committed offsets at which its inputs continue; a partition without one begins at its start.
   */
  openWork(taskId: number, committed: readonly NextOffset[]): Promise<Work>
}

interface OpenTask {
  readonly task: Task
  readonly work: Work
  readonly inFlight: InFlightRecords
  /** One batch at a time: batches of two topics share the state, and their outputs are written in the order of their steps. */
  readonly inOrder: SerialQueue
}

/**
 * Runs a processor as a member of its consumer group until the signal aborts; then finishes the batches under way, commits and
 * leaves. Crash-only: an error whose outcome is unknown ends the process, and the next one begins at the committed offsets.
 * When the broker refuses an output for good, the member leaves and rejoins, to find the input that made it. Committed offsets
 * that did not fit the logs or the state have been corrected when the process ends for them: the next one reads from there.
 * @throws the first other failure.
 */
export async function runTasks(runtime: Runtime, processor: RunnableProcessor): Promise<void> {
  const refused = new RefusedOutputs()
  for (;;) {
    try {
      await runMember(runtime, processor, refused)
      return
    } catch (error) {
      if (!isRefusal(error) || refused.isStuck || runtime.signal.aborted) throw error
      runtime.log.warn(
        { err: error },
        'Kafka refuses an output for good: the member rejoins its group to find the input.',
      )
    }
  }
}

async function runMember(runtime: Runtime, processor: RunnableProcessor, refused: RefusedOutputs): Promise<void> {
  const { kafka, log, signal, metrics = noMetrics } = runtime
  const admin = await kafka.admin()
  const run = abortOrFailure(signal)
  const poisonPills = openPoisonPillDetector(runtime.settings.dataFolder, processor.name, log)
  /** A lost task is often noticed by being fenced: that is an error only while the task is still assigned here. */
  const isLost = (taskId: number, error: unknown) =>
    error instanceof TaskAbandoned ||
    (error instanceof KafkaError && error.kind === 'fenced' && !tasks.isAssigned(taskId))
  const onTaskFailure = (taskId: number, error: unknown) => {
    if (!isLost(taskId, error)) run.fail(error)
  }
  const tasks = createTaskRegistry<OpenTask>({
    open: (taskId) => openTask(runtime, processor, { admin, poisonPills, taskId, refused, onTaskFailure }),
    close: closeTask,
    abandon: ({ task, inFlight }) => {
      inFlight.close()
      return task.abandon().catch((error: unknown) => log.debug({ err: error }, 'Abandoning a task failed.'))
    },
    onFailure: onTaskFailure,
  })
  const processNext = batchHandler(runtime, processor, tasks, refused)
  const group = await kafka.joinGroup({
    name: groupOf(processor),
    topics: processor.topics,
    single: processor.single,
    latency: processor.latency,
    concurrency: Math.max(...processor.topics.map((topic) => runtime.partitionsOf.get(topic) ?? 1)),
    onAssigned(assignment) {
      log.info({ assignment: Object.fromEntries(assignment) }, 'Partitions were assigned.')
      try {
        requireKnownPartitions(runtime, assignment)
      } catch (error) {
        run.fail(error)
        return
      }
      metrics.assigned(groupOf(processor), assignment)
      tasks.assign(new Set([...assignment.values()].flat().map((partition) => taskOf(processor, partition))))
    },
    async onBatch(batch) {
      try {
        await processNext(batch)
      } catch (error) {
        if (!isLost(taskOf(processor, batch.partition), error)) throw error
      }
    },
    onSkipped: ({ topic, partition, next, end }) => metrics.position(topic, partition, next, end),
    onFailure: run.fail,
  })
  try {
    await run.ended.finally(poisonPills.disarm)
    // Also a task that is still opening ends first: it would fence the next owner.
    await group.stop(tasks.closeAll)
  } catch (error) {
    if (isRefusal(error) || error instanceof PositionsCorrected) {
      await tasks.opened() // what else is wrong is corrected, too
      await group.stop()
      tasks.assign(new Set())
    }
    throw error
  } finally {
    await admin.close()
  }
}

/** Positions were committed that this member does not read from. */
export class PositionsCorrected extends Error {
  override readonly name = 'PositionsCorrected'
}

const groupOf = ({ name, group }: RunnableProcessor): string => group ?? name
const taskOf = ({ single }: RunnableProcessor, partition: number): number => (single ? 0 : partition)

interface TaskOpening {
  readonly admin: KafkaAdmin
  readonly poisonPills: PoisonPillDetector
  readonly taskId: number
  readonly refused: RefusedOutputs
  onTaskFailure(taskId: number, error: unknown): void
}

async function openTask(
  runtime: Runtime,
  processor: RunnableProcessor,
  { admin, poisonPills, taskId, refused, onTaskFailure }: TaskOpening,
): Promise<OpenTask> {
  const group = groupOf(processor)
  const { latency, tables } = processor
  const suffixes = latency === 'interactive' ? ['', '-b'] : ['']
  const producers = await Promise.all(
    suffixes.map((suffix) =>
      runtime.kafka.transactionalWriter(`${group}-${taskId}${suffix}`, group, {
        topics: [...runtime.topics.keys()],
        ...(processor.transactionTimeoutMs === undefined ? {} : { timeoutMs: processor.transactionTimeoutMs }),
      }),
    ),
  )
  const offsets = await admin.committedOffsets(group, processor.topics)
  const committed = offsets.filter(({ partition }) => taskOf(processor, partition) === taskId)
  const isMine = (partition: number) => taskOf(processor, partition) === taskId
  const work = await processor.openWork(taskId, committed)
  const marks = work.marks ?? new InputMarks()
  const check = { kafka: runtime.kafka, admin, signal: runtime.signal, nowMs: Date.now }
  await correct(runtime, producers, await checkInputs(check, processor.topics, isMine, committed, marks))
  const options = { latency, tables, metrics: runtime.metrics ?? noMetrics }
  const onFailure = (error: unknown) => {
    if (isRefusal(error)) refused.suspect(task.positions())
    onTaskFailure(taskId, error)
  }
  const task = createTask(producers, committed, onFailure, options)
  return { task, work, inFlight: poisonPills.openTask(taskId, task.next), inOrder: serialQueue() }
}

const WHY = {
  recorded: 'The state has more of an input than was committed: it goes on behind that.',
  expired: 'Records of an input were deleted before they were read: it goes on at the oldest.',
  cut: 'An input is not the log that was read: it lost its end, or was recreated. It goes on behind what is still there.',
}

/** @throws {PositionsCorrected} when a position is another than the group had committed; it has been committed now. */
async function correct(
  { log }: Runtime,
  producers: readonly TransactionalWriter[],
  checked: readonly CheckedPosition[],
): Promise<void> {
  const corrected = checked.flatMap(({ topic, partition, next, why }) => {
    if (why === 'unchanged') return []
    log.warn({ topic, partition, next }, WHY[why])
    return [{ topic, partition, next }]
  })
  if (corrected.length === 0) return
  await producers[0]?.commit(corrected)
  await Promise.all(producers.map((producer) => producer.discard()))
  throw new PositionsCorrected(
    'Committed offsets did not fit the logs of the inputs or the state. They have been corrected: start the process again.',
  )
}

function batchHandler(
  runtime: Runtime,
  processor: RunnableProcessor,
  tasks: TaskRegistry<OpenTask>,
  refused: RefusedOutputs,
) {
  const { topics, deadLetters, codec, log, metrics = noMetrics } = runtime
  const { name } = processor
  const yieldToEventLoop = cooperativeYield()
  const context: BatchContext = { name, topics, deadLetters, codec, log, metrics, refused, yieldToEventLoop }
  return async (batch: Batch): Promise<void> => {
    metrics.position(batch.topic, batch.partition, batch.records[0]?.offset ?? batch.end, batch.end)
    const opening = tasks.get(taskOf(processor, batch.partition))
    if (opening === null) throw new Error(`${name} got ${batch.topic}/${batch.partition}, which is not assigned to it.`)
    const open = await withHeartbeat(opening, batch.heartbeat)
    const processed = open.inOrder(async () => {
      await processBatch(context, open, batch)
      await writeSnapshotIfDue(open)
    })
    await withHeartbeat(processed, batch.heartbeat)
  }
}

/** Between two batches, once all is committed, the state is what the changelog holds. */
async function writeSnapshotIfDue({ task, work: { snapshots, marks } }: OpenTask): Promise<void> {
  if (snapshots?.isDue(endOf(task, snapshots)) !== true) return
  await task.commitAll()
  void snapshots.save(endOf(task, snapshots), inputsOf(task, marks))
}

async function closeTask({ task, work: { snapshots, marks } }: OpenTask): Promise<void> {
  await task.close()
  await snapshots?.save(endOf(task, snapshots), inputsOf(task, marks))
}

const inputsOf = (task: Task, marks = new InputMarks()) => marks.with(task.positions())

const endOf = (task: Task, { changelog }: SnapshotWriter) => task.end(changelog.topic, changelog.partition)
