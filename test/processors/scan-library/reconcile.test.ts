import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideDeletions } from '../../../processors/scan-library/deletions.ts'
import { knownLibrary, unchangedReference } from '../../../processors/scan-library/known-library.ts'
import { comparePaths, fileKey } from '../../../processors/scan-library/library-path.ts'
import type { LibraryPath } from '../../../processors/scan-library/library-path.ts'
import {
  absentTracks,
  changedCopies,
  putAway,
  reconcile,
  startReconciliation,
  tombstone,
} from '../../../processors/scan-library/reconcile.ts'
import { referenceOf } from '../../../processors/scan-library/reference.ts'
import { knownReferences } from '../../../processors/scan-library/scan-library.ts'
import type { AudioReference, FileCopy, TrackId } from '../../../schemas/generated.ts'
import { record } from '../../../streams/engine/topic.ts'
import { audioReferences } from '../../../schemas/topics.ts'
import { identityOf } from './identity.ts'
import { NO_FOLDER_PICTURES } from '../../../processors/scan-library/folder-art.ts'

const NOW = 1_000
const YEAR_MS = 365 * 86_400_000

interface ScanOptions {
  readonly undecided: readonly LibraryPath[]
  readonly claims: boolean
  readonly libraries: readonly string[]
}

/** @param content stands for the bytes: one hexadecimal digit. */
function file(place: string, content: string, modifiedAt = 1, source: 'folder' | 'demo' = 'folder'): AudioReference {
  const [, library = '', path = ''] = /^(\/\w+)\/(.*)$/.exec(place) ?? []
  const reference = referenceOf(
    { library, path, sizeBytes: 1, modifiedAt, ...NO_FOLDER_PICTURES },
    identityOf(content.repeat(64)),
    null,
    source,
  )
  return { ...reference, scannedBy: 'here', addedAt: NOW }
}

const knowing = (references: readonly AudioReference[]): Map<TrackId, AudioReference> =>
  new Map(references.map((reference) => [reference.trackId, reference]))

/** The reference of a track of which there are further files. */
const copied = (reference: AudioReference, ...copies: readonly AudioReference[]): AudioReference => ({
  ...reference,
  copies: copies.map(({ library, path, sizeBytes, modifiedAt }) => ({ library, path, sizeBytes, modifiedAt })),
})
const put = (reference: AudioReference) => record(audioReferences, reference.trackId, reference, NOW)
const drop = (reference: AudioReference) => record(audioReferences, reference.trackId, null, NOW)

/** A file as its folder lists it; none of these embeds a picture. */
const foundOf = (reference: AudioReference) => ({ ...reference, folderArtVersion: reference.artVersion })

/** One whole scan, as the edge does it: an unchanged file is not read, so the known reference stands for it. */
function scan(
  found: readonly AudioReference[],
  known: ReadonlyMap<TrackId, AudioReference>,
  { undecided = [], claims = false, libraries = ['/a', '/b'] }: Partial<ScanOptions> = {},
) {
  const before = knownLibrary(known)
  const isElsewhere = ({ library }: LibraryPath) => !libraries.includes(library)
  const reconciliation = startReconciliation(before.tracks, { scannedAt: NOW, instance: 'here', claims, isElsewhere })
  const isFound = (other: FileCopy) => found.some((each) => fileKey(each) === fileKey(other))
  const visits = [...found]
    .sort(comparePaths)
    .map((each) => reconcile(reconciliation, unchangedReference(before, foundOf(each), 'folder', isFound) ?? each))
  const { deleted, away } = decideDeletions(absentTracks(reconciliation), {
    ...{ isElsewhere, undecided, absentBefore: null, scannedAt: NOW, forgetAfterMs: YEAR_MS },
  })
  return {
    outcomes: visits.map(({ outcome }) => outcome),
    records: [
      ...visits.flatMap((visit) => (visit.record ? [visit.record] : [])),
      ...changedCopies(reconciliation),
      ...away.map((each) => putAway(reconciliation, each)),
      ...deleted.map((each) => tombstone(reconciliation, each)),
    ],
  }
}

const one = file('/a/one.mp3', '1')
const two = file('/a/two.mp3', '2')
const gone = { library: '/c', path: 'x.mp3' }

