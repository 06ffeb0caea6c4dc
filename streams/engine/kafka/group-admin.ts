import type { Admin } from 'kafkajs'
import { classified } from './classify.ts'
import type { KafkaClients } from './clients.ts'
import { askCoordinator } from './coordinator.ts'
import { kafkajs } from './kafkajs-patches.ts'
import type { GroupAdmin, GroupDescription, NextOffset, TopicPartition } from './port.ts'

/** @see GroupAdmin */
export function openGroupAdmin(clients: Pick<KafkaClients, 'cluster'>, admin: Admin): GroupAdmin {
  return {
    listGroups: () => classified(listGroups(admin)),
    describeGroup: (group) => classified(describeGroup(admin, group)),
    setOffsets: (group, offsets) => classified(setOffsets(clients, group, offsets)),
  }
}

async function listGroups(admin: Admin): Promise<readonly string[]> {
  const { groups } = await admin.listGroups()
  return groups
    .filter(({ protocolType }) => protocolType === 'consumer' || protocolType === '') // '': it has only committed
    .map(({ groupId }) => groupId)
    .toSorted()
}

async function describeGroup(admin: Admin, groupId: string): Promise<GroupDescription> {
  const { groups } = await admin.describeGroups([groupId])
  const fetched = await admin.fetchOffsets({ groupId }) // of all topics
  const committed = fetched.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, offset }) => ({ topic, partition, next: Number(offset) })),
  )
  const members = (groups[0]?.members ?? []).map(({ memberId, clientId, clientHost, memberAssignment }) => ({
    memberId,
    clientId,
    host: clientHost,
    partitions: partitionsIn(memberAssignment),
  }))
  return { members, committed: committed.filter(({ next }) => next >= 0).toSorted(byPosition) }
}

/** Empty while the group rebalances. */
function partitionsIn(assignment: Buffer): readonly TopicPartition[] {
  if (assignment.length === 0) return []
  const decoded = kafkajs.AssignerProtocol.MemberAssignment.decode(assignment)
  return Object.entries(decoded?.assignment ?? {})
    .flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })))
    .toSorted(byPosition)
}

const byPosition = (a: TopicPartition, b: TopicPartition): number =>
  a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1

/** kafkajs's own call joins the group to commit. The broker itself refuses this one while there are members. */
async function setOffsets(
  clients: Pick<KafkaClients, 'cluster'>,
  groupId: string,
  offsets: readonly NextOffset[],
): Promise<void> {
  const topics = [...new Set(offsets.map(({ topic }) => topic))].map((topic) => ({
    topic,
    partitions: offsets
      .filter((each) => each.topic === topic)
      .map(({ partition, next }) => ({ partition, offset: String(next), metadata: '' })),
  }))
  await askCoordinator(clients, groupId, (coordinator) =>
    coordinator.offsetCommit({ groupId, groupGenerationId: -1, memberId: '', topics }),
  )
}
