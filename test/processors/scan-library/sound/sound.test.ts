import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import type { ByteSource } from '../../../../processors/scan-library/sound/byte-source.ts'
import { soundOf } from '../../../../processors/scan-library/sound/sound.ts'

// A tenth of a second, written by ffmpeg 9.0 ("plain"), tagged by mutagen 1.47 with a long comment and a cover ("tagged"),
// and remuxed by `ffmpeg -c copy` with other tags ("remuxed").
const FOLDER = join(import.meta.dirname, 'retagged')
const NAMES = readdirSync(FOLDER)
const FORMATS = NAMES.filter((name) => name.startsWith('plain.')).map((name) => name.slice('plain.'.length))
const fileOf = (name: string) => readFileSync(join(FOLDER, name))

function sourceOf(bytes: Buffer): ByteSource & { reads: number } {
  const source = {
    size: bytes.length,
    reads: 0,
    read(start: number, length: number) {
      source.reads += 1
      return Promise.resolve(Buffer.from(bytes.subarray(start, start + length)))
    },
  }
  return source
}

async function soundBytes(file: Buffer): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const { start, end } of soundOf(sourceOf(file))) parts.push(file.subarray(start, end))
  return Buffer.concat(parts)
}

async function hashOf(file: Buffer): Promise<string> {
  return createHash('sha256')
    .update(await soundBytes(file))
    .digest('hex')
}

describe('the sound of a file', () => {
  it('is known of every format that ffmpeg and taggers were asked for', () => {
    expect(FORMATS.toSorted()).toStrictEqual(['24bit.wav', 'aac', 'aiff', 'flac', 'm4a', 'mka', 'mp3', 'oga', 'ogg', 'opus', 'wav', 'wv']) // prettier-ignore
    expect(NAMES.filter((name) => name.startsWith('tagged.'))).toHaveLength(FORMATS.length - 1)
  })

  it.each(FORMATS)('stays the same when tags change and when it is remuxed: %s', async (format) => {
    const plain = fileOf(`plain.${format}`)
    const others = NAMES.filter(
      (name) => name.endsWith(`.${format}`) && name.indexOf('.') === name.indexOf(`.${format}`),
    )
    const hashes = await Promise.all(others.map(async (name) => hashOf(fileOf(name))))
    expect(hashes.length).toBeGreaterThan(1)
    expect(new Set(hashes)).toStrictEqual(new Set([await hashOf(plain)]))
    expect((await soundBytes(plain)).length).toBeGreaterThan(plain.length / 20)
  })

  it.each(FORMATS)('is another when one byte of it is another: %s', async (format) => {
    const plain = fileOf(`plain.${format}`)
    const sound = await soundBytes(plain)
    const at = plain.indexOf(sound.subarray(-24, -8))
    expect(at).toBeGreaterThan(0)
    const changed = Buffer.from(plain)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    expect(await hashOf(changed)).not.toBe(await hashOf(plain))
  })

  it.each(FORMATS)('is another when the file was cut off: %s', async (format) => {
    const plain = fileOf(`plain.${format}`)
    const sound = await soundBytes(plain)
    const end = plain.indexOf(sound.subarray(-16)) + 8
    expect(await hashOf(plain.subarray(0, end))).not.toBe(await hashOf(plain))
  })

  it('is the whole file where nothing else is known', async () => {
    const text = Buffer.from('no music at all')
    expect(await soundBytes(text)).toStrictEqual(text)
    expect(await soundBytes(Buffer.alloc(0))).toHaveLength(0)
  })

  it('is found in a bounded number of reads, inside the file, whatever the bytes say', async () => {
    const random = mulberry32(11)
    for (const name of NAMES) {
      for (let round = 0; round < 60; round += 1) {
        const file = Buffer.from(fileOf(name))
        const edits = 1 + Math.floor(random() * 8)
        for (let i = 0; i < edits; i += 1) {
          const near = random() < 0.5 ? Math.min(400, file.length) : file.length
          file.writeUInt8(random() < 0.3 ? 255 : Math.floor(random() * 256), Math.floor(random() * near))
        }
        const source = sourceOf(file)
        let ranges = 0
        for await (const { start, end } of soundOf(source)) {
          ranges += 1
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(file.length)
        }
        expect(ranges).toBeGreaterThan(0)
        expect(source.reads).toBeLessThan(file.length)
      }
    }
  })

  it('is found at once when a table of an MP4 file claims billions of samples', async () => {
    // Added up one by one they took half a minute, in which nothing else was done.
    const file = Buffer.from(fileOf('plain.m4a'))
    file.writeUInt32BE(0xffffffff, file.indexOf('stsz') + 12)
    file.writeUInt32BE(0xffffffff, file.indexOf('stsc') + 16)
    expect((await soundBytes(file)).length).toBeGreaterThan(0)
  })

  it('is looked for behind a hundred tags, and no more', async () => {
    const tag = Buffer.alloc(128)
    tag.write('TAG')
    const empty = Buffer.from('ID3\u0004\0\0\0\0\0\0', 'latin1')
    for (const repeated of [tag, empty]) {
      const source = sourceOf(Buffer.concat(Array<Buffer>(20_000).fill(repeated)))
      for await (const { end } of soundOf(source)) expect(end).toBeLessThanOrEqual(source.size)
      expect(source.reads).toBeLessThan(1_000)
    }
  })
})
