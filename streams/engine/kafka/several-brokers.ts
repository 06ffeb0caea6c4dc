import { setTimeout as wait } from 'node:timers/promises'

/** Patches of kafkajs's group member for clusters of several brokers; kafkajs-patches.ts puts them in. */

export interface Member {
  readonly groupId: string
  readonly cluster: {
    refreshMetadata(): Promise<void>
    findGroupCoordinator(asked: { readonly groupId: string }): Promise<object>
  }
  coordinator: object | null
  /** Another object in each generation of the group. */
  readonly offsetManager: { coordinator: object | null } | null
  fetch(nodeId: string): Promise<readonly object[]>
  recoverFromFetch(error: unknown): Promise<void>
  heartbeat(options: { readonly interval: number }): Promise<void>
}

export interface BatchRunner {
  readonly consumerGroup: Pick<Member, 'offsetManager'>
  handleBatch(batch: object): Promise<void>
}

/**
 * kafkajs fetches from each broker on its own, and joins the group while fetches of other brokers are under way. What these bring
 * belongs to the generation before: since then another member may have had the partition, and the batch would set the position of
 * this generation behind records that nobody has processed.
 */
export function dropEarlierGenerations(group: Member, runner: BatchRunner): void {
  const fetchedIn = new WeakMap<object, object | null>()
  const fetch = group.fetch
  group.fetch = async function (this: Member, nodeId) {
    const generation = this.offsetManager
    const batches = await fetch.call(this, nodeId)
    if (this.offsetManager !== generation) return []
    for (const batch of batches) fetchedIn.set(batch, generation)
    return batches
  }
  const handle = runner.handleBatch
  runner.handleBatch = async function (this: BatchRunner, batch) {
    if (fetchedIn.get(batch) === this.consumerGroup.offsetManager) await handle.call(this, batch)
  }
}

/** What a broker says that does not lead the partition, or not yet. */
const ANOTHER_LEADER = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
])
/** What a broker says that does not coordinate the group, or not yet. */
const ANOTHER_COORDINATOR = new Set([
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
])
/** Until a successor has been elected the brokers still name the old one. */
const ASK_AGAIN_MS = 50

const typeOf = (error: unknown) => (error instanceof Error && 'type' in error ? String(error.type) : '')
const nameOf = (error: unknown) => (error instanceof Error ? error.name : '')

/**
 * At a fetch from a broker that is not the leader any more kafkajs joins its group again, and one from a broker that is away makes
 * it stop reading from the others, too: each broker that stops or comes back would make all members rebalance or wait. As in Java's
 * client, to ask who leads is enough. When no broker answers, the error of asking is the reader's.
 */
export function askForNewLeader(group: Member): void {
  const recover = group.recoverFromFetch
  group.recoverFromFetch = async function (this: Member, error) {
    const hasMoved = ANOTHER_LEADER.has(typeOf(error)) || nameOf(error) === 'KafkaJSConnectionError'
    if (!hasMoved) return recover.call(this, error)
    await wait(ASK_AGAIN_MS)
    await this.cluster.refreshMetadata()
  }
}

/**
 * kafkajs sends heartbeats to the coordinator that it joined by, also when that is gone, until it gives up; and it joins again when it
 * is told of another one. The new coordinator knows the group from its topic, and goes on with the members that it has.
 */
export function askForNewCoordinator(group: Member): void {
  const heartbeat = group.heartbeat
  group.heartbeat = async function (this: Member, options) {
    try {
      await heartbeat.call(this, options)
    } catch (error) {
      const isGone = nameOf(error) === 'KafkaJSConnectionError' || nameOf(error) === 'KafkaJSConnectionClosedError'
      if (!isGone && !ANOTHER_COORDINATOR.has(typeOf(error))) throw error
      await wait(ASK_AGAIN_MS)
      await this.cluster.refreshMetadata()
      this.coordinator = await this.cluster.findGroupCoordinator({ groupId: this.groupId })
      if (this.offsetManager !== null) this.offsetManager.coordinator = this.coordinator
    }
  }
}

export interface Connection {
  readonly host: string
  readonly port: number
  readonly socket: { destroy(): unknown } | null
  send(request: object): Promise<unknown>
  rejectRequests(error: unknown): void
  disconnect(): Promise<unknown>
}

/** So long others are asked who leads, before the one that was silent is. */
const SILENT_FOR_MS = 10_000
/** When a broker of this address has left a request unanswered. */
const silentAtMs = new Map<string, number>()
const addressOf = ({ host, port }: { readonly host: string; readonly port: number }) => `${host}:${port}`

export interface PooledBroker {
  readonly connectionPool: { readonly host: string; readonly port: number }
  isConnected(): boolean
}

export interface BrokerPool {
  readonly brokers: Readonly<Record<string, PooledBroker>>
  findBroker(asked: { readonly nodeId: string }): Promise<PooledBroker>
  findConnectedBroker(): Promise<PooledBroker>
}

/** kafkajs asks any broker that it has a connection to. One that is paused takes connections, and answers nothing. */
export function askBrokersThatAnswer(pool: BrokerPool): void {
  const find = pool.findConnectedBroker
  pool.findConnectedBroker = async function (this: BrokerPool) {
    const nowMs = performance.now()
    const answering = Object.entries(this.brokers).filter(
      ([, { connectionPool }]) => nowMs - (silentAtMs.get(addressOf(connectionPool)) ?? -Infinity) > SILENT_FOR_MS,
    )
    if (answering.length === Object.keys(this.brokers).length) return find.call(this)
    for (const [nodeId] of answering) {
      const broker = await this.findBroker({ nodeId }).catch(() => null)
      if (broker !== null) return broker
    }
    return find.call(this)
  }
}

type ClosedError = new (message: string, at: { readonly host: string; readonly port: number }) => Error

/**
 * After a request without an answer kafkajs goes on with the same connection, and does not ask whether another broker leads now: while
 * a broker is paused or cut off, each attempt waits the whole time again. As in Java's client the connection counts as lost.
 */
export function breakSilentConnections(prototype: Connection, Closed: ClosedError): void {
  const send = prototype.send
  prototype.send = async function (this: Connection, request) {
    try {
      return await send.call(this, request)
    } catch (error) {
      if (nameOf(error) !== 'KafkaJSRequestTimeoutError') throw error
      const { host, port, socket } = this
      silentAtMs.set(addressOf(this), performance.now())
      const closed = new Closed(`The broker was silent: ${error instanceof Error ? error.message : ''}`, { host, port })
      this.rejectRequests(closed)
      await this.disconnect()
      socket?.destroy()
      throw closed
    }
  }
}
