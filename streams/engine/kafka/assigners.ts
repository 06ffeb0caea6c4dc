import type { Assigner, PartitionAssigner } from 'kafkajs'
import { kafkajs } from './kafkajs-patches.ts'

/** Partitions by topic. */
export type Assignment = Readonly<Record<string, number[]>>

/** Chooses the index of the member that gets a partition. */
type MemberOf = (partition: number, members: number) => number

/**
 * Partition n of every topic goes to the same member: co-partitioned topics are processed together. The protocol names are
 * part of the group's state at the broker: members of both versions of a rolling upgrade must agree on them.
 */
export const coPartitioned = assigner('slipstream-together', (partition, members) => partition % members)
/** All partitions go to one member; the others stand by. */
export const allToOne = assigner('slipstream-all-to-one', () => 0)

/** @returns the assignment of each member, by its id; members are ordered by id, so that every leader decides alike. */
export function assign(
  memberIds: readonly string[],
  partitionsOf: Readonly<Record<string, readonly number[]>>,
  memberOf: MemberOf,
): ReadonlyMap<string, Assignment> {
  const ids = memberIds.toSorted()
  const ofMember = (index: number): Assignment =>
    Object.fromEntries(
      Object.entries(partitionsOf).map(([topic, partitions]) => [
        topic,
        partitions.filter((partition) => memberOf(partition, ids.length) === index),
      ]),
    )
  return new Map(ids.map((id, index) => [id, ofMember(index)]))
}

function assigner(name: string, memberOf: MemberOf): PartitionAssigner {
  const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol
  const userData = Buffer.alloc(0)
  return ({ cluster }): Assigner => ({
    name,
    version: 1,
    protocol: ({ topics }) => ({ name, metadata: MemberMetadata.encode({ version: 1, topics, userData }) }),
    assign({ members, topics }) {
      const partitionsOf = Object.fromEntries(
        topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)]),
      )
      const assignments = assign(
        members.map(({ memberId }) => memberId),
        partitionsOf,
        memberOf,
      )
      return Promise.resolve(
        [...assignments].map(([memberId, assignment]) => ({
          memberId,
          memberAssignment: MemberAssignment.encode({ version: 1, assignment: { ...assignment }, userData }),
        })),
      )
    },
  })
}
