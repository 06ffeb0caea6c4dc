import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDecoder } from '../../../processors/extract-features/edge/decoders.ts'
import { findFfmpeg } from '../../../processors/shared/ffmpeg/find-ffmpeg.ts'
import { mp3Bytes } from '../../../processors/websocket-bridge/transcoded-mp3.ts'
import type { AudioReference } from '../../../schemas/generated.ts'
import { aiff, flac, sine } from '../../support/audio.ts'
import { addTracks, startRig } from './bridge-rig.ts'
import type { Rig } from './bridge-rig.ts'
import { idOf, reference } from './fixtures.ts'

const ffmpeg = await findFfmpeg(process.env['PATH'] ?? '')
const tone = sine(44_100, 440, 44_100)
const path = `/api/tracks/${idOf('a')}/audio?as=playable`

function addFile(
  rig: Rig,
  name: string,
  bytes: Uint8Array,
  durationMs: number | null = 1_000,
  part: Partial<AudioReference> = {},
): void {
  writeFileSync(join(rig.musicFolder, name), bytes)
  const modifiedAt = Math.floor(statSync(join(rig.musicFolder, name)).mtimeMs)
  addTracks(rig, [reference('a', { path: name, sizeBytes: bytes.length, modifiedAt, durationMs, ...part })])
}

test('AIFF is WAV to a browser, whole and in parts, without ffmpeg', async () => {
  const rig = await startRig()
  addFile(rig, 'a.aiff', aiff([tone, tone], 44_100))
  const whole = await rig.ask('GET', path)
  expect([whole.status, whole.headers['content-type'], whole.headers['content-length']]).toStrictEqual([
    200,
    'audio/wav',
    String(44 + 4 * 44_100),
  ])
  expect(whole.body.toString('latin1', 0, 4)).toBe('RIFF')
  for (const [first, last] of [
    [0, 10],
    [40, 47],
    [45, 45],
    [70_001, 150_002],
    [176_440, 176_443],
  ] as const) {
    const part = await rig.ask('GET', path, { range: `bytes=${first}-${last}` })
    expect([
      part.status,
      part.headers['content-range'],
      part.body.equals(whole.body.subarray(first, last + 1)),
    ]).toStrictEqual([206, `bytes ${first}-${last}/${whole.body.length}`, true])
  }
  const again = await rig.ask('GET', path, { 'if-none-match': whole.headers.etag })
  const asItIs = await rig.ask('HEAD', path.split('?')[0] ?? '')
  expect([again.status, asItIs.headers['content-type'], asItIs.headers.etag === whole.headers.etag]).toStrictEqual([
    304,
    'audio/ogg',
    false,
  ])
})

/** ID3v2.4: its length is in four bytes of seven bits. */
const largeTag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\x20\0\0', 'latin1'), Buffer.alloc(0x20 << 14)])

test.each<[string, Uint8Array, number | null, string]>([
  ['what takes ffmpeg', Buffer.from('wvpk and more'), 1_000, 'needs-ffmpeg'],
  [
    'what takes ffmpeg behind a large cover',
    Buffer.concat([largeTag, Buffer.from('wvpk and more')]),
    1_000,
    'needs-ffmpeg',
  ],
  ['no audio', Buffer.from('no audio at all'), 1_000, 'undecodable'],
  ['an unknown length', Buffer.from('wvpk and more'), null, 'undecodable'],
])('without ffmpeg, %s is a problem', async (_, bytes, durationMs, code) => {
  const rig = await startRig()
  addFile(rig, 'a.wv', bytes, durationMs)
  expect((await rig.ask('GET', path)).json()).toMatchObject({ code })
})

test('another form is refused', async () => {
  const rig = await startRig()
  addFile(rig, 'a.wv', Buffer.from('wvpk'))
  expect((await rig.ask('GET', path.replace('playable', 'wav'))).json()).toMatchObject({ code: 'bad-query' })
})

test.skipIf(ffmpeg === null)('anything else is MP3, whose end can be had first', async () => {
  const rig = await startRig(ffmpeg === null ? {} : { ffmpeg })
  addFile(rig, 'a.flac', await flac([tone, tone], 44_100))
  const bytes = mp3Bytes(1_000)
  const end = await rig.ask('GET', path, { range: 'bytes=-768' })
  const whole = await rig.ask('GET', path)
  expect([end.status, end.headers['content-range'], whole.headers['content-type'], whole.body.length]).toStrictEqual([
    206,
    `bytes ${bytes - 768}-${bytes - 1}/${bytes}`,
    'audio/mpeg',
    bytes,
  ])
  expect(whole.body.subarray(-768).equals(end.body)).toBe(true)
})

test('a part of an AIFF file is by itself as WAV, and as it is with the others', async () => {
  const rig = await startRig()
  const bytes = aiff([tone, tone], 44_100)
  addFile(rig, 'a.aiff', bytes)
  const whole = await rig.ask('GET', path)
  addFile(rig, 'a.aiff', bytes, 250, { startMs: 500, endMs: 750 })
  const part = await rig.ask('GET', path)
  const [first, last] = [44 + 4 * 22_050, 44 + 4 * 33_075]
  expect(part.body.subarray(44).equals(whole.body.subarray(first, last))).toBe(true)
  expect([part.body.readUInt32LE(40), part.headers.etag === whole.headers.etag]).toStrictEqual([last - first, false])
  expect((await rig.ask('GET', path.split('?')[0] ?? '')).body.equals(bytes)).toBe(true)
  addFile(rig, 'a.aiff', bytes, 500, { startMs: 500 })
  expect((await rig.ask('GET', path)).body.length).toBe(44 + 4 * 22_050)
})

test.skipIf(ffmpeg === null)('a part of anything else is by itself as MP3', async () => {
  const rig = await startRig(ffmpeg === null ? {} : { ffmpeg })
  const silent = new Float32Array(44_100)
  const halves = Float32Array.from([...silent, ...tone])
  const bytes = await flac([halves, halves], 44_100)
  const levels: number[] = []
  for (const part of [{ endMs: 1_000 }, { startMs: 1_000 }, { startMs: 250, endMs: 750 }]) {
    addFile(rig, 'a.flac', bytes, 1_000, part)
    const { body } = await rig.ask('GET', path)
    expect(body.length).toBe(mp3Bytes(1_000))
    const decoder = await openDecoder('mp3')
    const [samples = new Float32Array()] = decoder.decode(body).channelData
    // What the encoder adds in front may be silent.
    levels.push(Math.max(...samples.subarray(4_800, 24_000)))
    decoder.free()
  }
  expect(levels.map((level) => level > 0.1)).toStrictEqual([false, true, false])
})
