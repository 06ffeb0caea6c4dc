import { expect, it } from 'vitest'
import { allToOne, assign, coPartitioned } from '../../../../streams/engine/kafka/assigners.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'

type Cluster = Parameters<typeof coPartitioned>[0]['cluster']

const PARTITIONS: Readonly<Record<string, readonly number[]>> = { plays: [0, 1, 2, 3], scans: [0, 1] }
const cluster = {
  findTopicPartitionMetadata: (topic: string) => (PARTITIONS[topic] ?? []).map((partitionId) => ({ partitionId })),
} as unknown as Cluster // what an assigner uses of it
const groupId = 'group'
const members = ['b', 'a', 'c'].map((memberId) => ({ memberId, memberMetadata: Buffer.alloc(0) }))

async function assignedBy(assigner: typeof coPartitioned) {
  const topics = Object.keys(PARTITIONS)
  const assignments = await assigner({ cluster, groupId, logger: undefined as never }).assign({ members, topics })
  return Object.fromEntries(
    assignments.map(({ memberId, memberAssignment }) => [
      memberId,
      kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment,
    ]),
  )
}

it('gives partition n of every topic to the same member, by the order of their ids', async () => {
  expect(await assignedBy(coPartitioned)).toStrictEqual({
    a: { plays: [0, 3], scans: [0] },
    b: { plays: [1], scans: [1] },
    c: { plays: [2], scans: [] },
  })
})

it('gives all partitions of a single processor to one member', async () => {
  expect(await assignedBy(allToOne)).toStrictEqual({
    a: { plays: [0, 1, 2, 3], scans: [0, 1] },
    b: { plays: [], scans: [] },
    c: { plays: [], scans: [] },
  })
})

it('keeps the protocol names that members of older versions have', () => {
  const protocolOf = (assigner: typeof coPartitioned) =>
    assigner({ cluster, groupId, logger: undefined as never }).protocol({ topics: ['plays'] }).name
  expect([coPartitioned, allToOne].map(protocolOf)).toStrictEqual(['slipstream-together', 'slipstream-all-to-one'])
})

it('decides alike in whatever order the members are named', () => {
  const byModulo = (partition: number, count: number) => partition % count
  const decided = (ids: readonly string[]) => [...assign(ids, PARTITIONS, byModulo)]
  expect(decided(['c', 'a', 'b'])).toStrictEqual(decided(['a', 'b', 'c']))
})
