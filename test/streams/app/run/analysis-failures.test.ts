import { pino } from 'pino'
import { expect, it } from 'vitest'
import type { Analysis } from '../../../../processors/extract-features/analysis.ts'
import { extractFeatures } from '../../../../processors/extract-features/extract-features.ts'
import type { TrackId } from '../../../../schemas/generated.ts'
import { allTopics, analysisFailures, audioFeatures, audioReferences, deadLetters } from '../../../../schemas/topics.ts'
import { runEnricher } from '../../../../streams/engine/runtime/run-processor.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import type { MemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { rememberDeadLetters, retryFailures } from '../../../../streams/app/run/analysis-failures.ts'
import { HASH, TRACK, analysedFile, reference } from '../../../processors/extract-features/references.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('analysis-failures')
const running = new AbortController().signal
const opened = (): MemoryRuntime =>
  createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) })

const needsFfmpeg: Analysis = { ok: false, code: 'needs-ffmpeg', message: 'It needs ffmpeg.' }
const isHere = record(audioReferences, TRACK, reference(), 1_000)

/** Starts extract-features, lets it read all there is, and stops it. @returns the paths that it asked for. */
async function extract(memory: MemoryRuntime, analysis: Analysis): Promise<readonly string[]> {
  const stop = new AbortController()
  const asked: string[] = []
  const ended = runEnricher(memory.connect(stop.signal), extractFeatures, (each) => {
    if (each.topic === 'audio-references' && each.value !== null) asked.push(each.value.path)
    return Promise.resolve(analysis)
  })
  await Promise.race([memory.kafka.settled([`extract-features-${extractFeatures.version ?? ''}`]), ended])
  stop.abort()
  await ended
  return asked
}

async function failures(memory: MemoryRuntime): Promise<ReadonlyMap<TrackId, string>> {
  const newest = new Map<TrackId, string>()
  for (const { key, value } of await memory.read(analysisFailures))
    if (value === null) newest.delete(key)
    else newest.set(key, value.code)
  return newest
}

it('what could not be analysed stays known beside its dead letter, until it is analysed', async () => {
  const memory = opened()
  await memory.write(isHere)
  await extract(memory, needsFfmpeg)
  const after = [await failures(memory), (await memory.read(deadLetters)).length]
  await retryFailures(memory.connect(running), new Set(['needs-ffmpeg']))
  const asked = await extract(memory, analysedFile)
  expect([after, asked, await failures(memory), (await memory.read(audioFeatures)).length]).toStrictEqual([
    [new Map([[TRACK, 'needs-ffmpeg']]), 1],
    [reference().path],
    new Map(),
    1,
  ])
})

it('what needs ffmpeg is tried again after its dead letter has expired, by the bytes of its reference', async () => {
  const memory = opened()
  await memory.write(isHere)
  await extract(memory, needsFfmpeg)
  for (const { partition, offset } of await memory.read(deadLetters))
    memory.kafka.deleteRecords(deadLetters.name, partition, offset + 1)
  const runtime = memory.connect(running)
  await retryFailures(runtime, new Set(['undecodable-audio']))
  const before = (await memory.read(audioReferences)).length
  await retryFailures(runtime, new Set(['needs-ffmpeg']))
  const references = await memory.read(audioReferences)
  const asked = await extract(memory, analysedFile)
  expect([before, references.map(({ value, timestamp }) => [value, timestamp]), asked]).toStrictEqual([
    1,
    [
      [reference(), 1_000],
      [reference(), 1_000],
    ],
    [reference().path],
  ])
  expect(await failures(memory)).toStrictEqual(new Map())
})

it('a track that was removed is not brought back', async () => {
  const memory = opened()
  const failure = { trackId: TRACK, code: 'needs-ffmpeg', message: '', extractorVersion: '2' }
  await memory.write(
    isHere,
    record(analysisFailures, TRACK, failure, 1_000),
    record(audioReferences, TRACK, null, 2_000),
  )
  await retryFailures(memory.connect(running), new Set(['needs-ffmpeg']))
  const references = await memory.read(audioReferences)
  expect(references.map(({ value }) => value?.contentHash ?? null)).toStrictEqual([HASH, null])
})

it('what earlier versions gave up is noted once, from dead letters that still hold', async () => {
  const memory = opened()
  await memory.write(isHere)
  await extract(memory, { ok: false, code: 'file-gone', message: 'It is gone.' })
  const [letter] = await memory.read(deadLetters)
  const earlier = opened()
  await earlier.write(isHere)
  if (letter?.value == null) throw new Error('There is no dead letter.')
  const { value } = letter
  await earlier.write(
    record(deadLetters, letter.key, value, 5_000),
    record(deadLetters, 'audio-references/0/99', { ...value, offset: 99 }, 4_000), // of a reference that is not the newest
    record(deadLetters, 'index-updates/0/0', { ...value, topic: 'index-updates' }, 5_000),
  )
  const runtime = earlier.connect(running)
  await rememberDeadLetters(runtime)
  await rememberDeadLetters(runtime)
  const noted = await earlier.read(analysisFailures)
  expect(noted.map(({ key, value: failure }) => [key, failure?.code, failure?.message])).toStrictEqual([
    [TRACK, 'file-gone', 'It is gone.'],
  ])
  await retryFailures(runtime, new Set(['file-gone', 'file-unreadable']))
  expect((await earlier.read(audioReferences)).length).toBe(2)
  await extract(earlier, analysedFile)
  await retryFailures(runtime, new Set(['file-gone', 'file-unreadable'])) // nothing is left to be tried
  expect([await failures(earlier), (await earlier.read(audioReferences)).length]).toStrictEqual([new Map(), 2])
})