describe('the reconciliation of a library with the topic', () => {
  it.each([
    ['a new file is sent', [one], [], ['new'], [put(one)]],
    ['an unchanged file is not', [one], [one], ['unchanged'], []],
    ['the track of an absent file is deleted', [], [one], [], [drop(one)]],
    ['a moved file keeps its track', [file('/a/moved.mp3', '1')], [one], ['changed'], [put(file('/a/moved.mp3', '1'))]],
    ['a touched file is sent', [file('/a/one.mp3', '1', 2)], [one], ['changed'], [put(file('/a/one.mp3', '1', 2))]],
    [
      'other bytes under the same name are another track',
      [file('/a/one.mp3', '3', 2)],
      [one],
      ['new'],
      [put(file('/a/one.mp3', '3', 2)), drop(one)],
    ],
    [
      'of two copies the first by path stands for the track',
      [file('/a/z.mp3', '1'), one, file('/b/a.mp3', '1')],
      [],
      ['new', 'duplicate', 'duplicate'],
      [put(one), put(copied(one, file('/a/z.mp3', '1'), file('/b/a.mp3', '1')))],
    ],
    [
      'a copy that sorts before the known one takes its place',
      [one, file('/a/a.mp3', '1')],
      [one],
      ['changed', 'duplicate'],
      [put(file('/a/a.mp3', '1')), put(copied(file('/a/a.mp3', '1'), one))],
    ],
    [
      'when the first copy is absent, the next stands for the track',
      [file('/a/z.mp3', '1')],
      [copied(one, file('/a/z.mp3', '1'))],
      ['changed'],
      [put(file('/a/z.mp3', '1'))],
    ],
    ['a copy that is absent is dropped', [one], [copied(one, file('/a/z.mp3', '1'))], ['unchanged'], [put(one)]],
    [
      'unchanged copies are not sent again',
      [one, file('/a/z.mp3', '1')],
      [copied(one, file('/a/z.mp3', '1'))],
      ['unchanged', 'duplicate'],
      [],
    ],
    [
      'a new cover is sent',
      [{ ...one, folderArt: 'cover.jpg', artVersion: 'v1' }],
      [one],
      ['changed'],
      [put({ ...one, folderArt: 'cover.jpg', artVersion: 'v1' })],
    ],
    [
      'the tags of a file are read again by a newer version',
      [one],
      [{ ...one, tagsVersion: 0 }],
      ['changed'],
      [put(one)],
    ],
    [
      'two files that swapped names are two moves',
      [file('/a/one.mp3', '2', 3), file('/a/two.mp3', '1', 3)],
      [one, two],
      ['changed', 'changed'],
      [put(file('/a/one.mp3', '2', 3)), put(file('/a/two.mp3', '1', 3))],
    ],
    [
      'a track of a library folder that is not configured is kept, not here now',
      [],
      [file('/c/x.mp3', '1')],
      [],
      [put({ ...file('/c/x.mp3', '1'), absentSince: NOW })],
    ],
    ['that is said once', [], [{ ...file('/c/x.mp3', '1'), absentSince: 7 }], [], []],
    [
      'when only a copy is left that cannot be looked for, it stands for the track',
      [],
      [copied(one, file('/b/gone.mp3', '1'), file('/c/x.mp3', '1'))],
      [],
      [put({ ...file('/c/x.mp3', '1'), title: 'one', contentHash: '', tagsVersion: 0, absentSince: NOW })],
    ],
    [
      'a file that cannot be looked for stays a copy of one that is found',
      [file('/b/y.mp3', '1')],
      [file('/c/x.mp3', '1')],
      ['changed'],
      [put(copied(file('/b/y.mp3', '1'), file('/c/x.mp3', '1')))],
    ],
    [
      'a track returns with its file, and is read no more than another',
      [one],
      [{ ...one, absentSince: 7 }],
      ['changed'],
      [put(one)],
    ],
    ['a demo track is deleted like any other', [], [file('/a/x.mp3', '1', 1, 'demo')], [], [drop(one)]],
    [
      'a track of an earlier version becomes that of this instance',
      [one],
      [{ ...one, scannedBy: null }],
      ['changed'],
      [put(one)],
    ],
    ['a track of an earlier version is deleted', [], [{ ...one, scannedBy: null }], [], [drop(one)]],
    ['an absent track of another instance is left alone', [], [{ ...one, scannedBy: 'there' }], [], []],
    [
      'a file that another instance has too is its copy, and not written',
      [file('/a/z.mp3', '1'), file('/a/zz.mp3', '1')],
      [{ ...one, scannedBy: 'there' }],
      ['duplicate', 'duplicate'],
      [],
    ],
    ['the very file of another instance is left to it', [one], [{ ...one, scannedBy: 'there' }], ['unchanged'], []],
    [
      'what another instance cannot look for becomes that of this one',
      [file('/a/z.mp3', '1')],
      [{ ...one, scannedBy: 'there', absentSince: 7 }],
      ['changed'],
      [put(file('/a/z.mp3', '1'))],
    ],
    ['references of another source are left alone', [], [{ ...one, ...gone, source: 'elsewhere' }], [], []],
    ['tombstones come by track id', [], [two, one], [], [drop(one), drop(two)]],
  ])('%s', (_, found, known, outcomes, records) => {
    expect(scan(found, knowing(known))).toStrictEqual({ outcomes, records })
  })
})

it('takes over the very files of another instance, in the first scan after a start', () => {
  const theirs = { ...one, scannedBy: 'there' }
  expect([
    scan([one], knowing([theirs]), { claims: true }),
    scan([file('/a/z.mp3', '1')], knowing([theirs]), { claims: true }),
  ]).toStrictEqual([
    { outcomes: ['changed'], records: [put(one)] },
    { outcomes: ['duplicate'], records: [] },
  ])
})

