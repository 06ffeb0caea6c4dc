import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Analysis } from '../../../../processors/extract-features/analysis.ts'
import { analyseFile } from '../../../../processors/extract-features/edge/analyse-file.ts'
import { analyseWhenThere, libraryWatch } from '../../../../processors/extract-features/edge/library-watch.ts'
import type { LibraryWatch } from '../../../../processors/extract-features/edge/library-watch.ts'
import type { AnalysisRequest } from '../../../../processors/extract-features/edge/request.ts'
import { sine, wav } from '../../../support/audio.ts'
import { ownFolder } from './folder.ts'

const never = new AbortController().signal
let disk: string
let away: string
let waited: number
let onWait: (waits: number) => Promise<void>
let watch: LibraryWatch

beforeEach(async () => {
  const folder = await ownFolder()
  disk = join(folder, 'disk')
  away = join(folder, 'away')
  await mkdir(disk)
  for (const name of ['a.wav', 'b.wav']) await writeFile(join(disk, name), wav([sine(8_000, 440, 8_000)], 8_000))
  waited = 0
  let waits = 0
  onWait = () => Promise.resolve()
  watch = libraryWatch({
    now: () => waited,
    wait: async (ms) => {
      waited += ms
      waits += 1
      await onWait(waits)
    },
  })
})

const request = (path: string, library = disk): AnalysisRequest => ({
  ...{
    library,
    path,
    startMs: null,
    endMs: null,
    longestMs: 60_000,
    answerMs: 60_000,
    residentBytes: 2 ** 32,
    ffmpeg: null,
    kernel: 'meyda',
  },
})
const read = (each: AnalysisRequest): Promise<Analysis> => analyseFile(each, () => undefined)
const analysed = async (path: string, library = disk) => {
  const analysis = await analyseWhenThere(watch, request(path, library), read, never)
  return analysis.ok ? 'analysed' : analysis.code
}
const unmount = async (leaves: 'empty' | 'nothing') => {
  await rename(disk, away)
  if (leaves === 'empty') await mkdir(disk)
}
const mount = async () => {
  await rm(disk, { recursive: true, force: true })
  await rename(away, disk)
}

it('asks a share that does not answer once, however many files wait for it', async () => {
  const asked: string[] = []
  const hung = libraryWatch({
    now: () => waited,
    wait: (ms) => {
      waited += ms
      return Promise.resolve()
    },
    stat: (folder) => {
      asked.push(folder)
      return new Promise(() => undefined)
    },
    late: () => Promise.resolve(null),
  })
  const timedOut: Analysis = { ok: false, code: 'decoder-timed-out', message: 'It hangs.' }
  const analyses = Array.from({ length: 20 }, (_, n) =>
    analyseWhenThere(hung, request(`${n}.wav`), () => Promise.resolve(timedOut), never),
  )
  const codes = new Set((await Promise.all(analyses)).map((each) => (each.ok ? 'analysed' : each.code)))
  expect([...codes, asked]).toStrictEqual(['library-away', [disk]])
})

describe('the file of a library folder', () => {
  it.each(['empty', 'nothing'] as const)(
    'is waited for when its disk is gone for a moment and leaves %s',
    async (leaves) => {
      await unmount(leaves)
      onWait = (waits) => (waits === 3 ? mount() : Promise.resolve())
      expect([await analysed('a.wav'), waited < 15_000]).toStrictEqual(['analysed', true])
    },
  )

  it('waits elsewhere when its disk is gone for longer, and those of other folders go on', async () => {
    const other = await ownFolder()
    await writeFile(join(other, 'c.wav'), wav([sine(8_000, 440, 8_000)], 8_000))
    await unmount('empty')
    const first = await analysed('a.wav')
    const waitedForFirst = waited
    const rest = [await analysed('b.wav'), await analysed('c.wav', other)]
    expect([first, waitedForFirst >= 15_000, rest, waited - waitedForFirst]).toStrictEqual([
      'library-away',
      true,
      ['library-away', 'analysed'],
      0,
    ])
    await mount()
    waited += 1_000
    expect([await analysed('a.wav'), watch.isAway(disk)]).toStrictEqual(['analysed', false])
  })

  it('says what it waits for without naming a path of the machine', async () => {
    await unmount('nothing')
    expect(await analyseWhenThere(watch, request('a.wav'), read, never)).toStrictEqual({
      ok: false,
      code: 'library-away',
      message:
        '"a.wav" waits for its library folder, which cannot be reached (ENOENT). It is analysed once the folder is back.',
    })
  })

  it('is gone when its folder is there, and that is looked at twice', async () => {
    let asked = 0
    const analysis = await analyseWhenThere(
      watch,
      request('gone.wav'),
      (each) => {
        asked += 1
        return read(each)
      },
      never,
    )
    expect([analysis.ok || analysis.code, asked, waited]).toStrictEqual(['file-gone', 2, 0])
  })

  it('is not given up for a disk that came back between the two looks', async () => {
    let asked = 0
    const comingBack = async (each: AnalysisRequest): Promise<Analysis> => {
      asked += 1
      if (asked > 1) return read(each)
      await unmount('empty')
      const analysis = await read(each)
      await mount()
      return analysis
    }
    const analysis = await analyseWhenThere(watch, request('a.wav'), comingBack, never)
    expect([analysis.ok, asked]).toStrictEqual([true, 2])
  })

  it.each([['decoder-timed-out'], ['undecodable-audio']] as const)('that is %s is asked for once', async (code) => {
    let asked = 0
    const failing = (): Promise<Analysis> => {
      asked += 1
      return Promise.resolve({ ok: false, code, message: '' })
    }
    const analysis = await analyseWhenThere(watch, request('a.wav'), failing, never)
    expect([analysis.ok || analysis.code, asked]).toStrictEqual([code, 1])
  })

  it('is not waited for when the process stops', async () => {
    await unmount('empty')
    const stopping = libraryWatch({ now: () => 0, wait: () => Promise.reject(new Error('stopped')) })
    await expect(analyseWhenThere(stopping, request('a.wav'), read, never)).rejects.toThrow('stopped')
  })
})
