import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTagReader } from '../../../../processors/scan-library/edge/tag-reader.ts'
import type { TagReader } from '../../../../processors/scan-library/edge/tag-reader.ts'
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

const SLOW = { timeout: 60_000 }
const hanging = new URL('./hanging-worker.ts', import.meta.url)

describe('the tag reader', SLOW, () => {
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
    ] as const
    await writeFile(file, await toneFile(440, comments))
    reader = openTagReader()
    expect(await reader.read(file)).toStrictEqual({
      tags: {
        container: 'FLAC',
        codec: 'FLAC',
        durationMs: 100,
        title: 'Blue sky',
        artist: 'Ann',
        album: 'All',
        albumArtist: 'Various',
        genres: ['Folk', 'Waltz'],
        year: 1999,
        trackNumber: 7,
        licence: 'CC0-1.0',
        replayGainTrackDb: -6.5,
        replayGainAlbumDb: -5.25,
        hasArt: false,
      },
      why: '',
    })
  })

  it('answers that there are no tags, and why, for a file that is no music', async () => {
    const file = join(folder, 'a.dsf')
    await writeFile(file, 'no music at all')
    reader = openTagReader()
    const { tags, why } = await reader.read(file)
    expect([tags, why === '']).toStrictEqual([null, false])
  })

  it('gives up a file on which the parser hangs or dies, and goes on', async () => {
    reader = openTagReader(hanging, 3_000)
    const files = ['hangs', 'a', 'ends', 'b', 'c']
    expect(await Promise.all(files.map(async (file) => reader?.read(file)))).toStrictEqual([
      { tags: null, why: 'no answer within 3 s' },
      { tags: null, why: 'answered a' },
      { tags: null, why: 'worker exited with code: 1' },
      { tags: null, why: 'answered b' },
      { tags: null, why: 'answered c' },
    ])
  })

  it('gives up a file on which the parser fills its memory', async () => {
    reader = openTagReader(hanging, 50_000)
    const { why } = await reader.read('grows')
    expect(why).toMatch(/memory/)
  })

  it('answers also when it is closed meanwhile', async () => {
    const closing = openTagReader(hanging, 50_000)
    const answers = ['hangs', 'hangs', 'a'].map((file) => closing.read(file))
    await closing.close()
    expect(await Promise.all(answers)).toStrictEqual([
      { tags: null, why: 'the workers were stopped' },
      { tags: null, why: 'the workers were stopped' },
      { tags: null, why: 'the workers were stopped' },
    ])
  })
})
