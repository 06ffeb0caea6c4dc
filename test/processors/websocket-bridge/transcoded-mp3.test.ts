import { expect, test } from 'vitest'
import { firstMpegFrame } from '../../../processors/shared/formats/mpeg-header.ts'
import { FRAME_BYTES, mp3Bytes, mp3Command, silentFrame } from '../../../processors/websocket-bridge/transcoded-mp3.ts'

test('the length of an MP3 follows from its duration, in whole frames', () => {
  expect(FRAME_BYTES).toBe(768)
  expect([mp3Bytes(0), mp3Bytes(24), mp3Bytes(25)]).toStrictEqual([2 * 768, 3 * 768, 4 * 768])
  expect(mp3Bytes(240_000)).toBe(10_002 * 768)
})

test('a silent frame is a frame', () => {
  const frame = silentFrame()
  expect(firstMpegFrame(Buffer.concat([frame, frame, frame]))).toMatchObject({ channels: 2 })
})

test('no argument of ffmpeg is of the file, and it can open nothing but its pipes', () => {
  const [program, ...args] = mp3Command({ path: '/usr/bin/ffmpeg', name: 'ffmpeg 7' }, 'wv', {
    startMs: null,
    endMs: null,
  })
  expect([program, args.filter((arg) => arg.includes('/'))]).toStrictEqual(['/usr/bin/ffmpeg', []])
  expect(args.join(' ')).toContain('-protocol_whitelist pipe -f wv -i pipe:0')
})

test('of a part ffmpeg is told the times, as numbers', () => {
  const told = (startMs: number | null, endMs: number | null) =>
    mp3Command({ path: '/usr/bin/ffmpeg', name: 'ffmpeg 7' }, 'wv', { startMs, endMs })
      .join(' ')
      .replace(/.* -map_metadata -1 (.*)-threads.*/, '$1')
  expect([told(null, null), told(0, 60_013), told(60_013, 90_000), told(90_000, null)]).toStrictEqual([
    '',
    '-t 60.013 ',
    '-ss 60.013 -t 29.987 ',
    '-ss 90.000 ',
  ])
})
