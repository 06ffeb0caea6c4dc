import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { pictureHeader } from '../../../../processors/shared/pictures/picture-header.ts'
import { openDiskCache } from '../../../../processors/websocket-bridge/edge/disk-cache.ts'
import type { PictureSource } from '../../../../processors/websocket-bridge/edge/picture-sources.ts'
import { pictureReader } from '../../../../processors/websocket-bridge/edge/pictures.ts'
import type { PictureReader } from '../../../../processors/websocket-bridge/edge/pictures.ts'
import { picture, png } from '../../../support/pictures.ts'
import { writeSparse } from '../../../support/sparse-files.ts'
import { temporaryFolder } from '../bridge-rig.ts'

const NO_LOG = pino({ level: 'silent' })

async function readerIn(
  folder: string,
  onFailure: (error: unknown) => void = (error) => expect.unreachable(String(error)),
  triedAgainAfterMs?: number,
): Promise<PictureReader> {
  const pictures = pictureReader(NO_LOG, await openDiskCache(folder, 2 ** 20), onFailure, triedAgainAfterMs)
  onTestFinished(() => pictures.close())
  return pictures
}

const inFile = (library: string, path: string, version = path): PictureSource => ({
  ...{ library, path, version, isEmbedded: false },
})

test('so many covers may be waited for; one more is refused at once', async () => {
  const library = temporaryFolder()
  writeFileSync(join(library, 'a.ogg'), 'no cover')
  const pictures = await readerIn(temporaryFolder())
  const asked = Array.from({ length: 130 }, (_, n) => pictures.original(inFile(library, 'a.ogg', `${n}`)))
  const answers = await Promise.allSettled(asked)
  expect(answers.filter(({ status }) => status === 'fulfilled').length).toBe(100)
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ details: { code: 'too-busy' } })
})

test('a cover is made once, with the smaller ones, and outlives the process and the picture', async () => {
  const [library, folder] = [temporaryFolder(), temporaryFolder()]
  writeFileSync(join(library, 'cover.png'), png(400, 300))
  const source = inFile(library, 'cover.png')
  const [first, same] = await bothOf(await readerIn(folder), source)
  expect([first?.type, pictureHeader(first?.bytes ?? new Uint8Array())]).toStrictEqual([
    'image/jpeg',
    { type: 'image/jpeg', width: 160, height: 120 },
  ])
  expect(same).toStrictEqual(first)
  expect(readdirSync(folder).sort()).toStrictEqual(['cover.png-160', 'cover.png-64'])
  rmSync(join(library, 'cover.png'))
  const later = await readerIn(folder)
  const again = await later.cover(source, 160)
  expect(again && { ...again, bytes: Buffer.from(again.bytes) }).toStrictEqual(
    first && { ...first, bytes: Buffer.from(first.bytes) },
  )
  expect((await later.cover(source, 64))?.colour).toStrictEqual(first?.colour)
  expect(await later.cover({ ...source, version: 'next' }, 64)).toBeNull()
})

test('a cover is shown that cannot be kept', async () => {
  const [library, folder] = [temporaryFolder(), temporaryFolder()]
  writeFileSync(join(library, 'cover.png'), png(400, 300))
  const failures: unknown[] = []
  const pictures = await readerIn(folder, (error) => failures.push(error))
  rmSync(folder, { recursive: true })
  const source = inFile(library, 'cover.png')
  expect([(await pictures.cover(source, 64))?.type, (await pictures.cover(source, 64))?.type]).toStrictEqual([
    'image/jpeg',
    'image/jpeg',
  ])
  expect(failures.length).toBe(2)
})

const bothOf = (pictures: PictureReader, source: PictureSource) =>
  Promise.all([pictures.cover(source, 160), pictures.cover(source, 160)])

test('a picture whose pixels are damaged is none, and the next one is shown', async () => {
  const library = temporaryFolder()
  const whole = picture('jpeg')
  writeFileSync(join(library, 'damaged.png'), Buffer.concat([png(24, 16).subarray(0, 40), Buffer.alloc(400)]))
  writeFileSync(join(library, 'whole.jpg'), whole)
  const pictures = await readerIn(temporaryFolder())
  const damaged = inFile(library, 'damaged.png')
  const answers = await Promise.all([
    pictures.cover(damaged, 64),
    pictures.cover(inFile(library, 'whole.jpg'), 64),
    pictures.cover(damaged, 320),
  ])
  expect(answers.map((answer) => answer?.type ?? null)).toStrictEqual([null, 'image/jpeg', null])
})

test('a picture that cannot be read now is tried again, one that is none is not', async () => {
  const library = temporaryFolder()
  const pictures = await readerIn(temporaryFolder(), undefined, 1)
  const [away, text] = [inFile(library, 'away.png'), inFile(library, 'text.jpg')]
  writeFileSync(join(library, 'text.jpg'), 'a text with the name of a picture')
  const before = [await pictures.cover(away, 64), await pictures.cover(text, 64)]
  for (const { path } of [away, text]) writeFileSync(join(library, path), png(64, 64))
  await expect.poll(async () => (await pictures.cover(away, 64))?.type).toBe('image/jpeg')
  expect([before, await pictures.cover(text, 64)]).toStrictEqual([[null, null], null])
})

test('a file of 8 GiB that claims a piece of 4 GiB has no cover, and costs this process nothing', async () => {
  const library = temporaryFolder()
  const pictures = await readerIn(temporaryFolder(), () => undefined)
  const before = process.memoryUsage.rss()
  const names = ['id3.wav', 'data.m4a', 'string.mkv', 'items.ape', 'picture.flac']
  for (const path of names) {
    writeSparse(join(library, path), path)
    expect(await pictures.original({ ...inFile(library, path), isEmbedded: true })).toBeNull()
    rmSync(join(library, path))
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 27)
})
