import { describe, expect, it } from 'vitest'
import { createMissingTopics } from '../../../../streams/engine/kafka/create-topics.ts'

type Admin = Parameters<typeof createMissingTopics>[0]

const TOPICS = ['plays', 'scans'].map((name) => ({ name, partitions: 4, config: { 'cleanup.policy': 'compact' } }))

/** A broker that knows some topics, and answers each kind of question only after so many refusals. */
function broker(known: readonly string[], refusals: Readonly<Record<string, number>> = {}) {
  const left: Record<string, number> = { ...refusals }
  const created: unknown[] = []
  const pauses: number[] = []
  const answer = <T>(question: string, value: T): Promise<T> => {
    const refused = left[question] ?? 0
    left[question] = refused - 1
    return refused > 0 ? Promise.reject(new Error(`not yet: ${question}`)) : Promise.resolve(value)
  }
  const topics = TOPICS.map(({ name }) => ({ name, partitions: [{ leader: 0 }] }))
  const admin = {
    listTopics: () => Promise.resolve([...known]),
    createTopics(request: unknown) {
      created.push(request)
      return Promise.resolve(true)
    },
    fetchTopicMetadata: () => answer('metadata', { topics }),
    fetchTopicOffsets: (topic: string) => answer(topic, []),
    fetchOffsets: () => answer('groups', []),
  } as unknown as Admin // what is used of it
  const pause = (ms: number) => {
    pauses.push(ms)
    return Promise.resolve()
  }
  return { admin, created, pauses, create: () => createMissingTopics(admin, TOPICS, 'a-group', pause) }
}

describe('topics', () => {
  it('are created with their configuration, where they do not exist', async () => {
    const { created, create } = broker(['plays', 'others'])
    expect(await create()).toBe(1)
    expect(created).toStrictEqual([
      {
        waitForLeaders: false,
        topics: [
          {
            topic: 'scans',
            numPartitions: 4,
            replicationFactor: -1,
            configEntries: [{ name: 'cleanup.policy', value: 'compact' }],
          },
        ],
      },
    ])
  })

  it('that exist are left as they are', async () => {
    const { created, create } = broker(['plays', 'scans'])
    expect([await create(), created]).toStrictEqual([0, []])
  })

  it('can be used once this resolves: metadata, leaders and the group coordinator are waited for', async () => {
    const { create, pauses } = broker(['plays'], { metadata: 2, scans: 1, groups: 3 })
    expect(await create()).toBe(1)
    expect(pauses).toStrictEqual([100, 200, 100, 100, 200, 400])
  })

  it('are not waited for without end', async () => {
    const { create, pauses } = broker([], { metadata: 8 })
    await expect(create()).rejects.toThrow('not yet: metadata')
    expect(pauses.length).toBe(7)
  })

  it('without a leader count as not yet there', async () => {
    const { admin, pauses } = broker(['plays', 'scans'])
    let asked = 0
    const waiting: Admin = {
      ...admin,
      fetchTopicMetadata: async (options) => {
        asked += 1
        const { topics } = await admin.fetchTopicMetadata(options)
        return { topics: topics.map((topic) => (asked > 1 ? topic : leaderless(topic))) }
      },
    }
    await createMissingTopics(waiting, TOPICS, 'a-group', (ms) => Promise.resolve(pauses.push(ms)))
    expect(pauses).toStrictEqual([100])
  })
})

function leaderless<T extends { partitions: { leader: number }[] }>(topic: T): T {
  return { ...topic, partitions: topic.partitions.map((partition) => ({ ...partition, leader: -1 })) }
}
