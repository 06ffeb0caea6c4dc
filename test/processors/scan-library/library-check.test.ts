import { describe, expect, it } from 'vitest'
import {
  checkAfter,
  checkOf,
  dueInMs,
  roundOf,
  scanRequestedAt,
  shareOf,
} from '../../../processors/scan-library/library-check.ts'
import type { AudioReference, LibraryCheck } from '../../../schemas/generated.ts'
import { trackId } from '../../../schemas/generated.ts'
import { FULL_REQUEST_KEY, REQUEST_KEY } from '../../../schemas/keys.ts'
import { referenceOf } from '../../support/builders.ts'

const nothing: LibraryCheck = {
  ...{ requestedAt: null, isFull: false, library: null, path: null, readAt: null, readFiles: 0, changedFiles: 0 },
}
const checks = (request: LibraryCheck, here: LibraryCheck) =>
  new Map([
    ['request', request],
    ['here', here],
  ])
const HOUR_MS = 3_600_000
const copy = { library: '/music', path: 'b.mp3', sizeBytes: 1, modifiedAt: 1, tags: null }
const readCopy = {
  ...copy,
  path: 'bb.mp3',
  tags: {
    ...({ contentHash: 'bb', tagsVersion: 6, tagScore: 0, artVersion: null, lyrics: 'none' } as const),
    ...{ lyricsPath: null, cueSheetVersion: null },
  },
}
const tracks = (...all: readonly Partial<AudioReference>[]) =>
  new Map(all.map((fields, n) => [trackId(`${n}`), referenceOf(`${n}`, { soundHash: 'sound', ...fields })]))

describe('a round of reading files again', () => {
  const references = tracks(
    { path: 'c.mp3', contentHash: 'c' },
    { path: 'a.mp3', contentHash: 'a', copies: [copy, readCopy] },
    { path: 'away.mp3', absentSince: 1 },
    { path: 'theirs.mp3', scannedBy: 'there' },
    { path: 'old.mp3', soundHash: null },
    { path: 'd.mp3', scannedBy: 'here' },
  )

  it('reads a file once, however many tracks a cue sheet cuts it into', () => {
    const at = { path: 'album.flac', contentHash: 'album' }
    const parts = tracks({ ...at, endMs: 60_000 }, { ...at, startMs: 60_000 })
    expect(roundOf(parts, 'here', checkOf(new Map(), 'here'))).toMatchObject({
      files: 1,
      left: [{ path: 'album.flac' }],
    })
  })

  it('takes the files that are there and its own, copies too, in order, from its place on', () => {
    const all = roundOf(references, 'here', nothing)
    expect([all.files, all.left.map(({ path, contentHash }) => [path, contentHash])]).toStrictEqual([
      5,
      [
        ['a.mp3', 'a'],
        ['b.mp3', null],
        ['bb.mp3', 'bb'],
        ['c.mp3', 'c'],
        ['d.mp3', 'hash-of-5'],
      ],
    ])
    const { left, files } = roundOf(references, 'here', { ...nothing, library: '/music', path: 'bb.mp3' })
    expect([files, left.map(({ path }) => path)]).toStrictEqual([5, ['c.mp3', 'd.mp3']])
  })

  it('reads every file within its days', () => {
    expect([shareOf(0, 30), shareOf(1, 30), shareOf(100_000, 30), shareOf(240, 1)]).toStrictEqual([0, 1, 139, 10])
  })

  it('goes on an hour after it last read, at once when it never has or was requested', () => {
    const at = (readAt: number | null, isFull = false) => dueInMs({ ...nothing, readAt, isFull }, 10 * HOUR_MS)
    expect([at(null), at(9.5 * HOUR_MS), at(9 * HOUR_MS), at(11 * HOUR_MS), at(9.5 * HOUR_MS, true)]).toStrictEqual([
      0,
      HOUR_MS / 2,
      0,
      0,
      0,
    ])
  })

  it('knows a request for every file behind a later one for a scan, and that of an earlier version', () => {
    const request = (requestedAt: number, isFull: boolean) => ({ ...nothing, requestedAt, isFull })
    const begun = (all: readonly (readonly [string, LibraryCheck])[]) => {
      const { isFull, requestedAt } = checkOf(new Map(all), 'here')
      return [isFull, requestedAt, scanRequestedAt(new Map(all))]
    }
    expect([
      begun([
        [FULL_REQUEST_KEY, request(5, true)],
        [REQUEST_KEY, request(6, false)],
      ]),
      begun([[REQUEST_KEY, request(5, true)]]),
      begun([[REQUEST_KEY, request(6, false)]]),
      begun([]),
    ]).toStrictEqual([
      [true, 5, 6],
      [true, 5, 5],
      [false, null, 6],
      [false, null, 0],
    ])
  })

  it('begins again by a request for every file, once, and goes on with it after a restart', () => {
    const request = { ...nothing, requestedAt: 5, isFull: true }
    const own = { ...nothing, library: '/music', path: 'b.mp3', readAt: 1, readFiles: 2 }
    const begun = checkOf(checks(request, own), 'here')
    expect(begun).toStrictEqual({ ...nothing, requestedAt: 5, isFull: true, readAt: 1 })
    const [last] = roundOf(references, 'here', begun).left
    const half = checkAfter(begun, last ?? null, { readFiles: 1, changedFiles: 1 }, 7)
    expect(checkOf(checks(request, half), 'here')).toStrictEqual({
      ...half,
      isFull: true,
      path: 'a.mp3',
      changedFiles: 1,
    })
    const over = checkAfter(half, null, { readFiles: 0, changedFiles: 0 }, 8)
    expect(checkOf(checks(request, over), 'here')).toStrictEqual({ ...nothing, requestedAt: 5, readAt: 8 })
  })

  it('does not begin again by a request for a scan alone', () => {
    const request = { ...nothing, requestedAt: 5 }
    expect(checkOf(new Map([['request', request]]), 'here')).toStrictEqual(nothing)
  })
})
