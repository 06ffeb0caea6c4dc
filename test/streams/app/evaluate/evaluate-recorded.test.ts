import { expect, it } from 'vitest'
import { evaluateLog } from '../../../../streams/app/evaluate/evaluate-recorded.ts'
import { HOUR_MS, START } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'
import { portOf, recordedLog } from '../replay/recorded-log.ts'

const newFolder = temporaryFolders('evaluate-recorded')

interface Printed {
  readonly subject: string
  readonly metric: string
  readonly n: number
  readonly interval?: readonly [number, number]
}

it('judges the models of the program beside the baselines, each figure with its number and interval', async () => {
  const memory = await recordedLog(newFolder(), 144)
  const { port } = portOf(memory)
  const [out, err]: [Printed[], string[]] = [[], []]
  const streams = { out: (line: string) => void out.push(JSON.parse(line) as Printed), err: (line: string) => void err.push(line) } // prettier-ignore
  const evaluated = (from: string) => evaluateLog(port.runtime, { from, json: true }, START + 2 * HOUR_MS, streams)
  expect(await evaluated('earliest')).toBe(0)
  const subjects = [...new Set(out.map(({ subject }) => subject))]
  expect(subjects.slice(0, 4)).toStrictEqual(['neighbours-5', 'typical-1', 'drawn-1', 'co-listening'])
  const places = Number(/^\d+/.exec(err[0] ?? '')?.[0])
  expect(places).toBeGreaterThan(4)
  const hits = out.filter(({ metric }) => metric === 'hr@10')
  expect(hits.map(({ n }) => n)).toStrictEqual(subjects.map(() => places))
  expect(hits.every(({ interval }) => interval !== undefined && interval[0] < interval[1])).toBe(true)
  expect(await evaluated('-1h')).toBe(0) // from the first play on
  expect(err[1]).toBe(err[0])
  expect(await evaluated('-1m')).toBe(1)
})
