import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runScanLibrary } from '../../../../processors/scan-library/edge.ts'
import { fmaLibrary, fmaProblem } from '../../../../processors/scan-library/edge/fma-library.ts'
import type { FmaChoice } from '../../../../processors/scan-library/fma/choice.ts'
import { knownReferences } from '../../../../processors/scan-library/scan-library.ts'
import { allTopics, audioReferences, libraryScans } from '../../../../schemas/topics.ts'
import { fmaPath, fmaRows, writeFmaAudio, writeFmaMetadata } from '../../../support/fma.ts'
import type { FmaRow } from '../../../support/fma.ts'
import { memoryContext, memoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import type { MemoryLog } from '../../../../streams/engine/testing/memory-context.ts'

let folder: string
let log: MemoryLog
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-fma-'))
  log = memoryLog(allTopics)
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function scan(choice: Partial<FmaChoice> = {}): Promise<readonly string[]> {
  const dataSet = fmaLibrary(folder, { subset: null, limit: null, sample: null, seed: 1, ...choice })
  await runScanLibrary(memoryContext(log), {
    libraries: [{ folder, origin: 'fma', dataSet }],
    watch: false,
    instance: 'here',
    forgetAfterMs: Infinity,
    checkDays: 0,
  })
  return known().map(({ path, title }) => `${path}: ${title}`)
}

function known() {
  const content = knownReferences.create()
  for (const record of log.read(audioReferences)) knownReferences.apply(content, record)
  return [...content.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

const newestScan = () => log.read(libraryScans).at(-1)?.value

describe('the Free Music Archive data set', () => {
  const rows: readonly FmaRow[] = [
    {
      ...{ id: 2, subset: 'small', title: 'Food, "live"', artist: 'AWOL', album: 'A Way Of Life', genreTop: 'Hip-Hop' },
      ...{ genres: '[21]', genresAll: '[21]', licence: 'Attribution', number: '3', biography: '<p>line\nline "x"</p>' },
    },
    { id: 5, subset: 'small' },
    { id: 3, subset: 'medium', genres: '[76, 103]', genresAll: '[17, 10, 76, 103]' },
    { id: 20, subset: 'large' },
  ]

  it('is described by its table: names, genres, licence, but the length of the clip', async () => {
    await writeFmaMetadata(folder, rows)
    await writeFmaAudio(folder, 'small', 2)
    await scan()
    expect(known()).toStrictEqual([
      expect.objectContaining({
        library: folder,
        path: 'fma_small/000/000002.mp3',
        title: 'Food, "live"',
        artist: 'AWOL',
        album: 'A Way Of Life',
        genres: ['Hip-Hop'],
        year: 2008,
        trackNumber: 3,
        licence: 'Attribution',
        source: 'fma',
        sourceId: '2',
        container: 'MPEG',
      }),
    ])
    // The encoder fills up its last frames.
    expect(known()[0]?.durationMs).toBeLessThan(1_000)
  })

  it('counts the tracks whose audio is not there, and takes a subset with those within it', async () => {
    await writeFmaMetadata(folder, rows)
    for (const id of [2, 3, 20]) await writeFmaAudio(folder, 'large', id)
    const all = await scan()
    const missing = newestScan()?.missing
    const medium = await scan({ subset: 'medium' })
    expect({ all, missing, medium }).toStrictEqual({
      all: [
        'fma_large/000/000002.mp3: Food, "live"',
        'fma_large/000/000003.mp3: Title 3',
        'fma_large/000/000020.mp3: Title 20',
      ],
      missing: 1,
      medium: ['fma_large/000/000002.mp3: Food, "live"', 'fma_large/000/000003.mp3: Title 3'],
    })
    expect(known()[1]?.genres).toStrictEqual(['Experimental Pop', 'Singer-Songwriter', 'Folk', 'Pop'])
  })

  it('can be limited, or sampled by a seed', async () => {
    await writeFmaMetadata(folder, fmaRows(60))
    for (let id = 1; id <= 60; id += 1) await writeFmaAudio(folder, 'large', id)
    const limited = await scan({ limit: 3 })
    const sampled = await scan({ sample: 5, seed: 7 })
    const again = await scan({ sample: 5, seed: 7 })
    const otherwise = await scan({ sample: 5, seed: 8 })
    expect(limited).toStrictEqual([1, 2, 3].map((id) => `${fmaPath('large', id)}: Title ${id}`))
    expect([sampled.length, again, otherwise.length]).toStrictEqual([5, sampled, 5])
    expect(otherwise).not.toStrictEqual(sampled)
  })

  it('is told anew, unread, when its table has changed', async () => {
    await writeFmaMetadata(folder, rows)
    await writeFmaAudio(folder, 'small', 2)
    await scan()
    await writeFmaMetadata(folder, [{ id: 2, subset: 'small', title: 'Other' }])
    expect([await scan(), newestScan()?.readFiles]).toStrictEqual([['fma_small/000/000002.mp3: Other'], 0])
  })

  it('keeps its tracks when its table cannot be read, and says why', async () => {
    await writeFmaMetadata(folder, rows)
    await writeFmaAudio(folder, 'small', 2)
    const before = await scan()
    await writeFile(join(folder, 'fma_metadata/tracks.csv'), ',a\n,b\nid,c\n')
    expect([await scan(), newestScan()?.problems[0]?.why]).toStrictEqual([
      before,
      expect.stringContaining('is it the one of fma_metadata?') as unknown,
    ])
  })

  it('is refused when it is no such folder', async () => {
    const nothing = fmaProblem(folder)
    await writeFmaMetadata(folder, [])
    const noAudio = fmaProblem(folder)
    await writeFmaAudio(folder, 'medium', 1)
    expect([nothing, noAudio, fmaProblem(folder)]).toStrictEqual([
      `The folder ${folder} has no fma_metadata/tracks.csv: unpack fma_metadata.zip into it, beside fma_small or another.`,
      `The folder ${folder} has none of fma_small, fma_medium, fma_large, fma_full: unpack one of them there.`,
      null,
    ])
  })
})
