import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { pictureReader } from '../../../../processors/websocket-bridge/edge/pictures.ts'
import { writeSparse } from '../../../support/sparse-files.ts'
import { temporaryFolder } from '../bridge-rig.ts'
import { reference } from '../fixtures.ts'

test('so many covers may be waited for; one more is refused at once', async () => {
  const library = temporaryFolder()
  writeFileSync(join(library, 'a.ogg'), 'no cover')
  const pictures = pictureReader(pino({ level: 'silent' }), (error) => expect.unreachable(String(error)))
  onTestFinished(() => pictures.close())
  const asked = Array.from({ length: 130 }, (_, n) =>
    pictures.read(reference('a', { library, contentHash: `${n}` }), [library]),
  )
  const answers = await Promise.allSettled(asked)
  expect(answers.filter(({ status }) => status === 'fulfilled').length).toBe(100)
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ details: { code: 'too-busy' } })
})

test('a file of 8 GiB that claims a piece of 4 GiB has no cover, and costs this process nothing', async () => {
  const library = temporaryFolder()
  const pictures = pictureReader(pino({ level: 'silent' }), () => undefined)
  onTestFinished(() => pictures.close())
  const before = process.memoryUsage.rss()
  const names = ['id3.wav', 'data.m4a', 'string.mkv', 'items.ape', 'picture.flac']
  for (const path of names) {
    writeSparse(join(library, path), path)
    expect(await pictures.read(reference('a', { library, path, contentHash: path }), [library])).toBeNull()
    rmSync(join(library, path))
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 27)
}, 60_000)
