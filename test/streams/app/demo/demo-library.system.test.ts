import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import decode from '@audio/decode-flac'
import { parseFile } from 'music-metadata'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demoTracks, play } from '../../../../streams/app/demo/catalogue.ts'
import { makeDemoLibrary } from '../../../../streams/app/demo/demo-library.ts'

/** Of 16 bits, for encoder and decoder alike. */
const FULL_SCALE = 32_767

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-demo-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const tracks = demoTracks.filter(({ style, trackNumber }) => style === 'chiptune' && trackNumber === 1)
const [track, other] = tracks
if (track === undefined || other === undefined) throw new Error('There are two such tracks.')

async function make(wanted = tracks): Promise<readonly (readonly [number, number, string])[]> {
  const reports: (readonly [number, number, string])[] = []
  await makeDemoLibrary(folder, (...report) => reports.push(report), { tracks: wanted })
  return reports
}
/** Of the channel as 16-bit samples. */
const pcmHash = (channel: Float32Array) =>
  createHash('sha256')
    .update(new Uint8Array(Int16Array.from(channel, (value) => Math.round(value * FULL_SCALE)).buffer))
    .digest('hex')
const hashOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(join(folder, path)))
    .digest('hex')
const names = async () => (await readdir(folder)).sort()

describe('the making of the demo library', { timeout: 120_000 }, () => {
  it('writes tagged FLAC files that hold exactly the music, tells of each, and does nothing the second time', async () => {
    const reports = await make([track])
    const { common, format } = await parseFile(join(folder, track.path))
    const { left, right } = play(track)
    expect({
      reports,
      again: await make([track]),
      tags: [common.title, common.artist, common.album, common.albumartist, common.genre, common.year, common.license],
      number: common.track.no,
      format: [format.container, format.sampleRate, format.bitsPerSample, format.numberOfChannels, format.duration],
      names: await names(),
    }).toStrictEqual({
      reports: [[1, 1, track.title]],
      again: [],
      tags: [track.title, track.artist, track.album, track.artist, [track.genre], track.year, 'CC0-1.0'],
      number: track.trackNumber,
      format: ['FLAC', 44_100, 16, 2, left.length / 44_100],
      names: ['.demo-version', track.artist],
    })
    const { channelData } = await decode(await readFile(join(folder, track.path)))
    expect(channelData.map(pcmHash)).toStrictEqual([left, right].map(pcmHash))
  })

  it('goes on where it was interrupted, with the same bytes, and clears away what was left behind', async () => {
    await make()
    const hashes = await Promise.all(tracks.map(({ path }) => hashOf(path)))
    await rm(join(folder, other.path))
    await writeFile(join(folder, '.making-1-1'), 'half a track')
    await utimes(join(folder, '.making-1-1'), 1, 1)
    expect({
      reports: await make(),
      hashes: await Promise.all(tracks.map(({ path }) => hashOf(path))),
      names: await names(),
    }).toStrictEqual({
      reports: [[2, 2, other.title]],
      hashes,
      names: ['.demo-version', track.artist, other.artist].sort(),
    })
  })

  it('replaces tracks of another version, and leaves what is not its own', async () => {
    await make([track])
    const hash = await hashOf(track.path)
    await writeFile(join(folder, '.demo-version'), '0\n')
    await writeFile(join(folder, track.path), 'an older version')
    await writeFile(join(folder, 'mine.flac'), 'mine')
    expect([
      await make([track]),
      await hashOf(track.path),
      await readFile(join(folder, 'mine.flac'), 'utf8'),
    ]).toStrictEqual([[[1, 1, track.title]], hash, 'mine'])
  })

  it('says what to do when a track cannot be written', async () => {
    await writeFile(join(folder, track.artist), 'in the way')
    await expect(make([track])).rejects.toThrow(
      /^The demo track "Cloud Level" could not be made in .*ENOTDIR.*Make room on the disk/,
    )
  })

  it('ends when asked to stop', async () => {
    const stop = new AbortController()
    const made = makeDemoLibrary(folder, () => undefined, { tracks, signal: stop.signal })
    const ended = expect(made).rejects.toThrow('aborted')
    stop.abort()
    await ended
  })
})
