import { describe, expect, it } from 'vitest'
import { deadLetters, plays } from '../../../../schemas/topics.ts'
import type { Batch, GroupOptions } from '../../../../streams/engine/kafka/port.ts'
import type { RefusedRecord } from '../../../../streams/engine/runtime/context.ts'
import { runSink } from '../../../../streams/engine/runtime/sink-runner.ts'

/** A sink of plays that has joined its group; what it does is in the log, in order. */
async function joined(
  write: (offsets: readonly number[], signal: AbortSignal) => Promise<readonly RefusedRecord[]> = () =>
    Promise.resolve([]),
) {
  const log: string[] = []
  const stop = new AbortController()
  let join: (options: GroupOptions) => void = () => undefined
  const joining = new Promise<GroupOptions>((resolve) => (join = resolve))
  const ended = runSink(
    {
      signal: stop.signal,
      deadLetters,
      partitionsOf: new Map([[plays.name, 2]]),
      codec: {
        prepare: () => Promise.resolve(),
        encode: ({ topic, key }) => ({
          topic,
          partition: 0,
          key: Buffer.from(key),
          value: null,
          headers: {},
          timestamp: 0,
        }),
        decode: (topic, partition, wires) =>
          Promise.resolve(
            wires.map((wire) =>
              wire.value === null
                ? { ok: false, code: 'undecodable', message: 'bad bytes', isSchemaUnknown: false, wire }
                : {
                    ok: true,
                    wire,
                    record: { topic: topic.name, partition, key: 'k', value: {}, timestamp: 0, offset: wire.offset },
                  },
            ),
          ),
      },
      kafka: {
        producer: () =>
          Promise.resolve({
            send: (records) => {
              log.push(`sends ${records.map(({ key }) => key?.toString() ?? '').join(',')}`)
              return Promise.resolve([])
            },
            close: () => Promise.resolve(void log.push('closes')),
          }),
        joinGroup: (options) => {
          join(options)
          return Promise.resolve({
            commit: (offsets) => {
              log.push(`commits ${offsets.map(({ partition, next }) => `${partition}:${next}`).join(',')}`)
              return Promise.resolve()
            },
            stop: () => Promise.resolve(void log.push('leaves')),
          })
        },
      },
    },
    'sink',
    [plays],
    async (records, signal) => {
      const offsets = records.map(({ offset }) => offset)
      const refused = await write(offsets, signal)
      log.push(`writes ${offsets.join(',')}`)
      return refused
    },
  )
  ended.catch(() => undefined)
  const group = await joining
  /** @param values null: undecodable. */
  const batch = (partition: number, from: number, values: readonly (string | null)[]): Batch => ({
    topic: plays.name,
    partition,
    records: values.map((value, index) => ({
      offset: from + index,
      timestamp: 0,
      key: Buffer.from('k'),
      value: value === null ? null : Buffer.from(value),
      headers: {},
    })),
    end: from + values.length,
    heartbeat: () => Promise.resolve(),
    resolve: (offset) => log.push(`resolves ${partition}:${offset}`),
    isCurrent: () => true,
  })
  return { log, stop, ended, group, batch }
}

describe('a sink', () => {
  it('writes the batches of one fetch together, then commits behind them', async () => {
    const { log, group, batch } = await joined()
    await Promise.all([group.onBatch(batch(0, 5, ['a', 'b'])), group.onBatch(batch(1, 9, ['c']))])
    expect(log).toStrictEqual(['writes 5,6,9', 'resolves 0:6', 'resolves 1:9', 'commits 0:7,1:10'])
  })

  it('makes an undecodable record a dead letter before it commits the others', async () => {
    const { log, group, batch } = await joined()
    await group.onBatch(batch(0, 0, ['a', null, 'c']))
    expect(log).toStrictEqual([`sends sink/${plays.name}/0/1`, 'writes 0,2', 'resolves 0:2', 'commits 0:3'])
  })

  it('commits nothing when a write fails', async () => {
    const { log, group, batch } = await joined(() => Promise.reject(new Error('the database is away')))
    await expect(group.onBatch(batch(0, 0, ['a']))).rejects.toThrow('the database is away')
    expect(log).toStrictEqual([])
  })

  it('makes a record that is refused for good a dead letter, and goes on behind it', async () => {
    const refused = { topic: plays.name, partition: 1, offset: 8, code: 'refused', message: 'too large' }
    const { log, group, batch } = await joined(() => Promise.resolve([refused]))
    await Promise.all([group.onBatch(batch(0, 7, ['a', 'b'])), group.onBatch(batch(1, 7, ['c', 'd']))])
    expect(log).toStrictEqual([
      'writes 7,8,7,8',
      expect.stringMatching(new RegExp(`^sends .*${plays.name}/1/8$`)),
      'resolves 0:8',
      'resolves 1:8',
      'commits 0:9,1:9',
    ])
  })

  it('ends a write that its membership does not outlive', async () => {
    let given: AbortSignal | undefined
    const { log, group, batch } = await joined((_, signal) => {
      given = signal
      return new Promise((__, reject) => signal.addEventListener('abort', () => reject(new Error('write ended'))))
    })
    const lost = { ...batch(0, 0, ['a']), heartbeat: () => Promise.reject(new Error('rebalancing')) }
    await expect(group.onBatch(lost)).rejects.toThrow('rebalancing')
    expect([given?.aborted, log]).toStrictEqual([true, []])
  })

  it('leaves its group when it is stopped, and fails with its member', async () => {
    const stopped = await joined()
    stopped.stop.abort()
    await stopped.ended
    expect(stopped.log).toStrictEqual(['leaves', 'closes'])
    const failed = await joined()
    failed.group.onFailure(new Error('the session broke down'))
    await expect(failed.ended).rejects.toThrow('the session broke down')
  })
})
