import { join } from 'node:path'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { monitorFeedback } from '../../../../../processors/monitor-feedback/monitor-feedback.ts'
import type { Feedback } from '../../../../../schemas/generated.ts'
import { feedback, plays } from '../../../../../schemas/topics.ts'
import { applicationOf } from '../../../../../streams/app/application.ts'
import { parseConfig } from '../../../../../streams/app/config.ts'
import { openProducer } from '../../../../../streams/engine/runtime/record-producer.ts'
import { runProcessor } from '../../../../../streams/engine/runtime/run-processor.ts'
import { connectRuntime, partitionsOf, readToEnd } from '../../../../../streams/engine/runtime/runtime.ts'
import type { Runtime } from '../../../../../streams/engine/runtime/runtime.ts'
import { answerPlays } from '../../../../examples/popular-model.ts'
import { settingsOf } from '../../../../support/stack.ts'
import { nthPlay } from '../../replay/recorded-log.ts'
import type { LogTools } from './tools.ts'

const ANSWERED = 40
const MODEL = 'popular-1'
const WITHIN = { timeout: 100_000 }

/** What `examples/popular-model.ts` does, while `monitor-feedback` judges it; and what `group` and `replay` say of that. */
export function describePopularModel(tools: () => LogTools): void {
  it('is judged once however often it answers, and a replay leaves all offsets', async () => {
    const { stack, runtime, ran } = tools()
    const stop = new AbortController()
    const judging = runProcessor(await judge(tools(), stop.signal), monitorFeedback)
    const admin = await runtime.kafka.admin()
    const startOf = (await admin.logBounds([plays.name])).map(({ topic, partition, end }) => ({ topic, partition, next: end })) // prettier-ignore
    await admin.setOffsets(MODEL, startOf) // plays of other tests are before
    const producer = await openProducer(runtime, [plays])
    await producer.send(Array.from({ length: ANSWERED }, (_, n) => nthPlay(n)))
    await producer.close()
    const tooLate = await ran(['group', 'describe', MODEL, '--max-lag', String(ANSWERED - 1)])
    expect([tooLate.code, tooLate.err]).toMatchObject([5, expect.stringContaining(`${MODEL} has not read ${ANSWERED} records`)]) // prettier-ignore

    const answer = (group = MODEL) => answerPlays(stack.addresses.kafkaBrokers, stack.addresses.registryUrl, group)
    const leave = await answer()
    await expect.poll(async () => (await counted(runtime))?.recommendations, WITHIN).toBe(ANSWERED)
    await leave()
    expect(await counted(runtime)).toMatchObject({ model: MODEL, timeToSuggestionP50Ms: null })
    const [read, missing] = [
      await ran(['group', 'describe', MODEL, '--max-lag', '0']),
      await ran(['group', 'seek', 'popular', '--to', 'latest']),
    ]
    expect([read.code, lagsOf(read.lines)]).toStrictEqual([0, startOf.map(() => [0, 0])])
    expect([missing.code, missing.err]).toMatchObject([3, expect.stringContaining(`Did you mean ${MODEL}?`)])

    const offsets = () => Promise.all([MODEL, 'monitor-feedback'].map((group) => admin.committedOffsets(group, ['plays', 'recommendations']))) // prettier-ignore
    const before = await offsets()
    const manifest = join(stack.dataFolder, 'replay.json')
    const replayed = async () => ran(['replay', 'plays', '--into', 'past', '--manifest', manifest])
    const total = before[0]?.reduce((sum, { next }) => sum + next, 0) ?? 0
    expect(await replayed()).toMatchObject({ code: 0, err: `${total} plays were written into past; 0 were there.\n` })
    expect((await replayed()).err).toMatch(`0 plays were written into past; ${total} were there.`)
    expect(await offsets()).toStrictEqual(before)

    const AGAIN = 'started-again' // the brokers may still count a member of the group that was left
    await admin.setOffsets(AGAIN, startOf)
    const judged = async () => (await admin.committedOffsets('monitor-feedback', ['recommendations'])).reduce((sum, { next }) => sum + next, 0) // prettier-ignore
    const once = await judged()
    const leaveAgain = await answer(AGAIN)
    await expect.poll(judged, WITHIN).toBe(once + ANSWERED)
    await leaveAgain()
    expect(await counted(runtime)).toMatchObject({ recommendations: ANSWERED })
    await admin.close()
    stop.abort()
    await judging
  })
}

async function judge({ stack }: LogTools, signal: AbortSignal): Promise<Runtime> {
  const config = parseConfig(settingsOf(stack.addresses, join(stack.dataFolder, 'judge')))
  return connectRuntime(applicationOf(config), { name: 'monitor-feedback', log: pino({ level: 'silent' }), signal })
}

/** The newest figures of the model. */
async function counted(runtime: Runtime): Promise<Feedback | null> {
  const values: Feedback[] = []
  await readToEnd(runtime, partitionsOf(runtime, [feedback]), {
    from: 'start',
    what: 'feedback',
    onBatch(batch) {
      for (const each of batch) if ('record' in each) values.push(each.record.value as Feedback)
    },
  })
  return values.at(-1) ?? null
}

const lagsOf = (lines: readonly string[]): readonly (readonly unknown[])[] =>
  lines.map((line) => {
    const { lagRecords, lagSeconds } = JSON.parse(line) as Readonly<Record<string, unknown>>
    return [lagRecords, lagSeconds]
  })
