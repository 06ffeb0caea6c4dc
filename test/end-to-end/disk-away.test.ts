import { mkdir, rename, rmdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { analyseFile } from '../../processors/extract-features/edge/analyse-file.ts'
import { analyseWhenThere, libraryWatch } from '../../processors/extract-features/edge/library-watch.ts'
import { extractFeatures } from '../../processors/extract-features/extract-features.ts'
import { runScanLibrary } from '../../processors/scan-library/edge.ts'
import { scanLibrary } from '../../processors/scan-library/scan-library.ts'
import { allTopics, analysisFailures, audioFeatures, audioReferences, deadLetters } from '../../schemas/topics.ts'
import { edgeContext } from '../../streams/engine/runtime/edge-context.ts'
import { runEnricher } from '../../streams/engine/runtime/run-processor.ts'
import { createMemoryRuntime } from '../../streams/engine/testing/memory-runtime.ts'
import type { MemoryRuntime } from '../../streams/engine/testing/memory-runtime.ts'
import type { AnyTopic } from '../../streams/engine/topic.ts'
import { sine, wav } from '../support/audio.ts'
import { temporaryFolders } from '../support/temporary.ts'

/* Scanner and extractor as they run, on real folders; only the broker is in memory, and the files are decoded in this process. */

const newFolder = temporaryFolders('disk-away')
const log = pino({ level: 'silent' })

async function library(names: readonly string[], hz: number): Promise<string> {
  const folder = join(newFolder(), 'disk')
  await mkdir(folder)
  for (const [n, name] of names.entries()) {
    await writeFile(join(folder, name), wav([sine(8_000, hz + 50 * n, 8_000)], 8_000))
    await utimes(join(folder, name), 1_000, 1_000)
  }
  return folder
}

async function scan(memory: MemoryRuntime, folders: readonly string[]): Promise<void> {
  const stop = new AbortController()
  const libraries = folders.map((folder) => ({ folder, origin: 'folder' as const }))
  const options = { libraries, watch: false, instance: 'here', forgetAfterMs: Infinity, checkDays: 0 }
  await runScanLibrary(edgeContext(memory.connect(stop.signal), scanLibrary.to), options)
  stop.abort()
}

/** @returns the paths of the files that were read. */
async function extract(memory: MemoryRuntime): Promise<readonly string[]> {
  const stop = new AbortController()
  const read: string[] = []
  let now = 0
  const watch = libraryWatch({
    now: () => now,
    wait: (ms) => {
      now += ms
      return Promise.resolve()
    },
  })
  const ended = runEnricher(memory.connect(stop.signal), extractFeatures, async ({ topic, value }) => {
    if (topic !== 'audio-references' || value === null) throw new Error('There is no file.')
    const { library: folder, path } = value
    const limits = { startMs: null, endMs: null, longestMs: 60_000, answerMs: 60_000, residentBytes: 2 ** 34 }
    const request = { library: folder, path, ...limits, ffmpeg: null, kernel: 'meyda' as const }
    const analysis = await analyseWhenThere(watch, request, (each) => analyseFile(each, () => undefined), stop.signal)
    if (analysis.ok) read.push(path)
    return analysis
  })
  await Promise.race([memory.kafka.settled([`extract-features-${extractFeatures.version ?? ''}`]), ended])
  stop.abort()
  await ended
  return read.sort()
}

async function newest(memory: MemoryRuntime, topic: AnyTopic): Promise<number> {
  const values = new Map((await memory.read(topic)).map(({ key, value }) => [key, value]))
  return [...values.values()].filter((value) => value !== null).length
}

it.each([
  ['which no scan notices', false],
  ['which a scan notices', true],
])('a disk that is gone during the import, %s, loses nothing', async (_, isNoticed) => {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log })
  const [usb, home] = [await library(['a.wav', 'b.wav'], 440), await library(['c.wav'], 880)]
  await scan(memory, [usb, home])
  await rename(usb, `${usb}.away`)
  await mkdir(usb)
  if (isNoticed) await scan(memory, [usb, home])
  const during = await extract(memory)
  const waiting = await newest(memory, analysisFailures)
  await rmdir(usb)
  await rename(`${usb}.away`, usb)
  await scan(memory, [usb, home])
  const after = await extract(memory)
  await scan(memory, [usb, home])
  expect([during, waiting, after, await extract(memory)]).toStrictEqual([['c.wav'], 2, ['a.wav', 'b.wav'], []])
  const counts = [audioReferences, audioFeatures, analysisFailures, deadLetters].map((topic) => newest(memory, topic))
  expect(await Promise.all(counts)).toStrictEqual([3, 3, 0, 0])
})

it('a start with other folders removes no features, and analyses nothing again', async () => {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log })
  const [usb, home] = [await library(['a.wav', 'b.wav'], 440), await library(['c.wav'], 880)]
  await scan(memory, [usb])
  const first = await extract(memory)
  await scan(memory, [home])
  const second = await extract(memory)
  const moved = join(newFolder(), 'moved')
  await rename(usb, moved)
  await scan(memory, [moved, home])
  expect([first, second, await extract(memory), await newest(memory, audioFeatures)]).toStrictEqual([
    ['a.wav', 'b.wav'],
    ['c.wav'],
    [],
    3,
  ])
})
