import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { monitorFeedback } from '../../processors/monitor-feedback/monitor-feedback.ts'
import type { Feedback } from '../../schemas/generated.ts'
import { feedback, plays } from '../../schemas/topics.ts'
import { applicationOf, slipstreamTopics } from '../../streams/app/application.ts'
import { parseConfig } from '../../streams/app/config.ts'
import { replayPlays } from '../../streams/app/replay/replay.ts'
import { parseReplay } from '../../streams/app/replay/replay-options.ts'
import { openProducer } from '../../streams/engine/runtime/record-producer.ts'
import { provision } from '../../streams/engine/runtime/provision.ts'
import { runProcessor } from '../../streams/engine/runtime/run-processor.ts'
import { connectRuntime, partitionsOf, readToEnd } from '../../streams/engine/runtime/runtime.ts'
import { settingsOf, startStack } from '../support/stack.ts'
import type { Stack } from '../support/stack.ts'
import { nthPlay, portOf, emptyLog } from '../streams/app/replay/recorded-log.ts'
import { answerPlays } from './popular-model.ts'

const PLAYS = 40
const log = pino({ level: 'silent' })
const stop = new AbortController()
let stack: Stack
beforeAll(async () => {
  stack = await startStack()
  await provision({ ...slipstreamTopics, settings: stack.addresses }, log)
})
afterAll(() => stack.stop())

async function connected(name: string) {
  const config = parseConfig(settingsOf(stack.addresses, join(stack.dataFolder, name)))
  return connectRuntime(applicationOf(config), { name, log, signal: stop.signal })
}

it('judges a program outside, once however often it answers; and a replay leaves all offsets', async () => {
  const runtime = await connected('test')
  const producer = await openProducer(runtime, [plays])
  await producer.send(Array.from({ length: PLAYS }, (_, n) => nthPlay(n)))
  await producer.close()
  const judging = runProcessor(await connected('monitor-feedback'), monitorFeedback)
  const counted = async () => {
    let newest: Feedback | null = null
    await readToEnd(runtime, partitionsOf(runtime, [feedback]), {
      from: 'start',
      what: 'feedback',
      onBatch: (batch) => void (newest = (batch.at(-1) as { record?: { value: Feedback } }).record?.value ?? newest),
    })
    return newest as Feedback | null
  }
  const { kafkaBrokers, registryUrl } = stack.addresses
  const answering = await answerPlays(kafkaBrokers, registryUrl)
  await expect.poll(async () => (await counted())?.recommendations, { timeout: 60_000 }).toBe(PLAYS)
  await answering()
  expect(await counted()).toMatchObject({ model: 'popular-1', timeToSuggestionP50Ms: null })

  const admin = await runtime.kafka.admin()
  const offsets = () => Promise.all(['popular-1', 'monitor-feedback'].map((group) => admin.committedOffsets(group, ['plays', 'recommendations']))) // prettier-ignore
  const before = await offsets()
  expect(before[0]?.reduce((sum, { next }) => sum + next, 0)).toBe(PLAYS)
  const { port, err } = portOf(emptyLog(join(stack.dataFolder, 'memory')))
  const plan = parseReplay(
    'plays',
    { into: 'past', manifest: join(stack.dataFolder, 'replay.json') },
    'neighbours-5',
    0,
  )
  expect(await replayPlays({ ...port, runtime }, plan)).toBe(0)
  expect(await replayPlays({ ...port, runtime }, plan)).toBe(0)
  expect([err[0], err.at(-1)]).toStrictEqual([
    `${PLAYS} plays were written into past; 0 were there.`,
    `0 plays were written into past; ${PLAYS} were there.`,
  ])
  expect(await offsets()).toStrictEqual(before)

  const answeringAgain = await answerPlays(kafkaBrokers, registryUrl, 'started-again')
  const read = async () => (await admin.committedOffsets('monitor-feedback', ['recommendations'])).reduce((sum, { next }) => sum + next, 0) // prettier-ignore
  await expect.poll(read, { timeout: 60_000 }).toBe(2 * PLAYS)
  await answeringAgain()
  expect(await counted()).toMatchObject({ recommendations: PLAYS })
  await admin.close()
  stop.abort()
  await judging
}, 120_000)
