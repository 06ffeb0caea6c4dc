import { setTimeout as wait } from 'node:timers/promises'
import type { Consumer, EachBatchPayload } from 'kafkajs'
import type { Logger } from 'pino'
import { SESSION_TIMEOUT_MS } from '../access.ts'
import { SlipstreamError } from '../errors.ts'
import { allToOne, coPartitioned } from './assigners.ts'
import { classified, classifyMembership } from './classify.ts'
import type { KafkaClients } from './clients.ts'
import { HEARTBEAT_EVERY_MS } from './heartbeat.ts'
import { KafkaError } from './kafka-error.ts'
import { logRecordOf } from './kafkajs-patches.ts'
import type { KafkajsRecord } from './kafkajs-patches.ts'
import { leaveGroupSoon } from './leave-group.ts'
import { createLinger } from './linger.ts'
import { watchLiveness } from './liveness.ts'
import type { ConsumerGroup, GroupOptions, NextOffset } from './port.ts'
import { evictStaleMembers, openMemberNote } from './stale-members.ts'

/** An idle consumer sends its heartbeat, and learns that it must join again, between two fetches. */
const MAX_WAIT_MS = 4_000
const FETCHES_IN_SESSION = 6
const HEARTBEATS_IN_SESSION = 5
const MAX_BYTES_PER_PARTITION = 256 * 1024

export interface MemberEnvironment {
  readonly clients: KafkaClients
  readonly log: Logger
  readonly sessionTimeoutMs: number
  /** Where member ids are noted, so that members that were killed can be evicted; without it none are. */
  readonly dataFolder?: string | undefined
}

/** Joins a consumer group; `stop` leaves it. */
export async function joinGroup(
  { clients, log, sessionTimeoutMs, dataFolder }: MemberEnvironment,
  options: GroupOptions,
): Promise<ConsumerGroup> {
  const interrupt = new AbortController()
  const stopping = new AbortController()
  const consumer = clients.consumer(
    {
      groupId: options.name,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.min(HEARTBEAT_EVERY_MS, sessionTimeoutMs / HEARTBEATS_IN_SESSION),
      maxWaitTimeInMs: maxWaitMs(sessionTimeoutMs),
      maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
      partitionAssigners: [options.single ? allToOne : coPartitioned],
    },
    interrupt.signal,
  )
  const note = dataFolder === undefined ? null : openMemberNote(dataFolder, options.name, log)
  const onCrash = (error: Error) => options.onFailure(crashed(options.name, error))
  const leaves = (memberId: string): Promise<boolean> =>
    leaveGroupSoon(clients, options.name, [memberId], (_, error) =>
      log.debug({ err: error, memberId }, 'The session of this member had ended already.'),
    ).then(
      () => true,
      (error: unknown) => {
        log.warn({ err: error, group: options.name }, 'This member stays in its group until its session times out.')
        return false
      },
    )
  const liveness = watchLiveness(() => performance.now(), onCrash)
  const batches = batchHandler(options, stopping.signal)
  let memberId: string | null = null
  consumer.on('consumer.group_join', ({ payload }) => {
    memberId = payload.memberId
    batches.rejoined()
    note?.joined(payload.memberId)
    options.onAssigned(new Map(Object.entries(payload.memberAssignment)))
  })
  consumer.on('consumer.end_batch_process', ({ payload }) => {
    if (payload.batchSize > 0) return
    const { topic, partition, lastOffset, highWatermark } = payload
    options.onSkipped?.({ topic, partition, next: Number(lastOffset) + 1, end: Number(highWatermark) })
  })
  consumer.on('consumer.fetch', liveness.seen)
  consumer.on('consumer.heartbeat', liveness.seen)
  consumer.on('consumer.crash', ({ payload }) => onCrash(payload.error))
  try {
    if (dataFolder !== undefined) await evictStaleMembers(clients, dataFolder, options.name, log)
    await classified(run(consumer, options, batches.handle))
  } catch (error) {
    liveness.stop()
    throw error
  }
  return {
    commit: (offsets) => commit(consumer, offsets),
    async stop(beforeLeaving = () => Promise.resolve()) {
      liveness.stop()
      stopping.abort()
      const stopped = consumer.disconnect()
      await batches.settled()
      const [done] = await Promise.allSettled([beforeLeaving()])
      const hasLeft = memberId === null || (await leaves(memberId))
      interrupt.abort() // the fetch under way would wait for records that are not wanted any more
      await classified(stopped)
      if (hasLeft) note?.left()
      if (done.status === 'rejected') throw done.reason
    },
  }
}

/** Of a session of 10 s or more two fetches may take the whole time; of a shorter one it is to be noticed soon that it has ended. */
const maxWaitMs = (sessionMs: number): number =>
  sessionMs >= SESSION_TIMEOUT_MS ? MAX_WAIT_MS : Math.round(sessionMs / FETCHES_IN_SESSION)

function crashed(group: string, cause: Error): SlipstreamError {
  return new SlipstreamError('kafka-unavailable', `${group} lost its consumer group: ${cause.message}`, {
    retriable: true,
    cause,
  })
}

async function run(
  consumer: Consumer,
  { topics, concurrency }: GroupOptions,
  eachBatch: (payload: EachBatchPayload) => Promise<void>,
): Promise<void> {
  await consumer.connect()
  await consumer.subscribe({ topics: [...topics], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: concurrency,
    eachBatch,
  })
}

async function commit(consumer: Consumer, offsets: readonly NextOffset[]): Promise<void> {
  try {
    await consumer.commitOffsets(
      offsets.map(({ topic, partition, next }) => ({ topic, partition, offset: String(next) })),
    )
  } catch (error) {
    throw classifyMembership(error)
  }
}

interface BatchHandler {
  /** Batches of earlier assignments are not current any more. */
  rejoined(): void
  handle(payload: EachBatchPayload): Promise<void>
  /** Resolves when no batch is being processed. */
  settled(): Promise<unknown>
}

/** What happens to each batch that kafkajs hands over. */
export function batchHandler(
  { latency, onBatch, onFailure }: Pick<GroupOptions, 'latency' | 'onBatch' | 'onFailure'>,
  stopping: AbortSignal,
): BatchHandler {
  const underWay = new Set<Promise<void>>()
  const linger = createLinger(() => performance.now())
  let generation = 0
  return {
    rejoined() {
      generation += 1
    },
    async handle({ batch, heartbeat, resolveOffset, isRunning }) {
      const mine = generation
      const lag = Number(batch.offsetLag())
      const remainingMs = linger.onBatch(lag)
      const records = (batch.messages as unknown as readonly KafkajsRecord[]).map(logRecordOf) // as its decoder made them
      const processed = onBatch({
        topic: batch.topic,
        partition: batch.partition,
        records,
        end: (records.at(-1)?.offset ?? -1) + 1 + lag,
        async heartbeat() {
          try {
            await heartbeat()
          } catch (error) {
            throw classifyMembership(error)
          }
        },
        resolve(offset) {
          if (generation === mine) resolveOffset(String(offset))
        },
        isCurrent: () => isRunning() && generation === mine,
      })
      underWay.add(processed)
      try {
        await processed
      } catch (error) {
        if (error instanceof KafkaError && error.kind === 'rebalancing') throw error.cause // kafkajs knows its own errors only
        onFailure(error)
      } finally {
        underWay.delete(processed)
      }
      if (latency === 'batch') await wait(remainingMs(), undefined, { signal: stopping }).catch(() => undefined)
    },
    settled: () => Promise.allSettled(underWay),
  }
}
