import { pino } from 'pino'
import { expect, it } from 'vitest'
import { knownReferences } from '../../../../processors/scan-library/scan-library.ts'
import type { AudioReference } from '../../../../schemas/generated.ts'
import { trackId } from '../../../../schemas/generated.ts'
import { allTopics, audioReferences, deadLetters } from '../../../../schemas/topics.ts'
import { forgetFolder, forgettingOf, listFolders } from '../../../../streams/app/cli/library.ts'
import { createMemoryRuntime } from '../../../../streams/engine/testing/memory-runtime.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { referenceOf } from '../../../support/builders.ts'
import { temporaryFolders } from '../../../support/temporary.ts'

const newFolder = temporaryFolders('cli-library')
const SINCE = Date.UTC(2026, 0, 2)
const copyIn = (library: string) => ({ library, path: 'copy.mp3', sizeBytes: 1, modifiedAt: 1, tags: null })

const library: Readonly<Record<string, Partial<AudioReference>>> = {
  here: { library: '/music' },
  away: { library: '/mnt/usb', absentSince: SINCE },
  longer: { library: '/mnt/usb', absentSince: SINCE - 1 },
  below: { library: '/mnt/usb/More', absentSince: SINCE },
  alike: { library: '/mnt/usb-2', absentSince: SINCE },
  copied: { library: '/mnt/usb', absentSince: SINCE, copies: [copyIn('/mnt/old')] },
  copy: { library: '/music', copies: [copyIn('/mnt/usb')] },
}

async function running() {
  const memory = createMemoryRuntime({ topics: allTopics, deadLetters, dataFolder: newFolder(), log: pino({ level: 'silent' }) }) // prettier-ignore
  await memory.write(
    ...Object.entries(library).map(([id, fields]) =>
      record(audioReferences, trackId(id), referenceOf(id, fields), SINCE),
    ),
  )
  const [out, err]: [unknown[], string[]] = [[], []]
  const streams = { out: (line: string) => void out.push(JSON.parse(line)), err: (line: string) => void err.push(line) }
  const known = async () => {
    const content = knownReferences.create()
    for (const each of await memory.read(audioReferences)) knownReferences.apply(content, each)
    return [...content.values()].map(({ trackId: id, library: folder, copies }) => [id, folder, copies.length]).sort()
  }
  return { runtime: memory.connect(new AbortController().signal), out, err, streams, known }
}

it('lists each library folder with what is not here', async () => {
  const { runtime, out, streams } = await running()
  expect(await listFolders(runtime, streams)).toBe(0)
  expect(out).toStrictEqual([
    { folder: '/mnt/usb', tracks: 3, notHere: 3, notHereSince: new Date(SINCE - 1).toISOString() },
    { folder: '/mnt/usb-2', tracks: 1, notHere: 1, notHereSince: new Date(SINCE).toISOString() },
    { folder: '/mnt/usb/More', tracks: 1, notHere: 1, notHereSince: new Date(SINCE).toISOString() },
    { folder: '/music', tracks: 2, notHere: 0, notHereSince: null },
  ])
})

it('says which tracks it would forget, and forgets none', async () => {
  const { runtime, out, err, streams, known } = await running()
  const before = await known()
  expect(await forgetFolder(runtime, '/mnt/usb/', {}, streams)).toBe(0)
  expect([(out as { trackId: string; forgotten: boolean }[]).map(({ trackId: id, forgotten }) => [id, forgotten]).sort(), err]).toStrictEqual([
    [
      ['away', false],
      ['below', false],
      ['longer', false],
    ],
    ['3 tracks would be forgotten; nothing was. Add --execute to do it.'],
  ]) // prettier-ignore
  expect(await known()).toStrictEqual(before)
})

it('forgets the tracks of a folder and the folders below it, but no track that has a file elsewhere', async () => {
  const { runtime, err, streams, known } = await running()
  expect(await forgetFolder(runtime, '/mnt/usb', { execute: true }, streams)).toBe(0)
  expect([await known(), err]).toStrictEqual([
    [
      ['alike', '/mnt/usb-2', 0],
      ['copied', '/mnt/old', 0],
      ['copy', '/music', 0],
      ['here', '/music', 0],
    ],
    ['3 tracks forgotten.'],
  ])
})

it('says what is found again, and that nothing is known of a folder', async () => {
  const { runtime, err, streams } = await running()
  const codes = [
    await forgetFolder(runtime, '/music', {}, streams),
    await forgetFolder(runtime, '/elsewhere', { execute: true }, streams),
  ]
  expect([codes, err]).toStrictEqual([
    [0, 3],
    [
      '1 track of these are here now: a scan of their folder finds them again.',
      '1 track would be forgotten; nothing was. Add --execute to do it.',
      'No track is known in /elsewhere: "npx slipstream library list" shows which folders there are.',
    ],
  ])
})

it('takes a folder in the other form of its accented letters, unless there is one of the very name', () => {
  const [composed, decomposed] = ['/mnt/\u00e9', '/mnt/e\u0301']
  const tracks = [composed, `${decomposed}/More`].map((folder) => referenceOf(folder, { library: folder }))
  const forgotten = (folder: string, of = tracks) =>
    forgettingOf(of, folder).map(({ reference: { library: each } }) => each)
  expect([forgotten(composed), forgotten(decomposed), forgotten(composed, tracks.slice(1))]).toStrictEqual([
    [composed],
    [`${decomposed}/More`],
    [`${decomposed}/More`],
  ])
})
