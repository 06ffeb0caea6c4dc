import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
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
      more = () => onBatch([])
      more()
      told.push('read')
      onCaughtUp(() => 0)
      return endless()
    })
    opened.content.push('opened')
    more()
    expect(told).toStrictEqual(['read', 'prepared', 'opened'])
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
