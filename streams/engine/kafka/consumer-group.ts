import { setTimeout as wait } from 'node:timers/promises'
import type { Assigner, Consumer, PartitionAssigner } from 'kafkajs'
import type { Logger } from 'pino'
import { SlipstreamError } from '../errors.ts'
import { gathering } from './linger.ts'
import type { KafkaClients } from './kafka.ts'
import { kafkajs, logRecordOf } from './kafkajs-patches.ts'
import type { KafkajsRecord } from './kafkajs-patches.ts'
import type { LogRecord } from '../serde/log-record.ts'
import { buryMembers, openMembership } from './membership.ts'

export interface Batch {
  readonly topic: string
  readonly partition: number
  readonly records: readonly LogRecord[]
  /** Keeps the membership alive during long work. Throws when the group rebalances: the batch must then be left. */
  heartbeat(): Promise<void>
  /** Marks the record as read, so that the next fetch goes on behind it. Does nothing for a batch of an earlier assignment. */
  resolve(offset: number): void
  /** False once the process stops or the group has divided its partitions anew: the rest of the batch must be left. */
  isCurrent(): boolean
}

export interface Group {
  readonly consumer: Consumer
  /** Leaves the group once the batches at hand are done. */
  stop(): Promise<void>
}

export interface GroupOptions {
  readonly clients: KafkaClients
  readonly log: Logger
  /** Where it is noted who was a member: one that was killed is taken out of the group at the next start. */
  readonly dataFolder: string
  readonly name: string
  readonly topics: readonly string[]
  /** All partitions go to one member; another member waits in reserve. */
  readonly single: boolean
  readonly concurrency: number
  /** Whether somebody waits for what becomes of a record; if not, records gather between two fetches. */
  readonly isAwaited: boolean
  /** Told after each (re)join, before any batch of the new assignment. */
  onAssigned(assignment: ReadonlyMap<string, readonly number[]>): void
  onBatch(batch: Batch): Promise<void>
  onCrash(error: Error): void
}

const SESSION_TIMEOUT_MS = 10_000
const HEARTBEAT_EVERY_MS = 2_000
/** An idle consumer sends its heartbeat between two fetches: two of them must fit into a session. */
const MAX_WAIT_MS = 4_000
/**
 * A consumer that works fetches or sends heartbeats all the time. After the loss of a coordinator kafkajs may do neither for
 * ever, in a process that lives.
 */
const SILENT_FOR_MS = 30_000
const SILENT = 'The consumer has neither read nor sent a heartbeat for half a minute.'
const MAX_BYTES_OF_PARTITION = 256 * 1024

/** Joins a consumer group. Offsets are never committed here: whoever processes a batch commits them with its outputs. */
export async function joinGroup(options: GroupOptions): Promise<Group> {
  const interrupt = new AbortController()
  const underWay = new Set<Promise<void>>()
  const stopping = new AbortController()
  const gather = gathering(() => performance.now())
  const consumer = options.clients.consumer(
    {
      groupId: options.name,
      sessionTimeout: SESSION_TIMEOUT_MS,
      heartbeatInterval: HEARTBEAT_EVERY_MS,
      maxWaitTimeInMs: MAX_WAIT_MS,
      maxBytesPerPartition: MAX_BYTES_OF_PARTITION,
      partitionAssigners: [options.single ? allToOne : together],
    },
    interrupt.signal,
  )
  const membership = openMembership(options.dataFolder, options.name, options.log)
  let generation = 0
  consumer.on('consumer.group_join', ({ payload }) => {
    generation += 1
    membership.joined(payload.memberId)
    options.onAssigned(new Map(Object.entries(payload.memberAssignment)))
  })
  let heardAt = performance.now()
  const heard = () => {
    heardAt = performance.now()
  }
  consumer.on('consumer.fetch', heard)
  consumer.on('consumer.heartbeat', heard)
  const silence = setInterval(() => {
    if (performance.now() - heardAt > SILENT_FOR_MS) options.onCrash(new Error(SILENT))
  }, SILENT_FOR_MS / 6)
  consumer.on('consumer.crash', ({ payload }) => {
    options.onCrash(payload.error)
  })
  await buryMembers(options.clients, options.dataFolder, options.name, options.log)
  await consumer.connect()
  await consumer.subscribe({ topics: [...options.topics], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: options.concurrency,
    async eachBatch({ batch, heartbeat, resolveOffset, isRunning }) {
      const mine = generation
      const missingMs = gather(Number(batch.offsetLag()))
      const processed = options.onBatch({
        topic: batch.topic,
        partition: batch.partition,
        records: (batch.messages as unknown as readonly KafkajsRecord[]).map(logRecordOf), // as its decoder made them
        heartbeat,
        resolve(offset) {
          if (generation === mine) resolveOffset(String(offset))
        },
        isCurrent: () => isRunning() && generation === mine,
      })
      underWay.add(processed)
      await processed.finally(() => underWay.delete(processed))
      if (!options.isAwaited) await wait(missingMs(), undefined, { signal: stopping.signal }).catch(() => undefined)
    },
  })
  return {
    consumer,
    async stop() {
      clearInterval(silence)
      stopping.abort()
      const stopped = consumer.disconnect()
      await Promise.allSettled(underWay)
      interrupt.abort() // whoever fetches now waits for records that nobody wants any more
      await stopped
      membership.left()
    },
  }
}

/** Partition n of every topic goes to the same member, so that topics with the same keys can be processed together. */
const together = assigner('slipstream-together', (partition, members) => partition % members)
const allToOne = assigner('slipstream-all-to-one', () => 0)

function assigner(name: string, memberOf: (partition: number, members: number) => number): PartitionAssigner {
  const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol
  const userData = Buffer.alloc(0)
  return ({ cluster }): Assigner => ({
    name,
    version: 1,
    protocol: ({ topics }) => ({ name, metadata: MemberMetadata.encode({ version: 1, topics, userData }) }),
    assign({ members, topics }) {
      const ids = members.map((member) => member.memberId).sort()
      const assignments = ids.map((memberId, index) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: 1,
          assignment: Object.fromEntries(
            topics.map((topic) => [
              topic,
              cluster
                .findTopicPartitionMetadata(topic)
                .map(({ partitionId }) => partitionId)
                .filter((partition) => memberOf(partition, ids.length) === index),
            ]),
          ),
          userData,
        }),
      }))
      return Promise.resolve(assignments)
    },
  })
}

/**
 * Waits for work that may take long, keeping the membership alive meanwhile.
 * @throws what `work` or a heartbeat throws, whichever is first.
 */
export async function withHeartbeat<T>(work: Promise<T>, heartbeat: () => Promise<void>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const lost = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      heartbeat().catch(reject)
    }, HEARTBEAT_EVERY_MS / 2)
  })
  try {
    return await Promise.race([work, lost])
  } finally {
    clearInterval(timer)
  }
}

/** Whether an error only says that the group is dividing its partitions anew. */
export function isRebalancing(error: unknown): boolean {
  return (
    error instanceof kafkajs.KafkaJSError &&
    ['REBALANCE_IN_PROGRESS', 'NOT_COORDINATOR_FOR_GROUP', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'].some(
      (type) => 'type' in error && error.type === type,
    )
  )
}

export function crashed(group: string, cause: Error): SlipstreamError {
  return new SlipstreamError('kafka-unavailable', `${group} lost its consumer group: ${cause.message}`, {
    retriable: true,
    cause,
  })
}
