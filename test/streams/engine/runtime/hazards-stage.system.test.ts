import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OPEN_ACCESS } from '../../../../streams/engine/access.ts'
import { listenerId, playId, trackId } from '../../../../schemas/generated.ts'
import { parseConfig } from '../../../../streams/app/config.ts'
import { connectRuntime } from '../../../../streams/engine/runtime/runtime.ts'
import type { Runtime } from '../../../../streams/engine/runtime/runtime.ts'
import { SlipstreamError } from '../../../../streams/engine/errors.ts'
import { kafkaClients } from '../../../../streams/engine/kafka/clients.ts'
import { createKafka } from '../../../../streams/engine/kafka/kafka.ts'
import { openProducer } from '../../../../streams/engine/runtime/record-producer.ts'
import { provision } from '../../../../streams/engine/runtime/provision.ts'
import { connectRegistry } from '../../../../streams/engine/serde/registry.ts'
import { PositionsCorrected, runTasks } from '../../../../streams/engine/runtime/processor-runner.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { deadLetters, plays } from '../../../../schemas/topics.ts'
import { openFaultInjectionProxy } from '../../../support/fault-injection-proxy.ts'
import type { FaultInjectionProxy } from '../../../support/fault-injection-proxy.ts'
import { readByJava } from '../../../support/java-reader.ts'
import { settingsOf, startStack } from '../../../support/stack.ts'
import type { Stack } from '../../../support/stack.ts'
import { applicationOf, slipstreamTopics } from '../../../../streams/app/application.ts'
import { WITHOUT_CONTEXT } from '../../../support/builders.ts'

/** What becomes of a running stage, of the bridge's producer and of the registry's client in the hazards of kafkajs. */

const log = pino({ level: 'silent' })
let stack: Stack
let broker: string
let proxy: FaultInjectionProxy

beforeAll(async () => {
  stack = await startStack()
  await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
  broker = stack.addresses.kafkaBrokers[0] ?? ''
  proxy = await openFaultInjectionProxy(broker)
})
afterAll(async () => {
  await proxy.close()
  await stack.stop()
})

/** A process of its own, but for the process: with `through`, all that it says to Kafka goes through the proxy. */
async function environment(
  name: string,
  through?: FaultInjectionProxy,
): Promise<Runtime & { readonly stop: AbortController }> {
  const stop = new AbortController()
  const config = parseConfig({
    ...settingsOf(stack.addresses, stack.dataFolder),
    KAFKA_BROKERS: broker,
  })
  const connected = await connectRuntime(applicationOf(config), { name, log, signal: stop.signal })
  await connected.codec.prepare([plays, deadLetters])
  const { connect } = through ?? {}
  const settings = { brokers: [broker], access: OPEN_ACCESS.kafka, clientId: name, log, dataFolder: stack.dataFolder }
  return { ...connected, stop, ...(connect && { kafka: createKafka({ ...settings, connect }) }) }
}

function play(listener: string, id: string) {
  const value = {
    playId: playId(id),
    listenerId: listenerId(listener),
    sessionId: '',
    trackId: trackId('song'),
    event: 'finished' as const,
    positionMs: 0,
    playedMs: 0,
    via: 'chosen' as const,
    recommendationId: null,
    deviceTime: null,
    arrivedAt: 0,
    wish: null,
    ...WITHOUT_CONTEXT,
  }
  return record(plays, listenerId(listener), value, 1)
}

async function send(...ids: readonly string[]): Promise<void> {
  const sender = await environment('sender')
  const producer = await openProducer(sender, [plays])
  await producer.send(ids.map((id) => play(id, id)))
  await producer.close()
  sender.stop.abort()
}

interface Stage {
  readonly ended: Promise<void>
  /** Resolves once a play of this listener has come by. */
  saw(listener: string): Promise<void>
  /** As SIGTERM does. @throws what ended it before. */
  stop(): Promise<void>
}

/** A stage that writes nothing and keeps in mind whose plays it saw. */
async function stage(
  name: string,
  through?: FaultInjectionProxy,
  onOpen: () => void = () => undefined,
): Promise<Stage> {
  const running = await environment(name, through)
  const seen = new Set<string>()
  const waiting = new Set<() => void>()
  const ended = runTasks(running, {
    name,
    topics: [plays.name],
    single: false,
    latency: 'interactive',
    tables: [],
    openWork: () => {
      onOpen()
      return Promise.resolve({
        process(each) {
          seen.add(each.key)
          for (const check of waiting) check()
          return { outputs: [], keep: () => undefined }
        },
      })
    },
  })
  ended.catch(() => undefined)
  return {
    ended,
    saw: (listener) =>
      Promise.race([
        new Promise<void>((resolve) => {
          const check = () => {
            if (seen.has(listener)) resolve()
          }
          waiting.add(check)
          check()
        }),
        ended,
      ]),
    async stop() {
      running.stop.abort()
      await ended
    },
  }
}

