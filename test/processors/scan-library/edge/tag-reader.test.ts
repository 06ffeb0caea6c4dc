import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTagReader } from '../../../../processors/scan-library/edge/tag-reader.ts'
import type { TagReader } from '../../../../processors/scan-library/edge/tag-reader.ts'
import { tagsFrom } from '../../../../processors/scan-library/tags.ts'
import { RESIDENT_BYTES } from '../../../../processors/shared/tags/file-parser.ts'
import { watchMemory } from '../../../fuzz/memory.ts'
import { SPARSE_NAMES, writeSparse } from '../../../support/sparse-files.ts'
import { toneFile } from './tone-file.ts'

let folder: string
let reader: TagReader | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-tags-'))
})
afterEach(async () => {
  await reader?.close()
  reader = undefined
  await rm(folder, { recursive: true, force: true })
})

const log = pino({ level: 'silent' })
const at = (path: string) => ({ library: folder, path })
const hanging = new URL('./hanging-worker.ts', import.meta.url)

it('has a process at hand once it was told that a file will be read', async () => {
  const processes = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length
  const before = processes()
  const prepared = openTagReader(log)
  reader = prepared
  for (let n = 0; n < 1_000; n += 1) prepared.prepare([{ folder }])
  await expect.poll(() => processes() - before, { timeout: 20_000 }).toBe(1)
  await writeFile(join(folder, 'a.flac'), await toneFile(440, [['TITLE', 'Blue']]))
  expect((await prepared.read(at('a.flac'))).tags?.title).toBe('Blue')
}, 30_000)

describe('the tag reader', () => {
  it('reads what a file says of itself', async () => {
    const file = join(folder, 'a.flac')
    const comments = [
      ['TITLE', 'Blue\u202e sky'],
      ['ARTIST', 'Ann'],
      ['ALBUM', 'All'],
      ['ALBUMARTIST', 'Various'],
      ['GENRE', 'Folk'],
      ['GENRE', 'Waltz'],
      ['DATE', '1999-05-01'],
      ['TRACKNUMBER', '7'],
      ['LICENSE', 'CC0-1.0'],
      ['REPLAYGAIN_TRACK_GAIN', '-6.50 dB'],
      ['REPLAYGAIN_ALBUM_GAIN', '-5.25 dB'],
      ['CUESHEET', `TITLE "All"\r\n${'REM\n'.repeat(20_000)}`],
    ] as const
    await writeFile(file, await toneFile(440, comments))
    reader = openTagReader(log)
    expect(await reader.read(at('a.flac'))).toStrictEqual({
      tags: {
        ...tagsFrom({ native: {} }),
        ...{ container: 'FLAC', codec: 'FLAC', durationMs: 100, title: 'Blue sky', artist: 'Ann', artists: ['Ann'] },
        ...{ album: 'All', albumArtist: 'Various', albumArtists: ['Various'], genres: ['Folk', 'Waltz'], year: 1999 },
        ...{ trackNumber: 7, licence: 'CC0-1.0', replayGainTrackDb: -6.5, replayGainAlbumDb: -5.25 },
      },
      why: '',
      cueSheet: `TITLE "All"\r\n${'REM\n'.repeat(20_000)}`.slice(0, 65_536),
    })
  })

  it('answers that there are no tags, and why, for a file that is no music', async () => {
    const file = join(folder, 'a.dsf')
    await writeFile(file, 'no music at all')
    reader = openTagReader(log)
    const { tags, why } = await reader.read(at('a.dsf'))
    expect([tags, why === '']).toStrictEqual([null, false])
  })

  it('gives up a file on which the parser hangs, dies or lies, and goes on', async () => {
    reader = openTagReader(log, hanging, { answerMs: 3_000 })
    const files = ['hangs', 'a', 'ends', 'b', 'lies', 'c']
    expect(await Promise.all(files.map(async (path) => reader?.read(at(path))))).toStrictEqual([
      { tags: null, why: 'no answer within 3 s' },
      { tags: null, why: 'answered a' },
      { tags: null, why: 'its reader ended twice (exit code 1)' },
      { tags: null, why: 'answered b' },
      { tags: null, why: expect.stringMatching(/expected object/) as string },
      { tags: null, why: 'answered c' },
    ])
  })

  it('gives up a file on which the parser fills its memory', async () => {
    reader = openTagReader(log, hanging, { answerMs: 50_000 })
    const { why } = await reader.read(at('grows'))
    expect(why).toBe('its reader took more memory than 256 MiB')
  })

  it('answers also when it is closed meanwhile', async () => {
    const closing = openTagReader(log, hanging, { answerMs: 50_000 })
    const answers = ['hangs', 'hangs', 'a'].map((path) => closing.read(at(path)))
    await closing.close()
    const closed = { tags: null, why: 'The sandboxed processes were closed.' }
    expect(await Promise.all(answers)).toStrictEqual([closed, closed, closed])
  })

  it('answers for files of 8 GiB that claim pieces of 4 GiB, within the memory of its processes and of this one', async () => {
    reader = openTagReader(log, undefined, { answerMs: 2_000 })
    const before = process.memoryUsage.rss()
    const children = watchMemory('children')
    const unexplained: string[] = []
    for (const name of SPARSE_NAMES) {
      writeSparse(join(folder, name), name)
      const { tags, why } = await reader.read(at(name))
      if (tags === null && (why === '' || why.startsWith('its reader'))) unexplained.push(`${name}: ${why}`)
      await rm(join(folder, name))
    }
    expect(unexplained).toStrictEqual([])
    expect((await children.stop()) * 2 ** 20).toBeLessThan(RESIDENT_BYTES)
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 27)
  })
})
