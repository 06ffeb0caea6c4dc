import { chmodSync, existsSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findFfmpeg } from '../../../../processors/shared/ffmpeg/find-ffmpeg.ts'
import type { Ffmpeg } from '../../../../processors/shared/ffmpeg/find-ffmpeg.ts'
import { openDiskCache } from '../../../../processors/websocket-bridge/edge/disk-cache.ts'
import { openTranscoder } from '../../../../processors/websocket-bridge/edge/transcoder.ts'
import type { TranscodedFile } from '../../../../processors/websocket-bridge/edge/transcoder.ts'
import { FRAME_BYTES, mp3Bytes } from '../../../../processors/websocket-bridge/transcoded-mp3.ts'
import { aiff, sine } from '../../../support/audio.ts'
import { temporaryFolder } from '../bridge-rig.ts'

const found = await findFfmpeg(process.env['PATH'] ?? '')

/** A program that stands for ffmpeg where it matters how it runs, not what it makes. */
function program(script: string): Ffmpeg {
  const path = join(temporaryFolder(), 'ffmpeg')
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return { path, name: 'ffmpeg 0' }
}

async function transcoderBy(ffmpeg: Ffmpeg | null, bytes: Uint8Array = Buffer.alloc(100_000)) {
  const folder = temporaryFolder()
  const source = join(temporaryFolder(), 'source')
  writeFileSync(source, bytes)
  const transcoder = openTranscoder(Promise.resolve(ffmpeg), await openDiskCache(folder, 2 ** 24))
  onTestFinished(() => transcoder.close())
  const ask = (name: string, durationMs = 1_000) =>
    transcoder.transcoded({
      name,
      demuxer: 'aiff',
      part: { startMs: null, endMs: null },
      durationMs,
      open: () => open(source),
    })
  return { folder, transcoder, ask }
}

async function bytesOf(file: TranscodedFile, first = 0, last = file.sizeBytes - 1): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of file.read(first, last)) pieces.push(piece)
  } finally {
    file.close()
  }
  return Buffer.concat(pieces)
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('without ffmpeg nothing is made playable', async () => {
  const { ask } = await transcoderBy(null)
  await expect(ask('a')).rejects.toMatchObject({ details: { code: 'needs-ffmpeg', status: 501 } })
})

test('what is cut short by a limit is not taken for silence, and not kept', async () => {
  const killed = await transcoderBy(program(`cat > /dev/null; head -c 2000 /dev/zero; kill -9 $$`))
  await expect(bytesOf(await killed.ask('a'))).rejects.toThrow()
  expect(readdirSync(killed.folder)).not.toContain('a')
})

test('a file has the promised length, whatever ffmpeg makes of it, and is kept', async () => {
  const short = await transcoderBy(program(`cat > /dev/null; head -c 2000 /dev/zero | tr '\\0' 'a'`))
  const whole = await bytesOf(await short.ask('a'))
  expect([whole.length, whole.subarray(0, 2_000).equals(Buffer.alloc(2_000, 'a'))]).toStrictEqual([
    mp3Bytes(1_000),
    true,
  ])
  expect(whole.subarray(-FRAME_BYTES).toString('hex', 0, 4)).toBe('fffbd404')
  await until(() => existsSync(join(short.folder, 'a')))
  expect(readFileSync(join(short.folder, 'a')).equals(whole)).toBe(true)
  const long = await transcoderBy(program(`cat > /dev/null; head -c 900000 /dev/zero`))
  expect((await bytesOf(await long.ask('a'))).length).toBe(mp3Bytes(1_000))
})

test('bytes are read as soon as they are made, by several at once, of one ffmpeg', async () => {
  const marks = temporaryFolder()
  const slow = program(
    `echo x >> ${marks}/starts; head -c 1000 /dev/zero; while [ ! -e ${marks}/on ]; do sleep 0.02; done; head -c 40000 /dev/zero; cat > /dev/null`,
  )
  const { ask } = await transcoderBy(slow)
  const [one, other] = [await ask('a'), await ask('a')]
  expect((await bytesOf(one, 0, 999)).length).toBe(1_000)
  const end = bytesOf(other, mp3Bytes(1_000) - 10, mp3Bytes(1_000) - 1)
  writeFileSync(join(marks, 'on'), '')
  expect((await end).length).toBe(10)
  expect(readFileSync(join(marks, 'starts'), 'utf8')).toBe('x\n')
})

