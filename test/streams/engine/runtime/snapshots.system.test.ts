import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { emptyProfile } from '../../../../processors/recommend/profile.ts'
import { listenerId, playId } from '../../../../schemas/generated.ts'
import type { ListenerProfile } from '../../../../schemas/generated.ts'
import { parseConfig } from '../../../../streams/app/config.ts'
import { connectRuntime } from '../../../../streams/engine/runtime/runtime.ts'
import type { Runtime } from '../../../../streams/engine/runtime/runtime.ts'
import { openProducer } from '../../../../streams/engine/runtime/record-producer.ts'
import { provision } from '../../../../streams/engine/runtime/provision.ts'
import { restoreStates } from '../../../../streams/engine/runtime/restore.ts'
import type { Restored } from '../../../../streams/engine/runtime/restore.ts'
import { snapshotPath } from '../../../../streams/engine/runtime/snapshots.ts'
import { kafkaClients } from '../../../../streams/engine/kafka/clients.ts'
import { partitionOf } from '../../../../streams/engine/partition.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { listenerProfiles } from '../../../../schemas/topics.ts'
import { settingsOf, startStack } from '../../../support/stack.ts'
import type { Stack } from '../../../support/stack.ts'
import { applicationOf, slipstreamTopics } from '../../../../streams/app/application.ts'

const PROCESSOR = 'remember'
const PARTITION = 0
let stack: Stack
let environment: Runtime
let dataFolder = ''
const warnings: string[] = []

beforeAll(async () => {
  stack = await startStack()
  await provision({ ...slipstreamTopics, settings: stack.addresses }, pino({ level: 'silent' }))
})
afterAll(() => stack.stop())

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'slipstream-state-'))
  const config = parseConfig(settingsOf(stack.addresses, dataFolder))
  const log = pino({ level: 'warn' }, { write: (line: string) => warnings.push(line) })
  warnings.length = 0
  environment = await connectRuntime(applicationOf(config), {
    name: 'snapshots',
    log,
    signal: new AbortController().signal,
  })
  await environment.codec.prepare([listenerProfiles])
  return () => rmSync(dataFolder, { recursive: true, force: true })
})

const path = () => snapshotPath(dataFolder, PROCESSOR, PARTITION)
const restore = (): Promise<Restored> => restoreStates(environment, PROCESSOR, listenerProfiles, PARTITION)
const profile = (n: number): ListenerProfile => ({ ...emptyProfile, playIds: [playId(`play-${n}`)] })
/** Keys of one partition, so that all that is written is in one changelog. */
const keys = Array.from({ length: 400 }, (_, n) => `listener-${n}`)
  .filter((key) => partitionOf(Buffer.from(key), listenerProfiles.partitions) === PARTITION)
  .slice(0, 20)

/** Writes so many more records. @param from how they are numbered. */
async function write(from: number, count: number): Promise<void> {
  const producer = await openProducer(environment, [listenerProfiles])
  await producer.send(
    Array.from({ length: count }, (_, i) =>
      record(listenerProfiles, listenerId(keys[(from + i) % keys.length] ?? ''), profile(from + i), from + i),
    ),
  )
  await producer.close()
}

const makeAnew = async () => {
  const admin = kafkaClients(stack.addresses.kafkaBrokers, 'test', environment.log).admin()
  await admin.connect()
  await admin.deleteTopics({ topics: [listenerProfiles.name] })
  await admin.disconnect()
  await provision({ ...slipstreamTopics, settings: stack.addresses }, environment.log)
}

describe('a start', () => {
  beforeEach(makeAnew)

  it('reads what came after the snapshot, and comes to the state of the whole log', async () => {
    await write(0, 300)
    const first = await restore()
    expect(first.records).toBe(300)
    await first.snapshots.save(null, [])
    await write(300, 7)
    const second = await restore()
    expect(second.records).toBe(7)
    rmSync(path())
    const whole = await restore()
    expect(whole.records).toBe(307)
    expect([...second.states].sort()).toStrictEqual([...whole.states].sort())
    expect(warnings.filter((line) => line.includes('napshot'))).toStrictEqual([])
  })

  it('takes out what a tombstone after the snapshot takes out', async () => {
    await write(0, 40)
    await (await restore()).snapshots.save(null, [])
    const producer = await openProducer(environment, [listenerProfiles])
    await producer.send([record(listenerProfiles, listenerId(keys[3] ?? ''), null, 50)])
    await producer.close()
    const { states, records } = await restore()
    expect([records, states.size, states.has(keys[3] ?? '')]).toStrictEqual([1, keys.length - 1, false])
  })

  it('reads the whole log when the snapshot is damaged', async () => {
    await write(0, 100)
    await (await restore()).snapshots.save(null, [])
    const bytes = readFileSync(path())
    writeFileSync(path(), bytes.subarray(0, bytes.length - 40))
    const { records, states } = await restore()
    expect([records, states.size]).toStrictEqual([100, keys.length])
    expect(warnings.join()).toContain('its checksum does not fit')
  })

  it('reads the whole log when the snapshot goes beyond its end', async () => {
    await write(0, 100)
    const { snapshots } = await restore()
    await snapshots.save(101, []) // as if the log had lost its last record
    expect((await restore()).records).toBe(100)
    expect(warnings.join()).toContain('the log only to 100')
  })

  it('reads the whole log when the topic was made again, although it is as long', async () => {
    await write(0, 100)
    await (await restore()).snapshots.save(null, [])
    await makeAnew()
    await write(500, 100)
    const { records, states } = await restore()
    expect(records).toBe(100)
    expect(states.get(keys[0] ?? '')).toStrictEqual(profile(580))
    expect(warnings.join()).toContain('made again')
  })

  it('knows of nothing that was not committed', async () => {
    await write(0, 20)
    const { snapshots, states } = await restore()
    const writer = await environment.kafka.transactionalWriter('remember-0', PROCESSOR, { topics: [] })
    await writer.send([environment.codec.encode(record(listenerProfiles, listenerId(keys[0] ?? ''), profile(99), 1))])
    expect(writer.end(listenerProfiles.name, PARTITION)).toBe(21)
    await writer.commit([])
    states.set(keys[0] ?? '', profile(99))
    await snapshots.save(writer.end(listenerProfiles.name, PARTITION), [])
    await writer.send([environment.codec.encode(record(listenerProfiles, listenerId(keys[1] ?? ''), profile(98), 1))])
    await writer.discard()
    await (await environment.kafka.transactionalWriter('remember-0', PROCESSOR, { topics: [] })).discard() // aborts what was left open
    const again = await restore()
    expect(again.records).toBe(0)
    expect([again.states.get(keys[0] ?? ''), again.states.get(keys[1] ?? '')]).toStrictEqual([profile(99), profile(1)])
  })
})
