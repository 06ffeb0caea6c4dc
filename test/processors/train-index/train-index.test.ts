import { describe, expect, it } from 'vitest'
import { indexTracks } from '../../../processors/index-tracks/index-tracks.ts'
import type { LibraryIndex } from '../../../processors/shared/similarity/library-index.ts'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import { trainIndex } from '../../../processors/train-index/train-index.ts'
import type { IndexUpdate } from '../../../schemas/generated.ts'
import { eventSourcedWork } from '../../../streams/engine/runtime/work.ts'
import type { StreamRecord } from '../../../streams/engine/topic.ts'
import { deadLetters, indexTrainings, indexUpdates } from '../../../schemas/topics.ts'
import { gone, heard, library } from '../../support/builders.ts'
import { createDriver } from '../../../streams/engine/testing/driver.ts'
import { run, viewOf } from '../../support/run.ts'

/** All that a search goes by, as bytes: codebook, cells with their tracks in order, and the neighbours of every track. */
const bytesOf = (index: LibraryIndex): Buffer =>
  Buffer.from(
    JSON.stringify([
      index.codebook,
      index.sizes,
      index.cells(),
      index.cells().flat().map((id) => index.nearest(id, 10)), // prettier-ignore
    ]),
  )
const versionOf = ({ value }: StreamRecord): number | undefined => (value as IndexUpdate | null)?.codebook?.version

describe('train-index', () => {
  it('trains when the library has doubled, and measures in between', () => {
    const trainings = run(trainIndex, library(40)).map(({ value, timestamp }) => {
      const { version, tracks, measuredOn } = indexTrainings.value.decode(indexTrainings.value.encode(value as never))
      return [version, tracks, measuredOn, timestamp === library(40)[measuredOn - 1]?.timestamp]
    })
    expect(trainings.filter(([, tracks, measuredOn]) => tracks === measuredOn)).toStrictEqual([
      [1, 8, 8, true],
      [2, 16, 16, true],
      [3, 32, 32, true],
    ])
    expect(trainings.map(([, , measuredOn]) => measuredOn)).toStrictEqual([8, 10, 13, 16, 20, 25, 32, 40])
  })

  it('says nothing of a record that comes again', () => {
    expect(run(trainIndex, [...library(20), ...library(20)])).toStrictEqual(run(trainIndex, library(20)))
  })

  it('gives the same on another thread as here', async () => {
    const sent: string[] = []
    const work = eventSourcedWork(trainIndex, trainIndex.table.create(), (job, input) => {
      sent.push(job.name)
      return Promise.resolve(job.run(structuredClone(input)))
    })
    const emitted: StreamRecord[] = []
    for (const [offset, each] of library(530).entries()) {
      const made = work.process({ ...each, partition: 0, offset }, null)
      const outputs = 'job' in made ? await made.job : made.outputs
      made.keep(outputs)
      emitted.push(...outputs)
    }
    expect(emitted).toStrictEqual(run(trainIndex, library(530)))
    expect(sent).toStrictEqual(['train'])
  })
})

describe('a version of the index', () => {
  const features = [...library(40), gone('a3'), heard('b2', 5), ...library(24, 4)]

  it('is the same, byte for byte, whenever it is rebuilt from the topics, and as it was live', () => {
    const driver = createDriver([trainIndex, indexTracks], deadLetters)
    driver.pipeIn(...features)
    driver.advance()
    const updates = driver.readOut(indexUpdates)
    const rebuilt = () => viewOf(libraryIndex, [...features, ...updates])
    expect(bytesOf(rebuilt()).equals(bytesOf(rebuilt()))).toBe(true)
    const live = libraryIndex.create()
    for (const [i, each] of features.entries()) {
      libraryIndex.apply(live, each)
      const [from, to] = [i, i + 1].map((n) => Math.round((n * updates.length) / features.length))
      for (const update of updates.slice(from, to)) libraryIndex.apply(live, update)
    }
    expect(bytesOf(live).equals(bytesOf(rebuilt()))).toBe(true)
  })

  it('comes out the same when both processors are killed and started anew after any commit', () => {
    const outcome = (advance: (driver: ReturnType<typeof createDriver>) => void) => {
      const driver = createDriver([trainIndex, indexTracks], deadLetters)
      driver.pipeIn(...features)
      advance(driver)
      return [driver.readOut(indexTrainings), driver.readOut(indexUpdates)]
    }
    const straight = outcome((driver) => driver.advance())
    expect(outcome((driver) => driver.advance({ recordsPerCommit: 3, restarting: true }))).toStrictEqual(straight)
  })

  it('replaces the last one for a reader at one record: until then every search gives what it gave', () => {
    const driver = createDriver([trainIndex, indexTracks], deadLetters)
    driver.pipeIn(...library(32))
    driver.advance()
    const updates = driver.readOut(indexUpdates)
    const index = viewOf(libraryIndex, library(32))
    const switches = updates.map((update) => {
      const before = [index.version, JSON.stringify(index.nearest(library(1)[0]?.value?.trackId ?? ('' as never), 5))]
      libraryIndex.apply(index, update)
      const after = [index.version, JSON.stringify(index.nearest(library(1)[0]?.value?.trackId ?? ('' as never), 5))]
      // A track that arrives may be a nearer one; what belongs to a version to come changes nothing.
      const isOfPresent = (update.value?.assignment?.version ?? Infinity) <= index.version
      if (!isOfPresent && versionOf(update) === undefined) expect(after).toStrictEqual(before)
      return after[0]
    })
    expect([...new Set(switches)]).toStrictEqual([0, 1, 2, 3])
    expect(index.sizes).toStrictEqual({ known: 32, indexed: 32 })
  })
})
