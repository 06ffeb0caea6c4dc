import { describe, expect, it } from 'vitest'
import { program } from '../../../../streams/app/cli/program.ts'
import { parseReplay } from '../../../../streams/app/replay/replay-options.ts'
import type { ReplayOptions } from '../../../../streams/app/replay/replay-options.ts'
import { isSelected, selectionOf } from '../../../../streams/app/records/selection.ts'
import { pacer, parseSpeed } from '../../../../streams/app/replay/speed.ts'

const parsed = (options: ReplayOptions, topic = 'plays') => parseReplay(topic, options, 'neighbours-5', 10_000_000)

describe('the options of a replay', () => {
  it('name a range, a target or a processor, and models', () => {
    expect(parsed({ processor: 'recommend', from: '-1h' })).toMatchObject({ from: { kind: 'time', atMs: 6_400_000 }, to: null, models: ['neighbours-5'], speed: Infinity, views: 'now' }) // prettier-ignore
    expect(parsed({ into: 'past', speed: '60x', to: '7' })).toMatchObject({ models: null, to: { kind: 'offset', offset: 7 }, speed: 60 }) // prettier-ignore
  })

  it('are taken as they are typed: one that is not given has no effect that is refused', () => {
    const command = program.commands.find((each) => each.name() === 'replay')
    command?.parseOptions(['--into', 'past'])
    expect(parsed(command?.opts() ?? {})).toMatchObject({ into: 'past', models: null })
  })

  it.each<[string, ReplayOptions, string]>([
    ['Say where the plays go', {}, 'plays'],
    ['Only plays can be replayed', { into: 'a' }, 'feedback'],
    ['--views has no effect without', { into: 'a', views: 'now' }, 'plays'],
    ['--diff has no effect without', { into: 'a', diff: true }, 'plays'],
    ['Did you mean neighbours-5?', { processor: 'recommend', model: ['neighbours-4'] }, 'plays'],
    ['may be named once', { processor: 'recommend', model: ['drawn-1', 'drawn-1'] }, 'plays'],
    ['neither now nor recorded', { processor: 'recommend', views: 'then' }, 'plays'],
    ['only recommend can be', { processor: 'mongo-sink' }, 'plays'],
    ['no speed such as', { into: 'a', speed: '0x' }, 'plays'],
  ])('are refused: %s', (message, options, topic) => {
    expect(() => parsed(options, topic)).toThrow(message)
  })
})

it('a range is kept as it was when the replay began', () => {
  const bounds = [0, 1].map((partition) => ({ topic: 'plays', partition, start: 7, end: 10 }))
  const selection = selectionOf({ kind: 'last', count: 3 }, { kind: 'time', atMs: 100 }, bounds)
  expect(selection).toMatchObject({ fromMs: null, toMs: 100 })
  const at = (partition: number, offset: number, timestamp: number) => isSelected(selection, { partition, offset, timestamp }) // prettier-ignore
  expect([at(0, 7, 99), at(0, 6, 99), at(0, 7, 100), at(1, 10, 1), at(2, 8, 1)]).toStrictEqual([true, false, false, false, false]) // prettier-ignore
})

it('records come as far apart as they happened, by the speed', () => {
  let now = 1_000
  const wait = pacer(parseSpeed('60x'), () => now)
  expect([wait(0), wait(60_000), wait(30_000)]).toStrictEqual([0, 1_000, 500])
  now += 1_500
  expect([wait(60_000), wait(120_000)]).toStrictEqual([0, 500])
  expect(pacer(parseSpeed('max'), () => now)(1e12)).toBe(0)
})
