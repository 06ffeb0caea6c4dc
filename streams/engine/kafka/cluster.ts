import type { AbortedTransaction, KafkajsRecord } from './kafkajs-patches.ts'

/** What is used of kafkajs below its public surface, which cannot read chosen partitions or leave a group for another member. */
export interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  refreshMetadata(): Promise<void>
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[]
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, readonly number[]>>
  findBroker(node: { readonly nodeId: string }): Promise<FetchBroker>
  findGroupCoordinator(asked: { readonly groupId: string; readonly coordinatorType?: number }): Promise<Coordinator>
  fetchTopicsOffset(topics: readonly OffsetQuery[]): Promise<readonly OffsetAnswer[]>
}

export interface OffsetQuery {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number }[]
  readonly fromBeginning?: boolean
  readonly fromTimestamp?: number
}

export interface OffsetAnswer {
  readonly topic: string
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
}

export interface Coordinator extends AnyBroker {
  leaveGroup(member: { readonly groupId: string; readonly memberId: string }): Promise<unknown>
  offsetCommit(request: OffsetCommitRequest): Promise<unknown>
}

/** Without a generation and a member it is of an operator: the broker takes it only for a group without members. */
export interface OffsetCommitRequest {
  readonly groupId: string
  readonly groupGenerationId: number
  readonly memberId: string
  readonly topics: readonly {
    readonly topic: string
    readonly partitions: readonly { readonly partition: number; readonly offset: string; readonly metadata: string }[]
  }[]
}

export interface AnyBroker {
  readonly connectionPool: { send<T>(request: ProtocolRequest<T>): Promise<T> }
}

export interface FetchBroker extends AnyBroker {
  fetch(request: FetchRequest): Promise<{
    readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[]
  }>
}

export interface FetchRequest {
  /** 0: read uncommitted, 1: read committed. */
  readonly isolationLevel: number
  readonly maxWaitTime: number
  readonly minBytes: number
  readonly maxBytes: number
  readonly topics: readonly {
    readonly topic: string
    readonly partitions: readonly {
      readonly partition: number
      readonly fetchOffset: number
      readonly maxBytes: number
    }[]
  }[]
}

export interface FetchedPartition {
  readonly partition: number
  readonly highWatermark: string
  readonly abortedTransactions: readonly AbortedTransaction[] | null
  readonly messages: readonly KafkajsRecord[]
}

export interface ProtocolEncoder {
  writeBuffer(bytes: Buffer): ProtocolEncoder
}

/** One request of the protocol, as kafkajs's connections send it. */
export interface ProtocolRequest<T> {
  readonly request: {
    readonly apiKey: number
    readonly apiVersion: number
    readonly apiName: string
    encode(): Promise<ProtocolEncoder>
  }
  readonly response: { decode(bytes: Buffer): Promise<Buffer>; parse(bytes: Buffer): Promise<T> }
}

export const ISOLATION = { uncommitted: 0, committed: 1 } as const
