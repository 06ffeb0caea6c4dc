import { pino } from 'pino'
import { expect, it } from 'vitest'
import { processorMetrics } from '../../../../schemas/topics.ts'
import type { RecordProducer } from '../../../../streams/engine/runtime/context.ts'
import { metricsPublisher } from '../../../../streams/engine/runtime/metrics-publisher.ts'
import { metricsRecorder } from '../../../../streams/engine/runtime/metrics-recorder.ts'
import { memoryLog } from '../../../../streams/engine/testing/memory-context.ts'

const usage = { startedAt: 1_000, residentBytes: 2_000, cpuMs: 3, eventLoopLagMs: 0.5 }

function published() {
  const log = memoryLog([processorMetrics])
  const crashes = { crashesInRow: 0, lastError: null as string | null }
  const recorder = metricsRecorder({ processor: 'count-plays', instance: 'host-1', restarts: 0 }, () => crashes)
  const state = { opened: 0, closed: 0, refusals: 0 }
  const producer: RecordProducer = {
    send: (records) => Promise.resolve().then(() => log.send(records)),
    close: () => Promise.resolve(void (state.closed += 1)),
  }
  const publisher = metricsPublisher({
    topic: processorMetrics,
    log: pino({ level: 'silent' }),
    snapshot: () => Promise.resolve(recorder.snapshot(usage)),
    openProducer() {
      if (state.refusals-- > 0) return Promise.reject(new Error('The registry is away.'))
      state.opened += 1
      return Promise.resolve(producer)
    },
    nowMs: () => 5_000,
  })
  const records = () => log.read(processorMetrics).map(({ key, value, timestamp }) => [key, value?.sent, timestamp])
  return { log, crashes, recorder, state, publisher, records }
}

it('writes a snapshot under the name of the process, and a tombstone when it stops', async () => {
  const { recorder, state, publisher, records } = published()
  await publisher.publish()
  recorder.recordsOut(3)
  await publisher.publish()
  await publisher.stop('in order')
  expect([records(), state]).toMatchObject([
    [
      ['count-plays/host-1', 0, 5_000],
      ['count-plays/host-1', 3, 5_000],
      ['count-plays/host-1', undefined, 5_000],
    ],
    { opened: 1, closed: 1 },
  ])
})

it('says in a last snapshot why the process crashed', async () => {
  const { log, crashes, publisher } = published()
  await publisher.publish()
  Object.assign(crashes, { crashesInRow: 4, lastError: 'The record is too large.' })
  await publisher.stop('crashed')
  const values = log.read(processorMetrics).map(({ value }) => [value?.crashesInRow, value?.lastError])
  expect(values).toStrictEqual([
    [0, null],
    [4, 'The record is too large.'],
  ])
})

it('goes on after the producer could not be opened, and after a send failed', async () => {
  const { log, state, publisher, records } = published()
  state.refusals = 1
  await publisher.publish()
  log.goAway()
  await publisher.publish()
  log.comeBack()
  await publisher.publish()
  expect([records().length, state.opened]).toStrictEqual([1, 1])
})

it('writes one snapshot at a time: a slow Kafka does not pile them up', async () => {
  const { publisher, records } = published()
  await Promise.all([publisher.publish(), publisher.publish()])
  expect(records().length).toBe(1)
})

it('publishes at once when started', async () => {
  const { log, publisher } = published()
  publisher.start()
  await log.holds(processorMetrics, 1)
  await publisher.stop('in order')
})

it('has nothing to retract when nothing was published', async () => {
  const { publisher, records, state } = published()
  await publisher.stop('in order')
  expect([records(), state.closed]).toStrictEqual([[], 0])
})
