import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { SlipstreamError } from '../../../../streams/engine/errors.ts'
import { globalTable } from '../../../../streams/engine/processor.ts'
import { keepLive } from '../../../../streams/engine/runtime/materialise.ts'
import { plays } from '../../../../schemas/topics.ts'

const context = { log: pino({ level: 'silent' }), signal: new AbortController().signal }
const endless = () => new Promise<void>(() => undefined)

describe('a live view', () => {
  it('is prepared once it has caught up and before anybody reads it, and not again', async () => {
    const told: string[] = []
    const prepared = globalTable<string[], typeof plays>({
      name: 'prepared',
      from: [plays],
      create: () => told,
      apply: () => undefined,
      prepare: (content) => content.push('prepared'),
    })
    let more = (): void => undefined
    const opened = await keepLive(context, prepared, ({ onBatch, onCaughtUp }) => {
      more = () => void onBatch([])
      more()
      told.push('read')
      onCaughtUp(() => 0)
      return endless()
    })
    opened.content.push('opened')
    more()
    expect(told).toStrictEqual(['read', 'prepared', 'opened'])
  })

  it('ends the process when it cannot be read any more, having been given out', async () => {
    const gone = new SlipstreamError('registry-changed', 'The registry has lost its ids.', { retriable: false })
    const failures: unknown[] = []
    const ended: { break: () => void } = { break: () => undefined }
    const table = globalTable<null, typeof plays>({ name: 'table', from: [plays], create: () => null, apply: () => undefined }) // prettier-ignore
    const fail = (error: unknown) => failures.push(error)
    await keepLive({ ...context, fail }, table, ({ onCaughtUp }) => {
      onCaughtUp(() => 0)
      return new Promise<void>((_, reject) => {
        ended.break = () => reject(gone)
      })
    })
    expect(failures).toStrictEqual([])
    ended.break()
    await expect.poll(() => failures).toStrictEqual([gone])
  })

  it('is not given out when it cannot be prepared', async () => {
    const broken = globalTable<null, typeof plays>({
      name: 'broken',
      from: [plays],
      create: () => null,
      apply: () => undefined,
      prepare() {
        throw new RangeError('It does not fit.')
      },
    })
    const opened = keepLive(context, broken, async ({ onCaughtUp }) => {
      onCaughtUp(() => 0)
      await endless()
    })
    await expect(opened).rejects.toThrow('It does not fit.')
  })
})
