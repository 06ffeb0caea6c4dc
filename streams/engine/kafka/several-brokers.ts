import { setTimeout as wait } from 'node:timers/promises'

/** Patches of kafkajs's group member for clusters of several brokers; kafkajs-patches.ts puts them in. */

export interface Member {
  readonly cluster: { refreshMetadata(): Promise<void> }
  /** Another object in each generation of the group. */
  readonly offsetManager: object | null
  fetch(nodeId: string): Promise<readonly object[]>
  recoverFromFetch(error: unknown): Promise<void>
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
/** Until it has been elected the brokers may still name the old one. */
const ASK_FOR_LEADER_AGAIN_MS = 50

/**
 * At a fetch from a broker that is not the leader any more kafkajs joins its group again: each broker that stops or comes back
 * would make all members rebalance. As in Java's client, to ask who leads is enough.
 */
export function keepMembershipAtNewLeader(group: Member): void {
  const recover = group.recoverFromFetch
  group.recoverFromFetch = async function (this: Member, error) {
    const type = error instanceof Error && 'type' in error ? String(error.type) : ''
    if (!ANOTHER_LEADER.has(type)) return recover.call(this, error)
    await wait(ASK_FOR_LEADER_AGAIN_MS)
    await this.cluster.refreshMetadata()
  }
}