describe('the producer for facts from outside', () => {
  it('reused-sequence, partition-chosen-again: keeps each of many sends once, in its partition, when replies are lost', async () => {
    const sender = await environment('h5', proxy)
    const producer = await openProducer(sender, [plays])
    const listeners = Array.from({ length: 40 }, (_, n) => `h5-${n}`)
    const lost = [2, 3, 5, 6, 7, 11].map((nth) => proxy.fault('Produce', 'lose-reply', nth))
    const positions = await Promise.all(listeners.map((listener) => producer.send([play(listener, listener)])))
    await Promise.all(lost)
    await producer.close()
    sender.stop.abort()
    const read = (await readByJava(stack.addresses, plays.name)).filter(({ key }) => key.startsWith('h5-'))
    const at = (each: { partition: number; offset: number }) => `${each.partition}/${each.offset}`
    expect(read.map((each) => [each.key, at(each)]).toSorted()).toStrictEqual(
      listeners.map((listener, n) => [listener, positions[n]?.[0] && at(positions[n][0])]).toSorted(),
    )
  })

  it('reused-sequence, bounded-retries: says so when it has given up, and what it then sends is kept', async () => {
    const sender = await environment('h7', proxy)
    const producer = await openProducer(sender, [plays])
    proxy.cut()
    const failed = await producer.send([play('h7-lost', 'h7-lost')]).catch((error: unknown) => error)
    proxy.mend()
    expect(failed instanceof SlipstreamError && [failed.code, failed.retriable]).toStrictEqual([
      'kafka-unavailable',
      true,
    ])
    await producer.send([play('h7-kept', 'h7-kept')])
    await producer.close()
    sender.stop.abort()
    const read = (await readByJava(stack.addresses, plays.name)).filter(({ key }) => key.startsWith('h7-'))
    expect(read.map(({ key }) => key)).toStrictEqual(['h7-kept'])
  })
})

describe('a stage', () => {
  it('handler-error: ends with the error when there is a bug beside the step, instead of living on and reading no more', async () => {
    const one = await stage('h15', undefined, () => {
      throw new TypeError('a bug')
    })
    await expect(one.ended).rejects.toThrow('a bug')
  })

  it('killed-member: takes over from a killed member within its session', async () => {
    const gone = await stage('h20', proxy)
    await send('h20-before')
    await gone.saw('h20-before')
    proxy.cut()
    const startMs = performance.now()
    const next = await stage('h20')
    await send('h20-after')
    await next.saw('h20-after')
    process.stderr.write(`taken over after ${Math.round(performance.now() - startMs)} ms\n`)
    await next.stop()
    await expect(gone.ended).rejects.toThrow()
    proxy.mend()
  })

  it('offset-traps: begins at the oldest record that is left when what it wants has been deleted, started again', async () => {
    const first = await stage('h22')
    await send('h22-a')
    await first.saw('h22-a')
    await first.stop()
    await send('h22-a') // where the group has committed an offset
    const admin = kafkaClients([broker], 'h22', log).admin()
    await admin.connect()
    const ends = await admin.fetchTopicOffsets(plays.name)
    await admin.deleteTopicRecords({
      topic: plays.name,
      partitions: ends.map(({ partition, high }) => ({ partition, offset: high })),
    })
    await admin.disconnect()
    await send('h22-d')
    const second = await stage('h22')
    await expect(second.ended).rejects.toBeInstanceOf(PositionsCorrected)
    const third = await stage('h22')
    await third.saw('h22-d')
    await third.stop()
  })
})

describe('the registry', () => {
  it.each([503, 500, 429, 400, 401])(
    'registry-errors: is away when it answers %i, and no record is to blame',
    async (status) => {
      const server = createServer((_, response) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end('{"message":"no"}')
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const registry = connectRegistry(
        `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        OPEN_ACCESS.registry,
      )
      const errors = await Promise.all(
        [registry.writerSchema(1), registry.register(plays)].map((asked) => asked.catch((error: unknown) => error)),
      )
      server.closeAllConnections()
      server.close()
      expect(errors.map((error) => error instanceof SlipstreamError && [error.code, error.retriable])).toStrictEqual([
        ['registry-unavailable', true],
        ['registry-unavailable', true],
      ])
    },
  )

  it('registry-errors: is away when nothing answers at its address', async () => {
    const registry = connectRegistry('http://127.0.0.1:9', OPEN_ACCESS.registry)
    const error = await registry.writerSchema(1).catch((caught: unknown) => caught)
    expect(error instanceof SlipstreamError && [error.code, error.retriable]).toStrictEqual([
      'registry-unavailable',
      true,
    ])
  })

  it('registry-errors: is there and knows no such schema when it says so itself', async () => {
    expect(await connectRegistry(stack.addresses.registryUrl, OPEN_ACCESS.registry).writerSchema(999_999)).toBeNull()
  })
})
