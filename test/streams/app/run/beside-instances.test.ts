import { setImmediate } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { extractFeatures } from '../../../../processors/extract-features/extract-features.ts'
import { trackId } from '../../../../schemas/generated.ts'
import { allTopics, analysisFailures, audioFeatures, audioReferences, deadLetters } from '../../../../schemas/topics.ts'
import { runBesideInstances } from '../../../../streams/app/run/beside-instances.ts'
import { enricherGroup } from '../../../../streams/engine/runtime/run-processor.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import type { MemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { analysedFile, reference } from '../../../processors/extract-features/references.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('beside-instances')
const opened = (): MemoryRuntime =>
  createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) })

/** A track that an instance found in its own folder. */
function isFoundBy(instance: string, n: number) {
  const id = trackId(`${instance}${String(n).padStart(31, '0')}`)
  return record(audioReferences, id, reference({ trackId: id, library: `/${instance}`, scannedBy: instance }), 1_000)
}

/** An instance that can open the files of some folders. @returns what it analyses. */
function start(memory: MemoryRuntime, instance: string, folders: readonly string[] = [`/${instance}`]) {
  const stop = new AbortController()
  const analysed: string[] = []
  const ended = runBesideInstances(memory.connect(stop.signal), instance, ({ key, value }) => {
    if (value === null || !('library' in value)) throw new Error('There is no file.')
    if (!folders.includes(value.library))
      return Promise.resolve({ ok: false, code: 'of-another-instance', message: 'It is left alone.' })
    analysed.push(key)
    return Promise.resolve(analysedFile)
  })
  return {
    analysed,
    async stop() {
      stop.abort()
      await ended
    },
  }
}

async function untilHeard(memory: MemoryRuntime, tracks: number): Promise<void> {
  for (;;) {
    const heard = new Set((await memory.read(audioFeatures)).map(({ key }) => key))
    if (heard.size === tracks) return
    await setImmediate()
  }
}

const TRACKS = Array.from({ length: 12 }, (_, n) => n)

it.each([
  ['started together', true],
  ['of which one comes later', false],
])('instances with other folders, %s, analyse their own tracks, and give up none', async (_, isTogether) => {
  const memory = opened()
  const a = start(memory, 'a')
  let b = isTogether ? start(memory, 'b') : null
  await memory.write(...TRACKS.flatMap((n) => [isFoundBy('a', n), isFoundBy('b', n)]))
  b ??= start(memory, 'b')
  await untilHeard(memory, 2 * TRACKS.length)
  await a.stop()
  await b.stop()
  const again = [start(memory, 'a'), start(memory, 'b')]
  await memory.write(isFoundBy('a', 99), isFoundBy('b', 99))
  await untilHeard(memory, 2 * TRACKS.length + 2)
  for (const each of again) await each.stop()
  const refused = [...(await memory.read(deadLetters)), ...(await memory.read(analysisFailures))]
  expect(refused.filter(({ value }) => value !== null && 'code' in value)).toStrictEqual([])
  expect(a.analysed.every((key) => key.startsWith('a')) && b.analysed.every((key) => key.startsWith('b'))).toBe(true)
})

it('shares the work between copies that can open the same folders, also of another instance', async () => {
  const memory = opened()
  const [one, two] = [start(memory, 'a'), start(memory, 'copy', ['/a'])]
  await memory.kafka.settled([enricherGroup(extractFeatures)])
  await memory.write(...TRACKS.map((n) => isFoundBy('a', n)))
  await untilHeard(memory, TRACKS.length)
  await one.stop()
  await two.stop()
  expect([...one.analysed, ...two.analysed].sort()).toStrictEqual(TRACKS.map((n) => isFoundBy('a', n).key).sort())
  expect([one.analysed.length, two.analysed.length]).not.toContain(0)
})
