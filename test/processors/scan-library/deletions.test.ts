import { describe, expect, it } from 'vitest'
import { decideDeletions } from '../../../processors/scan-library/deletions.ts'
import type { Evidence } from '../../../processors/scan-library/deletions.ts'
import { referenceOf } from '../../../processors/scan-library/reference.ts'
import { identityOf } from './identity.ts'
import { NO_FOLDER_PICTURES } from '../../../processors/scan-library/folder-art.ts'

const track = (library: string, path: string) =>
  referenceOf(
    { library, path, sizeBytes: 1, modifiedAt: 1, ...NO_FOLDER_PICTURES },
    identityOf(Buffer.from(path).toString('hex').padEnd(64, '0')),
    null,
    'folder',
  )
const YEAR_MS = 365 * 86_400_000
const evidence = (undecided: Evidence['undecided'], absentBefore: Evidence['absentBefore'] = null): Evidence => ({
  isElsewhere: ({ library }) => !['/a', '/b'].includes(library),
  undecided,
  absentBefore,
  isRecut: () => false,
  scannedAt: 5,
  forgetAfterMs: YEAR_MS,
})

const deep = track('/a', 'x/y/z.mp3')
const shallow = track('/a', 'two.mp3')
const elsewhere = track('/c', 'x.mp3')

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
      away: [],
      suspected: [],
    })
  })

  it('keeps nothing in a library because of another', () => {
    const { deleted } = decideDeletions([deep], evidence([{ library: '/b', path: '' }]))
    expect(deleted).toStrictEqual([deep])
  })

  it('keeps what cannot be looked for, until it was away for too long', () => {
    const after = (absentSince: number | null) =>
      decideDeletions([{ ...elsewhere, absentSince }], { ...evidence([]), scannedAt: YEAR_MS + 5 })
    expect([after(null), after(5), after(4)]).toStrictEqual([
      { deleted: [], away: [{ ...elsewhere, absentSince: YEAR_MS + 5 }], suspected: [] },
      { deleted: [], away: [], suspected: [] },
      { deleted: [{ ...elsewhere, absentSince: 4 }], away: [], suspected: [] },
    ])
  })

  it('keeps a track of which a copy may still be there', () => {
    const copies = [{ library: '/b', path: 'y.mp3', sizeBytes: 1, modifiedAt: 1, tags: null }]
    const decided = decideDeletions([{ ...deep, copies }], evidence([{ library: '/b', path: 'y.mp3' }]))
    expect(decided).toStrictEqual({ deleted: [], away: [], suspected: [] })
  })

  it('keeps nothing of the bytes and tags of a file that is gone for a copy that may have others', () => {
    const copy = { library: '/c', path: 'y.mp3', sizeBytes: 2, modifiedAt: 2 }
    const known = { ...deep, title: 'Of the file that is gone', copies: [{ ...copy, tags: null }] }
    const awayWith = (soundHash: string | null) => decideDeletions([{ ...known, soundHash }], evidence([])).away
    const { soundHash } = deep
    expect(awayWith(soundHash)).toStrictEqual([
      { ...known, ...copy, copies: [], absentSince: 5, contentHash: '', tagsVersion: 0 },
    ])
    // The copies of a version that knew no sounds were of the same bytes.
    expect(awayWith(null)).toStrictEqual([{ ...known, soundHash: null, ...copy, copies: [], absentSince: 5 }])
  })

  it('waits for a second scan, except in the first scan of a process', () => {
    expect([
      decideDeletions([deep, shallow, elsewhere], evidence([], new Set())),
      decideDeletions([deep, shallow, elsewhere], evidence([], new Set([deep.trackId, elsewhere.trackId]))),
    ]).toStrictEqual([
      { deleted: [], away: [], suspected: [deep, shallow, elsewhere] },
      { deleted: [deep], away: [{ ...elsewhere, absentSince: 5 }], suspected: [shallow] },
    ])
  })
})
