import type { Admin } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { openAdmin } from '../../../../streams/engine/kafka/admin.ts'
import { kafkajs } from '../../../../streams/engine/kafka/kafkajs-patches.ts'
import type { KafkaClients } from '../../../../streams/engine/kafka/clients.ts'

const clientsOf = (admin: Partial<Admin>, disconnected: string[] = []): Pick<KafkaClients, 'admin' | 'cluster'> => ({
  admin: () =>
    ({
      connect: () => Promise.resolve(),
      disconnect: () => Promise.resolve(void disconnected.push('admin')),
      ...admin,
    }) as unknown as Admin, // what is used of it
  cluster: () => {
    throw new Error('not used here')
  },
})

describe('an admin client', () => {
  it('gives the committed offsets of a group, without partitions that have none', async () => {
    const admin = await openAdmin(
      clientsOf({
        fetchOffsets: ({ topics = [] }) =>
          Promise.resolve(
            topics.map((topic) => ({
              topic,
              partitions: [
                { partition: 0, offset: '12', metadata: null },
                { partition: 1, offset: '-1', metadata: null },
              ],
            })),
          ),
      }),
    )
    expect(await admin.committedOffsets('group', ['plays', 'scans'])).toStrictEqual([
      { topic: 'plays', partition: 0, next: 12 },
      { topic: 'scans', partition: 0, next: 12 },
    ])
  })

  it('counts partitions, and classifies what fails', async () => {
    const unknown = Object.assign(new kafkajs.KafkaJSProtocolError(new Error('no such topic')), {
      type: 'UNKNOWN_TOPIC_OR_PARTITION',
      retriable: false,
    })
    const partitions = Array.from({ length: 4 }, (_, partitionId) => ({ partitionId }))
    const admin = await openAdmin(
      clientsOf({
        fetchTopicMetadata: (options) =>
          options?.topics.includes('plays') === true
            ? Promise.resolve({ topics: [{ name: 'plays', partitions }] } as never)
            : Promise.reject(unknown),
      }),
    )
    expect(await admin.partitionCounts(['plays'])).toStrictEqual(new Map([['plays', 4]]))
    await expect(admin.partitionCounts(['others'])).rejects.toMatchObject({ kind: 'fatal', type: unknown.type })
  })

  it('that cannot connect is closed', async () => {
    const disconnected: string[] = []
    const closed = new kafkajs.KafkaJSConnectionError('Closed connection')
    const opening = openAdmin(clientsOf({ connect: () => Promise.reject(closed) }, disconnected))
    await expect(opening).rejects.toMatchObject({ kind: 'transient' })
    expect(disconnected).toStrictEqual(['admin'])
  })
})
