import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import { createKafka } from '../../../../../streams/engine/kafka/kafka.ts'
import { leftovers } from '../../../../../streams/app/supervisor/run-folder.ts'
import { runCluster } from '../../../../support/cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipstream-cluster-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const log = pino({ level: 'silent' })
const runningIn = () => leftovers(join(folder, 'run')).length

describe('a cluster on this machine', () => {
  it('has three brokers, at the same addresses at each start, and leaves none behind', async () => {
    const first = await runCluster(['--brokers', '3', '--data', folder])
    const admin = await createKafka({
      brokers: first.settings['KAFKA_BROKERS']?.split(',') ?? [],
      clientId: 'test',
      log,
    }).admin()
    const { brokers } = await admin.describeCluster()
    await admin.createTopics([{ name: 'songs', partitions: 1, config: {} }])
    const topic = (await admin.describeTopics(['songs'])).get('songs')
    await admin.close()
    const started = runningIn()
    const code = await first.end('SIGINT')
    const left = runningIn()

    const second = await runCluster(['--brokers', '3', '--data', folder])
    // Killed, it can end nothing: its brokers notice, and end in order.
    const died = await second.end('SIGKILL')
    await expect.poll(runningIn).toBe(0)
    const logs = readdirSync(join(folder, 'logs')).map((name) => readFileSync(join(folder, 'logs', name), 'utf8'))
    const stops = logs.map((text) => text.split('Beginning controlled shutdown').length - 1)

    expect({ brokers, replicas: topic?.replicas, started, code, left, died, stops }).toStrictEqual({
      brokers: 3,
      replicas: 3,
      started: 3,
      code: 0,
      left: 0,
      died: 'SIGKILL',
      stops: [2, 2, 2],
    })
    expect(second.settings).toStrictEqual(first.settings)
  })
})
