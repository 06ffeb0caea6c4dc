import { expect, it, test } from 'vitest'
import { troublesIn, troublesText } from '../../../processors/websocket-bridge/troubles.ts'
import { processorMetrics } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { processMetricsOf } from '../../support/process-metrics.ts'
import { startRig } from './bridge-rig.ts'
import type { Rig } from './bridge-rig.ts'

const crashing = processMetricsOf({ crashesInRow: 4, lastError: 'The record is too large.' })
const TROUBLE = {
  processor: 'recommend',
  missed: 'Up next does not follow what you play',
  why: 'The record is too large.',
}

it('is what crashed more than three times in a row, with the newest reason, once for all its copies', () => {
  const troubles = troublesIn([
    processMetricsOf({ processor: 'mongo-sink', crashesInRow: 3, lastError: 'once more' }),
    crashing,
    { ...crashing, instance: 'host-2', lastError: null },
  ])
  expect(troubles).toStrictEqual([{ ...TROUBLE, why: '' }])
})

test('a reason names no path of the server', () => {
  const errors = [
    "ENOSPC: no space left on device, open '/home/my music/state/recommend-0.snapshot'",
    'cannot read /var/lib/slipstream/x.json, nor C: or http://host/path',
  ]
  expect(errors.flatMap((lastError) => troublesIn([{ ...crashing, lastError }]).map(({ why }) => why))).toStrictEqual([
    'ENOSPC: no space left on device, open a file',
    'cannot read a file, nor C: or http://host/path',
  ])
})

it('is said in one sentence for each', () => {
  expect([troublesText([]), troublesText([TROUBLE])]).toStrictEqual([
    null,
    'Up next does not follow what you play: recommend crashes again and again (The record is too large.). Its log says more.',
  ])
})

test('a processor that dies at every record shows in /readyz and in every player, until it has run for a minute', async () => {
  const rig = await startRig()
  const write = (metrics: ReturnType<typeof processMetricsOf> | null) =>
    rig.log.send([record(processorMetrics, 'recommend/host-1', metrics, Date.now())])
  const before = await connect(rig)
  const quiet = await before.next('troubles')
  write(crashing)
  const told = await before.next('troubles')
  const greeted = await (await connect(rig)).next('troubles')
  const ready = (await rig.ask('GET', '/readyz')).json()
  write({ ...crashing, crashesInRow: 0, lastError: null })
  const over = await before.next('troubles')
  expect({ quiet, told, greeted, over }).toStrictEqual({
    quiet: { type: 'troubles', processors: [] },
    told: { type: 'troubles', processors: [TROUBLE] },
    greeted: { type: 'troubles', processors: [TROUBLE] },
    over: { type: 'troubles', processors: [] },
  })
  expect(ready).toMatchObject({ parts: { processors: { ok: false, why: troublesText([TROUBLE]) } } })
})

async function connect(rig: Rig) {
  return rig.connect({ cookie: await rig.session(), origin: rig.url })
}