describe('the folder of another instance', () => {
  const theirs = ['1', '2', '3', '4'].map((content) => ({ ...file(`/a/${content}.mp3`, content), scannedBy: 'there' }))
  const elsewhere = { ...file('/b/5.mp3', '5'), scannedBy: 'there' }
  const firstScan = (found: readonly string[], known = theirs) => {
    const files = found.map((content) => file(`/a/${content}.mp3`, content))
    return scan(files, knowing([...known, elsewhere]), { claims: true }).records
  }

  it('is taken over when most of its files are found here, as after a lost data folder: what is gone is gone', () => {
    const [first, second, third] = theirs.map((each) => ({ ...each, scannedBy: 'here' }))
    expect([firstScan(['1', '2', '3']), firstScan(['1', '2'])]).toStrictEqual([
      [first, second, third].flatMap((each) => (each ? [put(each)] : [])).concat(theirs.slice(3).map(drop)),
      [first, second].flatMap((each) => (each ? [put(each)] : [])).concat(theirs.slice(2).map(drop)),
    ])
  })

  it('stays its own when another disk is at that path, and after the first scan', () => {
    const known = knowing(theirs)
    const moved = theirs.map((each) => ({ ...each, modifiedAt: 7 }))
    expect([
      firstScan(['1']),
      firstScan([]),
      firstScan(['1', '2', '3'], moved).filter(({ value }) => !value),
    ]).toStrictEqual([[put(file('/a/1.mp3', '1'))], [], []])
    expect(scan([file('/a/1.mp3', '1')], known, { claims: false }).records).toStrictEqual([])
  })
})

it.each([
  ['retagged', [{ ...one, title: 'Other', modifiedAt: 9 }]],
  ['moved', [file('/b/elsewhere.mp3', '1')]],
  ['a copy that comes first', [file('/a/a.mp3', '1'), one]],
  ['unmounted', []],
])('knows when a track was first found, also when it is %s', (_, found) => {
  const known = [7, null].map((addedAt) => {
    const { records } = scan(found, knowing([{ ...one, addedAt }]), {
      libraries: found.length === 0 ? [] : ['/a', '/b'],
    })
    return records.map(({ value }) => value?.addedAt)
  })
  const [since] = known
  expect(since?.length).toBeGreaterThan(0)
  expect(known).toStrictEqual([since?.map(() => 7), since?.map(() => null)])
})

describe('any library', () => {
  const files = fc.uniqueArray(
    fc
      .tuple(
        fc.constantFrom('/a', '/b'),
        fc.constantFrom('p', 'q', 'r/p', 'r/q', 's'),
        fc.constantFrom('1', '2', '3', '4'),
        fc.nat(3),
      )
      .map(([library, name, content, modifiedAt]) => file(`${library}/${name}.mp3`, content, modifiedAt)),
    { selector: ({ library, path }) => `${library}/${path}` },
  )
  const after = (known: ReadonlyMap<TrackId, AudioReference>, records: ReturnType<typeof scan>['records']) => {
    const content = new Map(known)
    for (const each of records) knownReferences.apply(content, each)
    return content
  }
  const runs = { seed: 3, numRuns: 500 }

  /** A file of other bytes has another time of change, as on a disk. */
  const plausible = (before: readonly AudioReference[], now: readonly AudioReference[]) =>
    now.every((file) =>
      before.every(
        (old) => comparePaths(old, file) !== 0 || old.modifiedAt !== file.modifiedAt || old.trackId === file.trackId,
      ),
    )

  it('is in the topic after one scan, and a second one sends nothing', () => {
    fc.assert(
      fc.property(files, files, (before, now) => {
        fc.pre(plausible(before, now))
        const known = after(new Map(), scan(before, new Map()).records)
        const then = after(known, scan(now, known).records)
        const expected = after(new Map(), scan(now, new Map()).records)
        expect([then, scan(now, then).records]).toEqual([expected, []])
      }),
      runs,
    )
  })

  it('gives the same records in whatever order its files are found', () => {
    const shuffled = files.chain((found) =>
      fc.tuple(fc.constant(found), fc.shuffledSubarray(found, { minLength: found.length })),
    )
    fc.assert(
      fc.property(shuffled, files, ([found, other], before) => {
        expect(scan(other, knowing(before))).toStrictEqual(scan(found, knowing(before)))
      }),
      runs,
    )
  })

  it('is one track per content, at the path that sorts first, with the other paths as copies', () => {
    fc.assert(
      fc.property(files, (found) => {
        const first = new Map<TrackId, AudioReference>()
        for (const each of [...found].sort(comparePaths)) {
          const held = first.get(each.trackId)
          first.set(
            each.trackId,
            held === undefined ? each : { ...held, copies: [...held.copies, ...copied(held, each).copies] },
          )
        }
        expect(after(new Map(), scan(found, new Map()).records)).toStrictEqual(first)
      }),
      runs,
    )
  })
})