test('two run at once; one more is refused while both are heard, and takes the place of one that nobody hears', async () => {
  const { ask, folder, transcoder } = await transcoderBy(program('head -c 1000 /dev/zero; exec sleep 600'))
  const [a, b] = [await ask('a'), await ask('b')]
  await expect(ask('c')).rejects.toMatchObject({ details: { code: 'too-busy' } })
  a.close()
  expect((await bytesOf(await ask('c'), 0, 9)).length).toBe(10)
  b.close()
  await transcoder.close()
  await until(() => readdirSync(folder).length === 0)
})

test('however many ask at once, two run', async () => {
  const { ask, folder } = await transcoderBy(program('head -c 1000 /dev/zero; exec sleep 600'))
  const unread = [await ask('a'), await ask('b')]
  for (const file of unread) file.close()
  const asked = await Promise.allSettled(['c', 'd', 'e', 'f'].map((name) => ask(name)))
  expect(asked.map(({ status }) => status)).toStrictEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected'])
  await until(() => readdirSync(folder).length === 2)
  for (const each of asked) if (each.status === 'fulfilled') each.value.close()
})

test('a kept file that somebody has removed is made again', async () => {
  const { ask, folder } = await transcoderBy(program(`cat > /dev/null; head -c 2000 /dev/zero`))
  const whole = await bytesOf(await ask('a'))
  await until(() => existsSync(join(folder, 'a')))
  rmSync(join(folder, 'a'))
  expect((await bytesOf(await ask('a'))).equals(whole)).toBe(true)
})

test('what cannot be written opens no file, and what cannot be opened leaves none open', async () => {
  const folder = temporaryFolder()
  const opened: string[] = []
  const cache = await openDiskCache(join(folder, 'cache'), 2 ** 24)
  const transcoder = openTranscoder(Promise.resolve(program('cat')), cache)
  onTestFinished(() => transcoder.close())
  const ask = (name: string) =>
    transcoder.transcoded({
      ...{ name, demuxer: 'aiff', part: { startMs: null, endMs: null }, durationMs: 1_000 },
      open() {
        opened.push(name)
        return open(join(folder, 'nothing'))
      },
    })
  await expect(ask('gone')).rejects.toMatchObject({ details: { code: 'undecodable' } })
  await until(() => openFilesBelow(folder).length === 0)
  rmSync(join(folder, 'cache'), { recursive: true })
  await expect(ask('unwritable')).rejects.toMatchObject({ details: { code: 'undecodable' } })
  expect(opened).toStrictEqual(['gone'])
})

/** What of a folder this process has open; by /proc, which only Linux has. */
function openFilesBelow(folder: string): readonly string[] {
  if (!existsSync('/proc/self/fd')) return []
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(join('/proc/self/fd', descriptor))
      return path.startsWith(folder) ? [path] : []
    } catch {
      return [] // closed since
    }
  })
}

test('of what ffmpeg makes nothing nothing is sent', async () => {
  const { ask } = await transcoderBy(program('cat > /dev/null; exit 1'))
  await expect(ask('a')).rejects.toMatchObject({ details: { code: 'undecodable', status: 422 } })
})

test.skipIf(found === null)('ffmpeg makes frames of one length, as many as promised', async () => {
  const tone = sine(3 * 44_100, 440, 44_100)
  const { ask } = await transcoderBy(found, aiff([tone, tone], 44_100))
  const mp3 = await bytesOf(await ask('a', 3_000))
  expect(mp3.length).toBe(mp3Bytes(3_000))
  const headers = Array.from({ length: mp3.length / FRAME_BYTES }, (_, i) => mp3.readUInt16BE(i * FRAME_BYTES))
  expect(new Set(headers)).toStrictEqual(new Set([0xfffb]))
})
