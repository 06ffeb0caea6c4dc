import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import LongestFirst, { LONGEST } from './longest-first.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

it('names files that there are', () => {
  expect(Object.keys(LONGEST).filter((path) => !existsSync(`${root}${path}`))).toStrictEqual([])
})

it('puts what takes longest first, within each group of projects', async () => {
  const [short, middle, long] = ['test/a.system.test.ts', 'test/ui/queue.system.test.ts', 'test/streams/engine/runtime/poison.system.test.ts'] // prettier-ignore
  const specification = (path: string, groupOrder: number) => ({ moduleId: `${root}${path}`, project: { name: '', config: { isolate: true, sequence: { groupOrder } } } }) // prettier-ignore
  const cache = { getFileTestResults: () => undefined, getFileStats: () => undefined }
  const sequencer = new LongestFirst({ config: { root: root.slice(0, -1) }, cache } as never)
  const files = [specification(short, 1), specification(long, 2), specification(middle, 1), specification(long, 1)]
  const sorted = await sequencer.sort(files as never)
  expect(sorted.map(({ moduleId, project }) => [moduleId.slice(root.length), project.config.sequence.groupOrder])).toStrictEqual([
    [long, 1], [middle, 1], [short, 1], [long, 2],
  ]) // prettier-ignore
})
