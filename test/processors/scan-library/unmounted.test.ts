import { expect, it } from 'vitest'
import { unmountedFolders } from '../../../processors/scan-library/unmounted.ts'
import { referenceOf } from '../../../processors/scan-library/reference.ts'
import { identityOf } from './identity.ts'

const track = (path: string) =>
  referenceOf(
    { library: '/a', path, sizeBytes: 1, modifiedAt: 1, folderArt: null },
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
    [{ library: '/a', path: '', tracks: 2, sign: 'empty' }],
  ],
  ['one that lost nothing is not spoken of', [], 0, [], []],
  ['single files are believed gone', tracks('x', 90), 1, [], []],
  ['an emptied album is believed gone', tracks('x', 49), 1, ['x'], []],
  [
    'an emptied folder of many tracks keeps them',
    tracks('x/y', 50),
    1,
    ['x/y'],
    [{ library: '/a', path: 'x/y', tracks: 50, sign: 'empty' }],
  ],
  ['a folder whose name begins alike is another', tracks('xy', 50), 1, ['x'], []],
])('%s', (_, missing, files, emptyFolders, expected) => {
  expect(unmountedFolders(missing, [{ library: '/a', files, emptyFolders, isOnOtherDevice: false }])).toStrictEqual(
    expected,
  )
})

it('takes each library folder for itself', () => {
  const seen = [
    { library: '/a', files: 1, emptyFolders: [], isOnOtherDevice: false },
    { library: '/b', files: 0, emptyFolders: [], isOnOtherDevice: false },
  ]
  expect(unmountedFolders(tracks('x', 2), seen)).toStrictEqual([])
})
