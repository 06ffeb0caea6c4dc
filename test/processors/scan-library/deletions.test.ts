import { describe, expect, it } from 'vitest'
import { decideDeletions } from '../../../processors/scan-library/deletions.ts'
import type { Evidence } from '../../../processors/scan-library/deletions.ts'
import { referenceOf } from '../../../processors/scan-library/reference.ts'

const track = (library: string, path: string) =>
  referenceOf(
    { library, path, sizeBytes: 1, modifiedAt: 1, folderArt: null },
    Buffer.from(path).toString('hex').padEnd(64, '0'),
    null,
    'folder',
  )
const evidence = (undecided: Evidence['undecided'], absentBefore: Evidence['absentBefore'] = null): Evidence => ({
  libraries: ['/a', '/b'],
  undecided,
  absentBefore,
})

const deep = track('/a', 'x/y/z.mp3')
const shallow = track('/a', 'two.mp3')

describe('the deletion of absent tracks', () => {
  it.each([
    ['a library folder', '', []],
    ['a folder', 'x', [shallow]],
    ['a folder further down', 'x/y', [shallow]],
    ['a file', 'x/y/z.mp3', [shallow]],
    ['a folder whose name begins alike', 'x/y/z', [deep, shallow]],
  ])('keeps those below %s about which the scan can say nothing', (_, path, deleted) => {
    expect(decideDeletions([deep, shallow], evidence([{ library: '/a', path }]))).toStrictEqual({
      deleted,
      suspected: [],
    })
  })

  it('keeps nothing in a library because of another', () => {
    const { deleted } = decideDeletions([deep], evidence([{ library: '/b', path: '' }]))
    expect(deleted).toStrictEqual([deep])
  })

  it('includes a library folder that is neither configured nor readable', () => {
    const away = track('/c', 'x.mp3')
    expect(decideDeletions([away], evidence([{ library: '/c', path: '' }])).deleted).toStrictEqual([away])
  })

  it('waits for a second scan, except in the first scan of a process', () => {
    expect([
      decideDeletions([deep, shallow], evidence([], new Set())),
      decideDeletions([deep, shallow], evidence([], new Set([deep.trackId]))),
    ]).toStrictEqual([
      { deleted: [], suspected: [deep, shallow] },
      { deleted: [deep], suspected: [shallow] },
    ])
  })
})
