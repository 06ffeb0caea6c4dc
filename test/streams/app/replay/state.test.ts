import { describe, expect, it } from 'vitest'
import { neighbours } from '../../../../processors/recommend/rank.ts'
import { DEFAULT_SETTINGS, recommendWith } from '../../../../processors/recommend/recommend.ts'
import { listenerId, recommendationId } from '../../../../schemas/generated.ts'
import { listenerProfiles, plays } from '../../../../schemas/topics.ts'
import { partitionOf } from '../../../../streams/engine/partition.ts'
import { parseState, printState, stateAt } from '../../../../streams/app/replay/state.ts'
import { START } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { emptyLog, libraryRecords, nthPlay, portOf, recordedLog, SERVING } from './recorded-log.ts'

const newFolder = temporaryFolders('state')
const PLAYS = 24

describe('the state of a listener at a moment', () => {
  it('is, byte for byte, each record of the changelog', async () => {
    const memory = emptyLog(newFolder())
    await memory.write(...libraryRecords())
    const next = new Map<number, number>()
    const positions = new Map<string, { readonly partition: number; readonly offset: number }[]>()
    for (let n = 0; n < PLAYS; n += 1) {
      const { key } = nthPlay(n)
      const own = positions.get(key) ?? []
      const before = own.at(-1)
      const taken =
        before === undefined ? null : recommendationId(`${SERVING}:plays/${before.partition}/${before.offset}`)
      await memory.write(nthPlay(n, { recommendationId: taken, via: 'recommended' }))
      await memory.runToEnd(recommendWith(neighbours)) // stopping commits: each play leaves a record
      const partition = partitionOf(Buffer.from(key), plays.partitions)
      const offset = next.get(partition) ?? 0
      next.set(partition, offset + 1)
      positions.set(key, [...own, { partition, offset }])
    }
    const { port } = portOf(memory)
    const changelog = await memory.read(listenerProfiles)
    expect(changelog.length).toBe(PLAYS)
    const seen = new Map<string, number>()
    for (const { key, value } of changelog) {
      const count = (seen.get(key) ?? 0) + 1
      seen.set(key, count)
      const offset = (positions.get(key)?.[count - 1]?.offset ?? NaN) + 1
      const folded = await stateAt(port, { listener: listenerId(key), at: { kind: 'offset', offset } })
      if (value === null || folded.state === null) throw new Error(`There is no state of ${key}.`)
      expect(folded.plays).toBe(count)
      expect(listenerProfiles.value.encode(folded.state)).toStrictEqual(listenerProfiles.value.encode(value))
    }
  })

  it('is printed with bytes as base64, and is absent where nothing was played', async () => {
    const memory = await recordedLog(newFolder(), 8)
    const { port, printed, err } = portOf(memory)
    expect(await printState(port, parseState({ listener: 'listener-1' }, 0))).toBe(0)
    expect(JSON.parse(printed())).toMatchObject({ listenerId: 'listener-1', plays: 2, state: { playIds: ['play-5', 'play-1'] } }) // prettier-ignore
    expect(await printState(port, parseState({ listener: 'nobody' }, 0))).toBe(3)
    expect(err).toStrictEqual(['There is no play of the listener nobody before that.'])
  })

  it('is told with the records that are not in it: those that cannot be read, and those that recommend cannot process', async () => {
    const memory = await recordedLog(newFolder(), 8)
    const { port, printed, err } = portOf(memory)
    const plan = parseState({ listener: 'listener-1' }, 0)
    const before = await stateAt(port, plan)
    const key = Buffer.from('listener-1')
    const partition = partitionOf(key, plays.partitions)
    const producer = await port.runtime.kafka.producer()
    const common = { topic: plays.name, partition, headers: {}, timestamp: START * 2 }
    const [garbage] = await producer.send([
      { ...common, key, value: Buffer.from('garbage') },
      { ...common, key: Buffer.from('another'), value: Buffer.from('garbage') },
    ])
    await producer.close()
    expect(await printState(port, plan)).toBe(3)
    expect(JSON.parse(printed())).toMatchObject({ plays: 2, last: before.last })
    expect(err).toStrictEqual([expect.stringMatching(`^The state is without 1 record of the listener that recommend gives up. The first is plays/${partition}/${garbage?.offset}: `)]) // prettier-ignore
    expect((await stateAt(port, plan)).state).toStrictEqual(before.state)
  })

  it('is null once the listener was forgotten', async () => {
    const memory = await recordedLog(newFolder(), 8)
    const { port } = portOf(memory)
    const later = { kind: 'time', atMs: Date.UTC(2028, 0) } as const
    const { state } = await stateAt({ ...port, settings: DEFAULT_SETTINGS }, { ...parseState({ listener: 'listener-1' }, 0), at: later }) // prettier-ignore
    expect(state).toBeNull()
  })

  it('is asked for by a moment', () => {
    expect(() => parseState({ listener: 'a', at: '-3' }, 0)).toThrow('no moment')
    expect(() => parseState({ listener: 'a', processor: 'monitor-feedback' }, 0)).toThrow('recommend')
  })
})
