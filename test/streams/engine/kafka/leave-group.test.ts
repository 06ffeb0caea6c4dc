import { afterEach, expect, it, vi } from 'vitest'
import { leaveGroup, leaveGroupSoon } from '../../../../streams/engine/kafka/leave-group.ts'
import type { Cluster } from '../../../../streams/engine/kafka/cluster.ts'

afterEach(() => vi.useRealTimers())

/** A cluster whose coordinator knows one member only. */
function clientsOf(done: string[], connect = () => Promise.resolve()) {
  const cluster = {
    connect,
    refreshMetadata: () => Promise.resolve(),
    disconnect: () => Promise.resolve(void done.push('disconnected')),
    findGroupCoordinator: () =>
      Promise.resolve({
        leaveGroup({ groupId, memberId }: { readonly groupId: string; readonly memberId: string }) {
          done.push(`${memberId} left ${groupId}`)
          return memberId === 'known' ? Promise.resolve() : Promise.reject(new Error('UNKNOWN_MEMBER_ID'))
        },
      }),
  }
  return { cluster: () => cluster as unknown as Cluster } // what is used of it
}

it('makes each member leave, and tells of those that the coordinator did not know', async () => {
  const done: string[] = []
  await leaveGroup(clientsOf(done), 'recommend', ['gone', 'known'], (memberId) => done.push(`${memberId} is unknown`))
  expect(done).toStrictEqual(['gone left recommend', 'gone is unknown', 'known left recommend', 'disconnected'])
})

it('says that Kafka did not answer, at once or in time', async () => {
  vi.useFakeTimers()
  const done: string[] = []
  const leave = (connect: () => Promise<void>) =>
    leaveGroupSoon(clientsOf(done, connect), 'recommend', ['known'], () => undefined)
  await expect(leave(() => Promise.reject(new Error('ECONNREFUSED')))).rejects.toThrow('ECONNREFUSED')
  expect(vi.getTimerCount()).toBe(0)
  const late = expect(leave(() => new Promise(() => undefined))).rejects.toThrow('did not answer within 3000 ms')
  await vi.advanceTimersByTimeAsync(3_000)
  await late
  expect(done).toStrictEqual(['disconnected'])
})
