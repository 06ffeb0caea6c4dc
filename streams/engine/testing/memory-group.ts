import { setMaxListeners } from 'node:events'
import pLimit from 'p-limit'
import { KafkaError } from '../kafka/kafka-error.ts'
import type { Batch, ConsumerGroup, GroupMember, GroupOptions, NextOffset, TopicPartition } from '../kafka/port.ts'
import type { MemoryActivity } from './memory-activity.ts'
import type { MemoryBroker } from './memory-broker.ts'

/** Records of one batch: enough to make batches of several, few enough to make several batches. */
const RECORDS_PER_BATCH = 100

type Assignment = ReadonlyMap<string, readonly number[]>

/** The members of one consumer group. With each change of them the group rebalances: a new generation is assigned. */
export class MemoryGroup {
  readonly #broker: MemoryBroker
  readonly #activity: MemoryActivity
  readonly #members: MemoryMember[] = []
  #rebalancing: Promise<void> = Promise.resolve()

  constructor(broker: MemoryBroker, activity: MemoryActivity) {
    this.#broker = broker
    this.#activity = activity
  }

  isEmpty(): boolean {
    return this.#members.length === 0
  }

  members(): readonly GroupMember[] {
    return this.#members.map((member, index) => ({
      memberId: `${member.options.name}-${index}`,
      clientId: 'memory',
      host: '/127.0.0.1',
      partitions: member.assigned,
    }))
  }

  /** @param isDead the process of the member was killed. */
  async join(options: GroupOptions, isDead: () => boolean): Promise<ConsumerGroup & { evict(): void }> {
    this.#broker.throwIfAway()
    for (const topic of options.topics) this.#broker.topic(topic) // throws when there is none
    const leave = async () => {
      const index = this.#members.indexOf(member)
      if (index >= 0) this.#members.splice(index, 1)
      await this.#rebalance()
    }
    const onFailure = (error: unknown) => {
      if (isDead()) return
      options.onFailure(error)
      void leave() // its session ends
    }
    const member = new MemoryMember(this.#broker, this.#activity, { ...options, onFailure })
    this.#members.push(member)
    await this.#rebalance()
    return {
      async commit(offsets) {
        await Promise.resolve()
        member.commit(offsets)
      },
      async stop(beforeLeaving = () => Promise.resolve()) {
        await member.stop()
        await beforeLeaving().finally(leave)
      },
      evict() {
        member.leaveGeneration()
        void leave()
      },
    }
  }

  /** Batches of the old generation are left first; then all members start from the committed offsets. */
  #rebalance(): Promise<void> {
    for (const member of this.#members) member.leaveGeneration()
    this.#activity.begin()
    this.#rebalancing = this.#rebalancing.then(async () => {
      const members = [...this.#members]
      await Promise.all(members.map((member) => member.settled()))
      for (const [index, member] of members.entries()) member.assign(this.#assignmentOf(member, index, members.length))
      setImmediate(() => this.#activity.end())
    })
    return this.#rebalancing
  }

  /** Partition n of every topic goes to the same member. */
  #assignmentOf({ options }: MemoryMember, index: number, members: number): Assignment {
    const isMine = (partition: number) => (options.single ? index === 0 : partition % members === index)
    return new Map(
      options.topics.map((topic) => [topic, [...this.#broker.topic(topic).partitions.keys()].filter(isMine)]),
    )
  }
}

class MemoryMember {
  readonly options: GroupOptions
  readonly #broker: MemoryBroker
  readonly #activity: MemoryActivity
  readonly #underWay = new Set<Promise<void>>()
  /** Of the generation at hand; an aborted one until partitions are assigned. */
  #generation = new AbortController()
  #isStopped = false
  /** In order of topic and partition. */
  assigned: readonly TopicPartition[] = []

  constructor(broker: MemoryBroker, activity: MemoryActivity, options: GroupOptions) {
    this.#broker = broker
    this.#activity = activity
    this.options = options
    this.#generation.abort()
  }

  leaveGeneration(): void {
    this.#generation.abort()
  }

  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
  }

  assign(assignment: Assignment): void {
    if (this.#isStopped) return
    this.#generation.abort()
    const generation = new AbortController()
    setMaxListeners(0, generation.signal) // one for each partition
    this.#generation = generation
    this.assigned = [...assignment.keys()]
      .toSorted()
      .flatMap((topic) => (assignment.get(topic) ?? []).map((partition) => ({ topic, partition })))
    this.options.onAssigned(assignment)
    const limit = pLimit(this.options.concurrency)
    const inTurn = (work: () => Promise<void>) => limit(work)
    // Not before the caller of joinGroup has its group.
    setImmediate(() => {
      for (const [topic, partitions] of assignment) {
        for (const partition of partitions) this.#consume({ topic, partition }, generation.signal, inTurn)
      }
    })
  }

  commit(offsets: readonly NextOffset[]): void {
    this.#broker.throwIfAway()
    if (this.#generation.signal.aborted) throw rebalancing(this.options.name)
    this.#broker.commitOffsets(this.options.name, offsets)
  }

  /** Batches under way may still be committed. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.settled()
    this.leaveGeneration()
  }

  /** Gives batches of one partition, one after another, until the generation ends. */
  #consume(at: TopicPartition, signal: AbortSignal, inTurn: (work: () => Promise<void>) => Promise<void>): void {
    const { name } = this.options
    const committed = this.#broker.committedOffsets(name, [at.topic])
    const position = { next: committed.find(({ partition }) => partition === at.partition)?.next ?? 0 }
    let isBusy = false
    const fetchNext = () => {
      if (isBusy || this.#isStopped || signal.aborted || this.#broker.isAway) return
      const { start, end } = this.#broker.partition(at)
      if (position.next < start || position.next > end) position.next = start // nothing is committed by that
      const { records, next } = this.#broker.partition(at).fetch(position.next, 'committed', RECORDS_PER_BATCH)
      if (records.length === 0) {
        if (next > position.next) this.options.onSkipped?.({ ...at, next, end: this.#broker.partition(at).end })
        position.next = next
        return
      }
      isBusy = true
      this.#activity.begin()
      const lag = this.#broker.partition(at).end - next
      const batch = this.#batchOf(at, { records, lag }, position, signal)
      const processed = inTurn(() => this.#process(batch))
      this.#underWay.add(processed)
      void processed.finally(() => {
        this.#underWay.delete(processed)
        isBusy = false
        fetchNext()
        this.#activity.end()
      })
    }
    signal.addEventListener('abort', this.#broker.onChange(fetchNext))
    fetchNext()
  }

  async #process(batch: Batch): Promise<void> {
    if (!batch.isCurrent()) return
    try {
      await this.options.onBatch(batch)
    } catch (error) {
      if (error instanceof KafkaError && error.kind === 'rebalancing') return
      this.leaveGeneration() // a member that has failed is given nothing more
      this.options.onFailure(error)
    }
  }

  /** @param fetched the lag is counted from behind the control records that were fetched. */
  #batchOf(
    at: TopicPartition,
    { records, lag }: Pick<Batch, 'records'> & { readonly lag: number },
    position: { next: number },
    rebalanced: AbortSignal,
  ): Batch {
    return {
      ...at,
      records,
      end: (records.at(-1)?.offset ?? -1) + 1 + lag,
      heartbeat: async () => {
        await new Promise((resolve) => setImmediate(resolve)) // a round trip: a rebalance may begin meanwhile
        this.#broker.throwIfAway()
        if (rebalanced.aborted) throw rebalancing(this.options.name)
      },
      resolve(offset) {
        if (!rebalanced.aborted) position.next = Math.max(position.next, offset + 1)
      },
      isCurrent: () => !this.#isStopped && !rebalanced.aborted,
    }
  }
}

const rebalancing = (group: string) =>
  new KafkaError('rebalancing', `${group} is reassigning its partitions.`, { type: 'REBALANCE_IN_PROGRESS' })
