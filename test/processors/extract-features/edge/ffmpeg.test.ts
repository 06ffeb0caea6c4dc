import { chmod, mkdir, open, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { argumentsFor } from '../../../../processors/extract-features/edge/ffmpeg.ts'
import { findFfmpeg } from '../../../../processors/shared/ffmpeg/find-ffmpeg.ts'
import type { Ffmpeg } from '../../../../processors/shared/ffmpeg/find-ffmpeg.ts'
import { analyseFile } from '../../../../processors/extract-features/edge/analyse-file.ts'
import type { TimeSpan } from '../../../../processors/extract-features/part-of-file.ts'
import { rearranged, rearrangement } from '../../../../processors/shared/ffmpeg/mp4-source.ts'
import { sine, wav } from '../../../support/audio.ts'
import { madeByFfmpeg } from '../../../support/ffmpeg.ts'
import { ownFolder } from './folder.ts'

const RATE_HZ = 44_100
const found = await findFfmpeg(process.env['PATH'] ?? '')
const LIMITS = { startMs: null, endMs: null, longestMs: 60_000, answerMs: 5_000, residentBytes: 2 ** 29 }

async function analysedThrough(ffmpeg: Ffmpeg | null, name: string, bytes: Uint8Array, part: Partial<TimeSpan> = {}) {
  const library = await ownFolder()
  await writeFile(join(library, name), bytes)
  return analyseFile({ library, path: name, ...LIMITS, ffmpeg, kernel: 'wasm', ...part }, () => undefined)
}

/** A program of this name in a folder of its own. */
async function program(name: string, script: string): Promise<string> {
  const folder = await ownFolder()
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`)
  await chmod(join(folder, name), 0o755)
  return folder
}

describe('finding ffmpeg', () => {
  it('takes the first on the PATH that says its version', async () => {
    const silent = await program('ffmpeg', 'exit 1')
    const first = await program('ffmpeg', 'echo ffmpeg version 9.1-x Copyright')
    const second = await program('ffmpeg', 'echo ffmpeg version 3 Copyright')
    expect(await findFfmpeg([silent, 'relative', first, second].join(delimiter))).toStrictEqual({
      path: join(first, 'ffmpeg'),
      name: 'ffmpeg 9.1-x',
    })
  })

  it('finds none', async () => {
    const folder = await ownFolder()
    await mkdir(join(folder, 'ffmpeg'))
    expect(await findFfmpeg(`${folder}${delimiter}${delimiter}/nowhere`)).toBeNull()
  })
})

describe('what ffmpeg is told', () => {
  it('is how to read a pipe and nothing else, whatever the file', () => {
    const told = argumentsFor('mov', { ...LIMITS, cpuSeconds: 1 }).join(' ')
    expect(told).toMatch(/^-nostdin .*-max_alloc 134217728 -protocol_whitelist pipe -f mov -i pipe:0 .* pipe:1$/)
  })
})

describe.skipIf(found === null)('a file through ffmpeg (needs an ffmpeg on the PATH)', () => {
  const audio = wav([sine(2 * RATE_HZ, 440, RATE_HZ, 0.4), sine(2 * RATE_HZ, 5_000, RATE_HZ, 0.1)], RATE_HZ)

  it.each([
    ['ALAC', ['-c:a', 'alac', 'a.m4a']],
    ['ALAC, its index in front', ['-c:a', 'alac', '-movflags', '+faststart', 'a.m4a']],
    ['FLAC in Matroska', ['-c:a', 'flac', 'a.mka']],
    ['True Audio', ['a.tta']],
    ['Wave64', ['a.w64']],
  ])('is heard exactly, if it is lossless: %s', async (_, options) => {
    const expected = await analysedThrough(found, 'a.wav', audio)
    const heard = await analysedThrough(found, 'a', await madeByFfmpeg(found, audio, options))
    expect({ ...heard, contentHash: '' }).toStrictEqual({ ...expected, contentHash: '' })
    expect(heard).toMatchObject({ ok: true, decoder: found?.name, channels: 2, durationMs: 2_000 })
  })

  it('is heard in part, and hashed as a whole', async () => {
    const file = await madeByFfmpeg(found, audio, ['-c:a', 'alac', 'a.m4a'])
    const whole = await analysedThrough(found, 'a', file)
    const first = await analysedThrough(found, 'a', file, { endMs: 500 })
    const second = await analysedThrough(found, 'a', file, { startMs: 500, endMs: 1_250 })
    expect([first, second]).toMatchObject([{ durationMs: 500 }, { durationMs: 750 }])
    expect([first, second].map((each) => each.ok && each.contentHash)).toStrictEqual([whole, whole].map((each) => each.ok && each.contentHash)) // prettier-ignore
  })

  it.each([
    ['AAC', ['-c:a', 'aac', '-b:a', '256k', 'a.m4a']],
    ['AAC without a container', ['-c:a', 'aac', '-b:a', '256k', 'a.aac']],
    ['Windows Media Audio', ['-b:a', '256k', 'a.wma']],
    ['AC-3', ['-b:a', '448k', 'a.ac3']],
  ])('is heard nearly, if it is not: %s', async (_, options) => {
    const heard = await analysedThrough(found, 'a', await madeByFfmpeg(found, audio, options))
    const expected = await analysedThrough(null, 'a.wav', audio)
    if (!heard.ok || !expected.ok) throw new Error(heard.ok ? '' : heard.message)
    expect(Math.abs(heard.loudnessDb - expected.loudnessDb)).toBeLessThan(0.5)
    expect(Math.abs(heard.durationMs - expected.durationMs)).toBeLessThan(100)
  })

  it.each([
    ['garbage', Buffer.alloc(50_000, 'wide')],
    ['nothing', Buffer.alloc(0)],
    ['a playlist', Buffer.from('#EXTM3U\nfile:///etc/passwd\nhttp://127.0.0.1:9/\n')],
  ])('is told: an MP4 file with %s in it', async (_, rest) => {
    const head = Buffer.from('\0\0\0\x10ftypM4A \0\0\0\0', 'latin1')
    expect(await analysedThrough(found, 'a.m4a', Buffer.concat([head, rest]))).toStrictEqual({
      ok: false,
      code: 'undecodable-audio',
      message: `"a.m4a" holds no sound that ${found?.name ?? ''} can decode. It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.`,
    })
  })

  it('is not tried when it is no sound: ffmpeg is not asked to find out what it is', async () => {
    expect(await analysedThrough(found, 'a.mp3', Buffer.from('#EXTM3U\nfile:///etc/passwd\n'))).toMatchObject({
      code: 'unsupported-format',
    })
  })
})

describe('an MP4 file whose index stands behind its sound', () => {
  const box = (type: string, content: Buffer) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(8 + content.length)
    head.write(type, 4, 'latin1')
    return Buffer.concat([head, content])
  }
  const table = (type: string, content: Buffer) =>
    box('moov', box('trak', box('mdia', box('minf', box('stbl', box(type, content))))))

  async function piped(bytes: Buffer, chunkBytes: number): Promise<Buffer> {
    const path = join(await ownFolder(), 'a.m4a')
    await writeFile(path, bytes)
    const file = await open(path)
    try {
      const change = await rearrangement(file)
      if (change === null) return bytes
      const parts: Uint8Array[] = []
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        parts.push(...rearranged(bytes.subarray(at, at + chunkBytes), at, change))
      }
      return Buffer.concat(parts)
    } finally {
      await file.close()
    }
  }

  const [ftyp, mdat, free] = [
    box('ftyp', Buffer.alloc(8)),
    box('mdat', Buffer.alloc(50, 1)),
    box('free', Buffer.alloc(9)),
  ]
  const [stco, moved] = [Buffer.alloc(12), Buffer.alloc(12)]
  stco.writeUInt32BE(1, 4)
  moved.writeUInt32BE(1, 4)
  stco.writeUInt32BE(24, 8)
  moved.writeUInt32BE(24 + table('stco', stco).length, 8)

  it.each([1, 7, 16, 1_000])('is sent with its index first, in chunks of %i bytes', async (chunkBytes) => {
    const sent = await piped(Buffer.concat([ftyp, mdat, table('stco', stco), free]), chunkBytes)
    expect(sent).toStrictEqual(Buffer.concat([ftyp, table('stco', moved), mdat, free]))
  })

  it('is moved in tables of 64 bits too', async () => {
    const large = Buffer.alloc(16)
    large.writeUInt32BE(1, 4)
    large.writeBigUInt64BE(24n, 8)
    const after = Buffer.from(large)
    after.writeBigUInt64BE(24n + BigInt(table('co64', large).length), 8)
    const sent = await piped(Buffer.concat([ftyp, mdat, table('co64', large)]), 1_000)
    expect(sent).toStrictEqual(Buffer.concat([ftyp, table('co64', after), mdat]))
  })

  it.each([
    ['has it in front', Buffer.concat([ftyp, table('stco', stco), mdat])],
    ['has none', Buffer.concat([ftyp, mdat])],
    ['has boxes that lie', Buffer.concat([ftyp, Buffer.from('\xff\xff\xff\xffmoov', 'latin1'), mdat])],
    ['has a box without length', Buffer.concat([ftyp, Buffer.from('\0\0\0\x02mdat', 'latin1'), mdat])],
  ])('is sent as it is when it %s', async (_, bytes) => {
    expect(await piped(bytes, 10)).toStrictEqual(bytes)
  })

  it('has a table that says more than it holds: what it holds is moved', async () => {
    const lying = Buffer.from(stco)
    lying.writeUInt32BE(0xffff_ffff, 4)
    const after = Buffer.from(moved)
    after.writeUInt32BE(0xffff_ffff, 4)
    const sent = await piped(Buffer.concat([ftyp, mdat, table('stco', lying)]), 1_000)
    expect(sent).toStrictEqual(Buffer.concat([ftyp, table('stco', after), mdat]))
  })
})
