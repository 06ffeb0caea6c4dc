import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isWithoutVideo } from '../../../../processors/scan-library/edge/without-video.ts'

const box = (type: string, ...inside: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(inside)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
const track = (handler: string) =>
  box('trak', box('tkhd', Buffer.alloc(20)), box('mdia', box('hdlr', Buffer.alloc(8), Buffer.from(handler))))
const mp4 = (...handlers: readonly string[]) =>
  Buffer.concat([
    box('ftyp', Buffer.from('isom0000')),
    box('mdat', Buffer.alloc(900)),
    box('moov', box('mvhd', Buffer.alloc(100)), ...handlers.map(track)),
  ])

test.each<[string, Buffer, boolean]>([
  ['sound.mp4', mp4('soun'), true],
  ['book with chapters.mp4', mp4('soun', 'text'), true],
  ['video.mp4', mp4('vide', 'soun'), false],
  ['silent.mp4', mp4('vide'), false],
  ['index to come.mp4', box('ftyp', Buffer.from('isom0000')), false],
  ['no.mp4', Buffer.from('no MP4 at all, whatever its name says'), false],
  ['empty.mp4', Buffer.alloc(0), false],
  ['music.m4a', Buffer.from('not looked into'), true],
])('%s', async (name, bytes, expected) => {
  const library = mkdtempSync(join(tmpdir(), 'slipstream-video-'))
  onTestFinished(() => rmSync(library, { recursive: true }))
  writeFileSync(join(library, name), bytes)
  const status = statSync(join(library, name))
  expect(await isWithoutVideo(library, name, status)).toBe(expected)
  writeFileSync(join(library, name), '')
  // What looks as it did is not looked into again.
  expect(await isWithoutVideo(library, name, status)).toBe(expected)
})
