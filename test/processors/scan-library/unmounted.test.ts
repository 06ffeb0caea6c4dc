import { expect, it } from 'vitest'
import { massDeletions, unmountedFolders, whyKept } from '../../../processors/scan-library/unmounted.ts'
import { referenceOf } from '../../../processors/scan-library/reference.ts'
import { identityOf } from './identity.ts'
import { NO_FOLDER_PICTURES } from '../../../processors/scan-library/folder-art.ts'

const track = (path: string) =>
  referenceOf(
    { library: '/a', path, sizeBytes: 1, modifiedAt: 1, ...NO_FOLDER_PICTURES },
    identityOf(path.padEnd(64, '0')),
    null,
    'folder',
  )
const tracks = (folder: string, count: number) => Array.from({ length: count }, (_, n) => track(`${folder}/${n}.mp3`))

it.each([
  [
    'a library folder without music keeps its tracks',
    tracks('x', 2),
    0,
    [],
    [{ library: '/a', path: '', tracks: 2, sign: 'silent' }],
  ],
  ['one that lost nothing is not spoken of', [], 0, [], []],
  ['single files are believed gone', tracks('x', 90), 1, [], []],
  ['an album without music is believed gone', tracks('x', 49), 1, ['x'], []],
  [
    'a folder of many tracks without music keeps them',
    tracks('x/y', 50),
    1,
    ['x/y'],
    [{ library: '/a', path: 'x/y', tracks: 50, sign: 'silent' }],
  ],
  [
    'many emptied albums in a folder count together',
    ['1', '2', '3', '4', '5'].flatMap((album) => tracks(`x/${album}`, 10)),
    1,
    ['x'],
    [{ library: '/a', path: 'x', tracks: 50, sign: 'silent' }],
  ],
  ['a folder whose name begins alike is another', tracks('xy', 50), 1, ['x'], []],
])('%s', (_, missing, files, silentFolders, expected) => {
  expect(
    unmountedFolders(missing, [
      { library: '/a', files, silentFolders, isSkipped: () => false, isOnOtherDevice: false },
    ]),
  ).toStrictEqual(expected)
})

it('takes each library folder for itself', () => {
  const seen = [
    { library: '/a', files: 1, silentFolders: [], isSkipped: () => false, isOnOtherDevice: false },
    { library: '/b', files: 0, silentFolders: [], isSkipped: () => false, isOnOtherDevice: false },
  ]
  expect(unmountedFolders(tracks('x', 2), seen)).toStrictEqual([])
})

it('knows the disk of backups by its copies, and counts a track with two of them once', () => {
  const copyOf = (path: string) => ({ library: '/backup', path, sizeBytes: 1, modifiedAt: 1, tags: null })
  const lost = tracks('x', 50).map((each) => ({
    ...each,
    copies: [copyOf(`y/${each.path}`), copyOf(`y/2/${each.path}`)],
  }))
  const seen = (library: string, files: number, silentFolders: readonly string[]) => ({
    ...{ library, files, silentFolders, isSkipped: () => false, isOnOtherDevice: false },
  })
  expect(unmountedFolders(lost, [seen('/a', 1, []), seen('/backup', 0, [])])).toStrictEqual([
    { library: '/backup', path: '', tracks: 50, sign: 'silent' },
  ])
  expect(unmountedFolders(lost, [seen('/a', 1, []), seen('/backup', 1, ['y'])])).toStrictEqual([
    { library: '/backup', path: 'y', tracks: 50, sign: 'silent' },
  ])
})

it('believes gone what is left out on purpose, and counts none of it', () => {
  const isSkipped = ({ path }: { readonly path: string }) => path.startsWith('x/books/')
  const seen = { library: '/a', silentFolders: ['x'], isSkipped, isOnOtherDevice: false }
  const absent = [...tracks('x/books', 50), ...tracks('x/songs', 49)]
  expect([0, 1].map((files) => unmountedFolders(absent, [{ ...seen, files }]))).toStrictEqual([
    [{ library: '/a', path: '', tracks: 49, sign: 'silent' }],
    [],
  ])
})

it('tells what to do about a folder below the library folder', () => {
  expect(whyKept({ library: '/a', path: 'nas', tracks: 120, sign: 'silent' })).toBe(
    'it held 120 tracks and has no music now; if its disk is unmounted, mount it; if the tracks should go, delete that folder',
  )
})

it('warns of many tracks that are deleted at once, and names the folder that they were in', () => {
  const none = () => false
  const deleted = [...tracks('nas/x', 30), ...tracks('nas/y', 20)]
  expect([massDeletions(deleted, none), massDeletions(deleted.slice(1), none)]).toStrictEqual([
    [
      '50 tracks were removed, since their files in /a/nas are gone; if they should not be, bring the files back: likes are kept',
    ],
    [],
  ])
  expect(massDeletions(deleted, ({ path }) => path.startsWith('nas/x'))).toStrictEqual([])
  expect(
    massDeletions(
      deleted.map((track) => ({ ...track, absentSince: 1 })),
      none,
    ),
  ).toStrictEqual([])
})
