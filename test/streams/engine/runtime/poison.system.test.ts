import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listenerId, playId, trackId } from '../../../../schemas/generated.ts'
import { parseConfig } from '../../../../streams/app/config.ts'
import { kafkaClients } from '../../../../streams/engine/kafka/clients.ts'
import { provision } from '../../../../streams/engine/runtime/provision.ts'
import { startProgram } from '../../../../streams/app/supervisor/running-program.ts'
import { supervise } from '../../../../streams/app/supervisor/supervise.ts'
import { openLogFile } from '../../../../streams/app/supervisor/log-file.ts'
import { record } from '../../../../streams/engine/topic.ts'
import type { AnyTopic, InputOf } from '../../../../streams/engine/topic.ts'
import { deadLetters, plays, recommendations } from '../../../../schemas/topics.ts'
import { playOf } from '../../../support/builders.ts'
import { settingsOf, startStack } from '../../../support/stack.ts'
import type { Stack } from '../../../support/stack.ts'
import { applicationOf, slipstreamTopics } from '../../../../streams/app/application.ts'
import { connectRuntime } from '../../../../streams/engine/runtime/runtime.ts'
import { edgeContext } from '../../../../streams/engine/runtime/edge-context.ts'
import { openProducer } from '../../../../streams/engine/runtime/record-producer.ts'

const NAME = 'poisoned'
const PROCESS = fileURLToPath(new URL('../../../support/poisoned-process.ts', import.meta.url))
const TSX = fileURLToPath(import.meta.resolve('tsx'))
/** What fatal pills do; each is in a partition that others share. */
const FATAL = ['exit', 'hang', 'memory'] as const
const LISTENERS = Array.from({ length: 12 }, (_, n) => `listener-${n}`)
const ROUNDS = 6

const log = pino({ level: 'silent' })
let stack: Stack
beforeAll(async () => {
  stack = await startStack()
  await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
})
afterAll(() => stack.stop())

const settings = () => ({
  ...settingsOf(stack.addresses, stack.dataFolder),
  SLIPSTREAM_STUCK_AFTER_MS: '3000',
})

/** A poisoned processor as the supervisor keeps it. @returns how its processes died, and the way to stop it. */
function keepPoisoned() {
  const deaths: string[] = []
  const program = {
    name: NAME,
    command: process.execPath,
    args: ['--max-old-space-size=96', '--import', TSX, PROCESS, NAME],
    env: { ...process.env, ...settings() },
    cwd: process.cwd(),
    diesWithParent: true,
  }
  const childLog = openLogFile(join(stack.dataFolder, 'logs', `${NAME}.log`))
  const run = { record: () => undefined, forget: () => undefined, release: () => undefined }
  const kept = supervise(
    {
      name: NAME,
      start: () => startProgram(program, { run, log: childLog }),
      isDone: ({ code }) => code === 0,
      isFatal: () => false,
    },
    {
      onDied: (_, { exit: { code, signal } }) => deaths.push(signal ?? String(code)),
      onFatal: () => undefined,
      onRecovered: () => undefined,
    },
  )
  return { deaths, stop: () => kept.stop(5_000) }
}

async function gather<T extends AnyTopic>(topic: T) {
  const stop = new AbortController()
  const runtime = await connectRuntime(applicationOf(parseConfig(settings())), {
    name: 'reader',
    log,
    signal: stop.signal,
  })
  const seen: InputOf<T>[] = []
  let check: () => void = () => undefined
  const follower = await edgeContext(runtime, []).follow([topic], {
    from: 'end',
    isolation: 'committed',
    onRecord(r) {
      seen.push(r)
      check()
    },
  })
  await follower.caughtUp
  return async (enough: (seen: readonly InputOf<T>[]) => boolean) => {
    await new Promise<void>((resolve) => {
      check = () => {
        if (enough(seen)) resolve()
      }
      check()
    })
    stop.abort()
    return seen
  }
}

it('lets everything through but the records that throw, hang, or kill the process, which die three times at most', async () => {
  const [untilDead, untilOut] = [await gather(deadLetters), await gather(recommendations)]
  const stop = new AbortController()
  const sender = await connectRuntime(applicationOf(parseConfig(settings())), {
    name: 'sender',
    log,
    signal: stop.signal,
  })
  const producer = await openProducer(sender, [plays])
  const play = (listener: string, id: string, track: string) =>
    record(
      plays,
      listenerId(listener),
      playOf('finished', track, { playId: playId(id), listenerId: listenerId(listener), trackId: trackId(track) }),
      1,
    )
  const rounds = Array.from({ length: ROUNDS }, (_, round) => [
    ...LISTENERS.map((listener) => play(listener, `${listener}/${round}`, 'song')),
    ...(round === 1 ? FATAL : round === 3 ? ['exit', 'throw'] : []).map((track, n) =>
      play(LISTENERS[n] ?? '', `${track}-${round}`, track),
    ),
  ])
  await producer.send(rounds.flat())
  const clients = kafkaClients(stack.addresses.kafkaBrokers, 'vandal', log)
  const vandal = clients.producer({})
  await vandal.connect()
  await vandal.send({ topic: plays.name, messages: [{ key: 'cat', value: Buffer.from('not Avro'), timestamp: '7' }] })
  await vandal.disconnect()

  const kept = keepPoisoned()
  const pills = FATAL.length + 3
  const letters = await untilDead((seen) => seen.length >= pills)
  const counts = (seen: readonly InputOf<typeof recommendations>[]) =>
    LISTENERS.map((listener) => seen.filter((r) => r.key === listener).map((r) => r.value?.candidates))
  const wanted = LISTENERS.map(() => Array.from({ length: ROUNDS }, (_, n) => n + 1))
  const out = await untilOut((seen) => counts(seen).every((each) => each.length >= ROUNDS))
  await kept.stop()
  await producer.close()
  stop.abort()

  expect(counts(out)).toStrictEqual(wanted)
  const codes = letters.map(({ value }) => `${value?.code ?? ''} ${value?.attempts ?? 0}`).sort()
  expect(codes).toStrictEqual([
    ...Array.from({ length: FATAL.length + 1 }, () => 'killed-the-processor 3'),
    'processor-failed 1',
    'undecodable 1',
  ])
  expect(kept.deaths.length).toBeLessThanOrEqual(3 * (FATAL.length + 1))
}, 400_000)
