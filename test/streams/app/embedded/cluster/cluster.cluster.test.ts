import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import { OPEN_ACCESS } from '../../../../../streams/engine/access.ts'
import { createKafka } from '../../../../../streams/engine/kafka/kafka.ts'
import { leftovers } from '../../../../../streams/app/supervisor/run-folder.ts'
import { addressesOf } from '../../../../../streams/app/addresses.ts'
import { parseConfig } from '../../../../../streams/app/config.ts'
import { KafkaError } from '../../../../../streams/engine/kafka/kafka-error.ts'
import { runCluster } from '../../../../support/cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipstream-cluster-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const log = pino({ level: 'silent' })
/** The brokers that had written everything when they ended: so says a file of theirs, which a start removes. */
const inOrder = () =>
  [1, 2, 3].filter((id) => existsSync(join(folder, `broker-${id}`, 'log', '.kafka_cleanshutdown'))).length
const runningIn = () => leftovers(join(folder, 'run')).length

describe('a cluster on this machine', () => {
  it('has three brokers, at the same addresses at each start, and leaves none behind', async () => {
    const first = await runCluster(['--brokers', '3', '--data', folder])
    const admin = await createKafka({
      brokers: first.settings['KAFKA_BROKERS']?.split(',') ?? [],
      access: OPEN_ACCESS.kafka,
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
    const stopped = inOrder()

    const second = await runCluster(['--brokers', '3', '--data', folder])
    // Killed, it can end nothing: its brokers notice, and end in order.
    const died = await second.end('SIGKILL')
    await expect.poll(runningIn, { timeout: 60_000 }).toBe(0)
    expect({
      brokers,
      replicas: topic?.replicas,
      started,
      code,
      left,
      stopped,
      died,
      endedThen: inOrder(),
    }).toStrictEqual({
      brokers: 3,
      replicas: 3,
      started: 3,
      code: 0,
      left: 0,
      stopped: 3,
      died: 'SIGKILL',
      endedThen: 3,
    })
    expect(second.settings).toStrictEqual(first.settings)
  })

  it('lets in by TLS who says by some mechanism who it is, and tells who is not let in why', async () => {
    const secured = mkdtempSync(join(tmpdir(), 'slipstream-cluster-test-'))
    const cluster = await runCluster(['--brokers', '3', '--tls', '--scram', '--data', secured])
    try {
      const settings = cluster.settings
      const withMechanism = (mechanism: string) => ({ ...settings, KAFKA_SASL_MECHANISM: mechanism })
      const tokenFile = join(secured, 'token')
      writeFileSync(tokenFile, unsignedToken('slipstream'))
      const {
        KAFKA_SASL_USERNAME: username,
        KAFKA_SASL_PASSWORD_FILE: passwordFile,
        ...nameless
      } = withMechanism('oauthbearer') as Record<string, string>
      const unknowing = Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'KAFKA_TLS_CA_FILE'))
      const wrong = join(secured, 'wrong')
      writeFileSync(wrong, 'wrong')
      expect([username, passwordFile]).toStrictEqual(['slipstream', join(secured, 'password')])
      expect({
        plain: await brokersSeen(withMechanism('plain')),
        scram256: await brokersSeen(withMechanism('scram-sha-256')),
        scram512: await brokersSeen(settings),
        token: await brokersSeen({ ...nameless, KAFKA_SASL_TOKEN_FILE: tokenFile }),
        wrong: await brokersSeen({ ...settings, KAFKA_SASL_PASSWORD_FILE: wrong }),
        unknown: await brokersSeen(unknowing),
      }).toStrictEqual({
        plain: 3,
        scram256: 3,
        scram512: 3,
        token: 3,
        wrong: expect.stringMatching(/authentication failed/) as string,
        unknown: expect.stringMatching(/certificate/) as string,
      })
    } finally {
      await cluster.end('SIGINT')
      rmSync(secured, { recursive: true, force: true })
    }
  })
})

/** As many as a client with these settings is told of; why it is not let in. */
async function brokersSeen(settings: Readonly<Record<string, string>>): Promise<number | string | null> {
  const { kafkaBrokers, access } = addressesOf(parseConfig(settings))
  try {
    const admin = await createKafka({ brokers: kafkaBrokers, access: access.kafka, clientId: 'test', log }).admin()
    const { brokers } = await admin.describeCluster()
    await admin.close()
    return brokers
  } catch (error) {
    return error instanceof KafkaError ? error.refusedLogin : String(error)
  }
}

/** As the brokers of a test believe it. */
function unsignedToken(subject: string): string {
  const nowS = Date.now() / 1_000
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ sub: subject, iat: nowS - 60, exp: nowS + 3_600 })}.`
}
