import { pino } from 'pino'
import { expect, it } from 'vitest'
import { allTopics, deadLetters, libraryChecks } from '../../../../schemas/topics.ts'
import { requestRescan } from '../../../../streams/app/cli/library-rescan.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('cli-rescan')

it.each([true, false])('writes the request that every scanner reads, full: %s', async (full) => {
  const log = pino({ level: 'silent' })
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log })
  const err: string[] = []
  const streams = { out: () => undefined, err: (line: string) => void err.push(line) }
  expect(await requestRescan(memory.connect(new AbortController().signal), { full }, streams)).toBe(0)
  const written = await memory.read(libraryChecks)
  expect(
    written.map(({ key, value, timestamp }) => [key, value?.isFull, value?.requestedAt === timestamp]),
  ).toStrictEqual([[full ? 'full-request' : 'request', full, true]])
  expect(err).toHaveLength(1)
})
