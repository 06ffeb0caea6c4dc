import { describe, expect, it } from 'vitest'
import { OPEN_ACCESS } from '../../../../streams/engine/access.ts'
import { allTopics, deadLetters, listenerProfiles, plays, recommendations } from '../../../../schemas/topics.ts'
import type { TopicDescription } from '../../../../streams/engine/kafka/port.ts'
import { differencesOf, faultsMessage, newTopicOf } from '../../../../streams/engine/runtime/topic-settings.ts'
import type { AnyTopic } from '../../../../streams/engine/topic.ts'

const use = { holdsDeadLetters: false, brokers: 1 }

/** The topic as it is when this program has made it, on a broker with Kafka's defaults. */
function made(topic: AnyTopic, changes: Readonly<Record<string, string>> = {}, brokers = 1): TopicDescription {
  const { config, partitions } = newTopicOf(topic, { ...use, brokers, holdsDeadLetters: topic === deadLetters })
  const defaults = { 'max.message.bytes': '1048588', 'message.timestamp.type': 'CreateTime' }
  return { partitions, replicas: brokers, config: new Map(Object.entries({ ...defaults, ...config, ...changes })) }
}
const named = (differences: ReturnType<typeof differencesOf>) =>
  differences.map(
    ({ setting, found, wanted, isFault }) => `${isFault ? 'fault' : 'mend'} ${setting} ${found} ${wanted}`,
  )

describe('a topic that exists', () => {
  it('as this program makes it, on one broker or on three, differs in nothing', () => {
    for (const topic of allTopics) {
      for (const brokers of [1, 3]) {
        const of = { brokers, holdsDeadLetters: topic === deadLetters }
        expect(differencesOf(topic, made(topic, {}, brokers), of)).toStrictEqual([])
      }
    }
  })

  it.each<readonly [string, AnyTopic, Readonly<Record<string, string>>, readonly string[]]>([
    ['that deletes states', listenerProfiles, { 'cleanup.policy': 'delete' }, ['fault cleanup.policy delete compact']],
    ['that forgets plays', plays, { 'retention.ms': '604800000' }, ['fault retention.ms 604800000 -1']],
    ['that keeps too short', recommendations, { 'retention.ms': '1000' }, ['fault retention.ms 1000 7776000000']],
    ['that keeps longer', recommendations, { 'retention.ms': '-1' }, []],
    ['with small records', plays, { 'max.message.bytes': '1000' }, ['fault max.message.bytes 1000 1000000']],
    ['dated by arrival', plays, { 'message.timestamp.type': 'LogAppendTime' }, ['fault message.timestamp.type LogAppendTime CreateTime']],
    ['of dead letters dated by event', deadLetters, { 'message.timestamp.type': 'CreateTime' }, ['mend message.timestamp.type CreateTime LogAppendTime']],
    ['of an earlier version', plays, { 'compression.type': 'producer', 'flush.messages': '9223372036854775807' }, ['mend compression.type producer uncompressed', 'mend flush.messages 9223372036854775807 1']],
    ['that keeps tombstones longer', listenerProfiles, { 'delete.retention.ms': '9999999999' }, []],
  ])('%s differs in what matters', (_, topic, changes, expected) => {
    const of = { ...use, holdsDeadLetters: topic === deadLetters }
    expect(named(differencesOf(topic, made(topic, changes), of))).toStrictEqual(expected)
  }) // prettier-ignore

  it('has faults in its partitions, and in a single replica where there are three brokers', () => {
    const found = { ...made(plays), partitions: 12 }
    expect(named(differencesOf(plays, found, use))).toStrictEqual(['fault partitions 12 8'])
    const alone = { ...made(plays, {}, 3), replicas: 1 }
    expect(named(differencesOf(plays, alone, { ...use, brokers: 3 }))).toStrictEqual(['fault replicas 1 3'])
  })

  it('must be in two of three copies before a record counts, unless settings say otherwise', () => {
    const madeWith = (brokers: number, replication = {}) => {
      const { replicas, config } = newTopicOf(plays, { ...use, brokers, replication })
      return [replicas, config['min.insync.replicas']]
    }
    expect([madeWith(1), madeWith(2), madeWith(3), madeWith(5, { replicas: 5, minInsync: 3 })]).toStrictEqual([
      [null, undefined],
      [null, undefined],
      [3, '2'],
      [5, '3'],
    ])
    const one = made(plays, { 'min.insync.replicas': '1' }, 3)
    expect(named(differencesOf(plays, one, { ...use, brokers: 3 }))).toStrictEqual(['mend min.insync.replicas 1 2'])
    const asked = { ...use, brokers: 3, replication: { replicas: 5 } }
    expect(named(differencesOf(plays, made(plays, {}, 3), asked))).toStrictEqual(['fault replicas 3 5'])
  })

  it('has a fault where more copies must have a record than there are: Kafka would take none', () => {
    const strict = made(plays, { 'min.insync.replicas': '2' })
    expect(named(differencesOf(plays, strict, use))).toStrictEqual(['fault min.insync.replicas 2 1'])
    const two = { ...made(plays, { 'min.insync.replicas': '3' }, 3), replicas: 2 }
    expect(named(differencesOf(plays, two, { ...use, brokers: 3 }))).toStrictEqual(['fault min.insync.replicas 3 2'])
  })

  it('is flushed for each play only where there is no second replica', () => {
    expect([1, 2, 3].map((brokers) => newTopicOf(plays, { ...use, brokers }).config['flush.messages'])).toStrictEqual([
      '1',
      undefined,
      undefined,
    ])
    expect(newTopicOf(recommendations, use).config['flush.messages']).toBeUndefined()
  })
})

it('lists every fault with the command that mends it', () => {
  const faults = [
    ...differencesOf(listenerProfiles, made(listenerProfiles, { 'cleanup.policy': 'delete' }), use),
    ...differencesOf(plays, { ...made(plays), partitions: 1 }, use),
  ]
  const place = { kafkaBrokers: ['kafka:9092'], access: OPEN_ACCESS }
  expect(faultsMessage(faults, place).split('\n').slice(1)).toStrictEqual([
    '  listener-profiles: cleanup.policy is delete, and must be compact.',
    '    kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics --entity-name listener-profiles --add-config cleanup.policy=compact',
    '  plays: partitions is 1, and must be 8.',
    '    Keys would move to other partitions: copy what is needed, remove the topic (kafka-topics.sh --bootstrap-server kafka:9092 --delete --topic plays), and it is created again.',
  ])
  const prefixed = { ...place, access: { ...OPEN_ACCESS, kafka: { ...OPEN_ACCESS.kafka, topicPrefix: 'home-' } } }
  expect(faultsMessage(faults, prefixed)).toContain('home-plays: partitions')
  expect(faultsMessage(faults, prefixed)).toContain('--entity-name home-listener-profiles ')
})
