import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { OPEN_ACCESS } from '../../../../streams/engine/access.ts'
import { allTopics, deadLetters, listenerProfiles, plays } from '../../../../schemas/topics.ts'
import { provisionTopics } from '../../../../streams/engine/runtime/provision.ts'
import {
  describeKafka,
  requireDeclaredPartitions,
  requireKnownPartitions,
} from '../../../../streams/engine/runtime/runtime.ts'
import { createMemoryKafka } from '../../../../streams/engine/testing/memory-kafka.ts'

const log = pino({ level: 'silent' })
const application = {
  topics: allTopics,
  deadLetters,
  settings: { kafkaBrokers: ['kafka:9092'], registryUrl: '', access: OPEN_ACCESS },
}
const isDifference = { name: 'SlipstreamError', code: 'topics-differ', retriable: false }

describe('provisioning', () => {
  it('makes what is missing once, and finds nothing to change in what it has made', async () => {
    const admin = await createMemoryKafka().connect().admin()
    const first = await provisionTopics(admin, application, { isOwnBroker: false, log })
    const second = await provisionTopics(admin, application, { isOwnBroker: false, log })
    expect([first, second]).toStrictEqual([
      { topicsMade: allTopics.length, differences: [], missing: allTopics.map(({ name }) => name) },
      { topicsMade: 0, differences: [], missing: [] },
    ])
  })

  it('only says what it would make and change, where that is asked', async () => {
    const kafka = createMemoryKafka()
    const admin = await kafka.connect().admin()
    const dry = { isOwnBroker: true, dryRun: true, log }
    const { missing } = await provisionTopics(admin, application, dry)
    expect([missing.length, (await admin.topicNames()).length]).toStrictEqual([allTopics.length, 0])
    await provisionTopics(admin, application, { isOwnBroker: true, log })
    kafka.configureTopic(plays.name, { 'flush.messages': '7' })
    const told = await provisionTopics(admin, application, dry)
    const flushed = (await admin.describeTopics([plays.name])).get(plays.name)?.config.get('flush.messages')
    expect([told.missing, told.differences.length, flushed]).toStrictEqual([[], 1, '7'])
  })

  it('stops with the whole list where topics were made by other means, and makes nothing', async () => {
    const admin = await createMemoryKafka().connect().admin()
    await admin.createTopics([listenerProfiles, plays].map(({ name }) => ({ name, partitions: 1, config: {} })))
    const provisioning = provisionTopics(admin, application, { isOwnBroker: true, log })
    await expect(provisioning).rejects.toMatchObject(isDifference)
    const message = await provisioning.then(() => '', String)
    const named = ['listener-profiles: partitions', 'listener-profiles: cleanup.policy', 'plays: partitions', 'plays: retention.ms'] // prettier-ignore
    expect(named.filter((each) => !message.includes(each))).toStrictEqual([])
    expect((await admin.describeTopics(allTopics.map(({ name }) => name))).size).toBe(2)
  })

  it('mends on its own broker what an earlier version made otherwise, and only tells of it on another', async () => {
    const kafka = createMemoryKafka()
    const admin = await kafka.connect().admin()
    await provisionTopics(admin, application, { isOwnBroker: true, log })
    kafka.configureTopic(plays.name, { 'flush.messages': '9223372036854775807' })
    const flushed = async () => (await admin.describeTopics([plays.name])).get(plays.name)?.config.get('flush.messages')
    const told = await provisionTopics(admin, application, { isOwnBroker: false, log })
    expect([told.differences.length, await flushed()]).toStrictEqual([1, '9223372036854775807'])
    const mended = await provisionTopics(admin, application, { isOwnBroker: true, log })
    expect([mended.differences.length, await flushed()]).toStrictEqual([1, '1'])
    expect(await provisionTopics(admin, application, { isOwnBroker: true, log })).toStrictEqual({
      topicsMade: 0,
      differences: [],
      missing: [],
    })
  })
})

describe('on its own broker, which ends with the start, so that nobody could change a setting there,', () => {
  it('changes also what would lose records or state', async () => {
    const kafka = createMemoryKafka()
    const admin = await kafka.connect().admin()
    await provisionTopics(admin, application, { isOwnBroker: true, log })
    kafka.configureTopic(plays.name, { 'retention.ms': '604800000' })
    kafka.configureTopic(listenerProfiles.name, { 'cleanup.policy': 'delete' })
    await expect(provisionTopics(admin, application, { isOwnBroker: false, log })).rejects.toMatchObject(isDifference)
    const { differences } = await provisionTopics(admin, application, { isOwnBroker: true, log })
    const after = await provisionTopics(admin, application, { isOwnBroker: false, log })
    expect([differences.map(({ setting }) => setting).sort(), after.differences]).toStrictEqual([
      ['cleanup.policy', 'retention.ms'],
      [],
    ])
  })
})

describe('a process', () => {
  const place = { kafkaBrokers: ['b'], access: OPEN_ACCESS }

  it('does not start with other partition counts than declared', () => {
    const found = (partitions: number) => new Map([[plays.name, { partitions }]])
    expect(() => requireDeclaredPartitions([plays], found(8), place)).not.toThrow()
    expect(() => requireDeclaredPartitions([plays], found(12), place)).toThrow(
      'plays: partitions is 12, and must be 8.',
    )
  })

  it('does not go on when a topic gets more partitions while it runs', () => {
    const runtime = {
      topics: new Map([[plays.name, plays]]),
      partitionsOf: new Map([[plays.name, 8]]),
      settings: { kafkaBrokers: ['b'], registryUrl: '', access: OPEN_ACCESS, dataFolder: '' },
    }
    expect(() => requireKnownPartitions(runtime, new Map([[plays.name, [0, 7]]]))).not.toThrow()
    expect(() => requireKnownPartitions(runtime, new Map([[plays.name, [0, 8]]]))).toThrow('plays: partitions is 9')
  })
})

describe('a process that connects', () => {
  const place = { kafkaBrokers: ['kafka:9092'], access: OPEN_ACCESS }

  it('is told to start Kafka when it does not answer, and to provision only when it has no topics', async () => {
    const kafka = createMemoryKafka()
    const known = describeKafka(kafka.connect(), place, [plays, listenerProfiles])
    await expect(known).rejects.toMatchObject({
      code: 'kafka-unavailable',
      retriable: true,
      message: 'Kafka at kafka:9092 has no topic plays, listener-profiles: run "npx slipstream provision".',
    })
    kafka.setAway(true)
    await expect(describeKafka(kafka.connect(), place, [plays])).rejects.toMatchObject({
      code: 'kafka-unavailable',
      retriable: true,
      message: 'Kafka at kafka:9092 does not answer: start it, or set KAFKA_BROKERS to the address of one that runs.',
    })
  })
})
