import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LONGEST_LYRICS } from '../../../processors/shared/tags/fields.ts'
import type { AudioReference } from '../../../schemas/generated.ts'
import { mp3 } from '../../support/tag-files.ts'
import type { Id3Frame } from '../../support/tag-files.ts'
import { addTracks, startRig } from './bridge-rig.ts'
import type { Rig } from './bridge-rig.ts'
import { idOf, reference } from './fixtures.ts'

const asked = (rig: Rig) => rig.ask('GET', `/api/tracks/${idOf('a')}/lyrics`)

/** The track `a`, as a scan finds it. */
function addFile(rig: Rig, frames: readonly Id3Frame[], fields: Partial<AudioReference> = {}): void {
  const path = join(rig.musicFolder, 'a.mp3')
  const bytes = mp3(4, frames, 'utf8')
  writeFileSync(path, bytes)
  const file = { path: 'a.mp3', sizeBytes: bytes.length, modifiedAt: Math.floor(statSync(path).mtimeMs) }
  addTracks(rig, [reference('a', { ...file, ...fields })])
}

const inTags = (text: string): Id3Frame => ['USLT', Buffer.from(`\x03eng\0${text}`)]
const line = (timeMs: number | null, text: string) => ({ timeMs, text })

test('the lyrics in a file are its lines', async () => {
  const rig = await startRig()
  addFile(rig, [inTags('La la\u202e\n\nBjörk')])
  const answer = await asked(rig)
  const items = [line(null, 'La la'), line(null, ''), line(null, 'Björk')]
  expect([answer.status, answer.json()]).toStrictEqual([200, { form: 'plain', items, nextCursor: null }])
})

test('timed lyrics beside the file come before plain ones in it', async () => {
  const rig = await startRig()
  writeFileSync(join(rig.musicFolder, 'a.lrc'), '[ti:A]\r\n[00:02.50]Two\r\n[00:01.00]One\r\n')
  addFile(rig, [inTags('Plain')], { lyricsPath: 'a.lrc' })
  const items = [line(1_000, 'One'), line(2_500, 'Two')]
  expect((await asked(rig)).json()).toStrictEqual({ form: 'timed', items, nextCursor: null })
  rmSync(join(rig.musicFolder, 'a.lrc'))
  expect((await asked(rig)).json()).toMatchObject({ form: 'plain', items: [line(null, 'Plain')] })
})

test('lyrics of a copy stand in for those that a file lacks, until the copy has gone', async () => {
  const rig = await startRig()
  writeFileSync(join(rig.musicFolder, 'copy.mp3'), mp3(4, [inTags('Of the copy')], 'utf8'))
  writeFileSync(join(rig.musicFolder, 'copy.lrc'), '[00:01.00]Timed\n')
  const copy = { library: rig.musicFolder, path: 'copy.mp3' }
  const answers: unknown[] = []
  for (const lyricsPath of [null, 'copy.lrc']) {
    addFile(rig, [], { lyricsFrom: { ...copy, lyricsPath } })
    answers.push((await asked(rig)).json())
  }
  addFile(rig, [], { lyricsFrom: { library: '/elsewhere', path: 'a.mp3', lyricsPath: null } })
  answers.push((await asked(rig)).json())
  expect(answers).toStrictEqual([
    { form: 'plain', items: [line(null, 'Of the copy')], nextCursor: null },
    { form: 'timed', items: [line(1_000, 'Timed')], nextCursor: null },
    { form: 'none', items: [], nextCursor: null },
  ])
})

test('no lyrics are an empty list, and a file that has gone is a problem', async () => {
  const rig = await startRig()
  addFile(rig, [inTags('[ar:Nobody]')])
  expect((await asked(rig)).json()).toStrictEqual({ form: 'none', items: [], nextCursor: null })
  rmSync(join(rig.musicFolder, 'a.mp3'))
  expect((await asked(rig)).json()).toMatchObject({ code: 'file-gone', status: 404 })
})

test('what lies outside the library folder is not read, and long lyrics are cut', async () => {
  const rig = await startRig()
  mkdirSync(`${rig.musicFolder}-private`)
  writeFileSync(join(`${rig.musicFolder}-private`, 'a.lrc'), 'secret')
  addFile(rig, [], { lyricsPath: `../${rig.musicFolder.split('/').at(-1) ?? ''}-private/a.lrc` })
  expect((await asked(rig)).json()).toMatchObject({ form: 'none' })
  addFile(rig, [
    inTags(
      'x'
        .repeat(99)
        .concat('\n')
        .repeat(LONGEST_LYRICS / 50),
    ),
  ])
  const { items } = (await asked(rig)).json() as { items: readonly unknown[] }
  expect(items.length).toBe(Math.ceil(LONGEST_LYRICS / 100))
  rmSync(`${rig.musicFolder}-private`, { recursive: true })
})
