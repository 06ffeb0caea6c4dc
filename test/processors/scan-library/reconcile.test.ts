import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideDeletions } from '../../../processors/scan-library/deletions.ts'
import { copyOf, isSameFile, readFileOf } from '../../../processors/scan-library/copies.ts'
import { knownLibrary, unchangedTracks } from '../../../processors/scan-library/known-library.ts'
import { comparePaths, within } from '../../../processors/scan-library/library-path.ts'
import type { LibraryPath } from '../../../processors/scan-library/library-path.ts'
import {
  absentTracks,
  putAway,
  reconcile,
  reread,
  settle,
  standingFile,
  startReconciliation,
  tombstone,
  unsettledTracks,
} from '../../../processors/scan-library/reconcile.ts'
import { referenceOf } from '../../../processors/scan-library/reference.ts'
import { knownReferences } from '../../../processors/scan-library/scan-library.ts'
import type { AudioReference, TrackId } from '../../../schemas/generated.ts'
import { record } from '../../../streams/engine/topic.ts'
import { audioReferences } from '../../../schemas/topics.ts'
import { identityOf } from './identity.ts'
import { NO_FOLDER_PICTURES } from '../../../processors/scan-library/folder-art.ts'

const NOW = 1_000
const YEAR_MS = 365 * 86_400_000

interface ScanOptions {
  readonly undecided: readonly LibraryPath[]
  readonly unstable: readonly LibraryPath[]
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

/** A file as its folder lists it; none of these embeds a picture. */
const foundOf = (reference: AudioReference) => ({ ...reference, folderArtVersion: reference.artVersion })
const fileOf = (reference: AudioReference) => readFileOf(foundOf(reference), reference)

/** The reference of a track of which there are further files. */
const copied = (reference: AudioReference, ...copies: readonly AudioReference[]): AudioReference => ({
  ...reference,
  copies: copies.map((each) => copyOf(fileOf(each))),
})
const put = (reference: AudioReference) => record(audioReferences, reference.trackId, reference, NOW)
const drop = (reference: AudioReference) => record(audioReferences, reference.trackId, null, NOW)

/** One whole scan, as the edge does it: an unchanged file is not read, so the known reference stands for it. */
function scan(
  found: readonly AudioReference[],
  known: ReadonlyMap<TrackId, AudioReference>,
  { undecided = [], unstable = [], claims = false, libraries = ['/a', '/b'] }: Partial<ScanOptions> = {},
) {
  const before = knownLibrary(known)
  const isElsewhere = ({ library }: LibraryPath) => !libraries.includes(library)
  const isFound = (other: LibraryPath) => found.some((each) => isSameFile(each, other))
  const reconciliation = startReconciliation(before.tracks, {
    ...{ scannedAt: NOW, instance: 'here', claims, isElsewhere, isFound, isUnstable: within(unstable) },
  })
  const visits = [...found]
    .sort(comparePaths)
    .map((each) => unchangedTracks(before, foundOf(each), 'folder', isFound)?.[0] ?? fileOf(each))
    .map((each) => reconcile(reconciliation, each))
  const settled = unsettledTracks(reconciliation).map((id) => {
    const standing = standingFile(reconciliation, id)
    const file = found.find((each) => standing !== null && isSameFile(each, standing.file))
    if (standing?.reference === null && file !== undefined) reread(reconciliation, id, file, fileOf(file))
    return settle(reconciliation, id)
  })
  const { deleted, away } = decideDeletions(absentTracks(reconciliation), {
    ...{ isElsewhere, undecided, absentBefore: null, isRecut: () => false, scannedAt: NOW, forgetAfterMs: YEAR_MS },
  })
  return {
    outcomes: [...visits, ...settled].flatMap(({ outcome }) => outcome ?? []),
    records: [
      ...[...visits, ...settled].flatMap((visit) => (visit.record ? [visit.record] : [])),
      ...away.map((each) => putAway(reconciliation, each)),
      ...deleted.map((each) => tombstone(reconciliation, each)),
    ],
  }
}

const one = file('/a/one.mp3', '1')
const two = file('/a/two.mp3', '2')
/** A file of the sound of `one` whose tags say something. */
const tagged = (place: string, modifiedAt = 1): AudioReference => ({
  ...{ ...file(place, '1', modifiedAt), title: 'Tagged', artist: 'Ann', tagScore: 80 },
})
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
      ['duplicate', 'changed'],
      [put(copied(file('/a/a.mp3', '1'), one))],
    ],
    [
      'of copies the one whose tags say most stands for the track, wherever it lies',
      [one, tagged('/a/z.mp3')],
      [],
      ['new', 'duplicate'],
      [put(one), put(copied(tagged('/a/z.mp3'), one))],
    ],
    [
      'a copy with poorer tags is one more place of the track, and changes nothing else',
      [file('/a/a.mp3', '1'), tagged('/a/one.mp3')],
      [tagged('/a/one.mp3')],
      ['duplicate', 'unchanged'],
      [put(copied(tagged('/a/one.mp3'), file('/a/a.mp3', '1')))],
    ],
    [
      'the file that stands for a track and loses its tags stands back for a copy that has them',
      [file('/a/one.mp3', '1', 2), tagged('/a/z.mp3')],
      [copied(tagged('/a/one.mp3'), tagged('/a/z.mp3'))],
      ['duplicate', 'changed'],
      [put(copied(tagged('/a/z.mp3'), file('/a/one.mp3', '1', 2)))],
    ],
    [
      'a copy that is tagged at last stands for the track',
      [one, tagged('/a/z.mp3', 2)],
      [copied(one, file('/a/z.mp3', '1'))],
      ['duplicate', 'changed'],
      [put(copied(tagged('/a/z.mp3', 2), one))],
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
      ['duplicate', 'unchanged'],
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
      [put({ ...file('/c/x.mp3', '1'), title: 'one', tagsVersion: 0, absentSince: NOW })],
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
        fc.nat(2),
      )
      .map(([library, name, content, modifiedAt, tagScore]) => ({
        ...file(`${library}/${name}.mp3`, content, modifiedAt),
        ...{ tagScore, title: `${name} ${tagScore}`, lyrics: tagScore === 1 ? ('plain' as const) : ('none' as const) },
      })),
    { selector: ({ library, path }) => `${library}/${path}` },
  )
  const after = (known: ReadonlyMap<TrackId, AudioReference>, records: ReturnType<typeof scan>['records']) => {
    const content = new Map(known)
    for (const each of records) knownReferences.apply(content, each)
    return content
  }
  const runs = { seed: 3, numRuns: 500 }

  /** A file of other bytes or tags has another time of change, as on a disk. */
  const plausible = (before: readonly AudioReference[], now: readonly AudioReference[]) =>
    now.every((file) =>
      before.every(
        (old) =>
          comparePaths(old, file) !== 0 ||
          old.modifiedAt !== file.modifiedAt ||
          (old.trackId === file.trackId && old.tagScore === file.tagScore),
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

  it('is one track per content, at the file whose tags say most, with the others as copies', () => {
    fc.assert(
      fc.property(files, (found) => {
        const expected = new Map<TrackId, AudioReference>()
        const best = [...found].sort((a, b) => b.tagScore - a.tagScore || comparePaths(a, b))
        for (const each of best) {
          if (expected.has(each.trackId)) continue
          const others = best.filter((other) => other.trackId === each.trackId && other !== each)
          const sung = others.find(({ lyrics }) => lyrics === 'plain')
          const given =
            each.lyrics === 'none' && sung !== undefined
              ? { lyrics: sung.lyrics, lyricsFrom: { library: sung.library, path: sung.path, lyricsPath: null } }
              : {}
          expected.set(each.trackId, { ...copied(each, ...others.sort(comparePaths)), ...given })
        }
        expect(after(new Map(), scan(found, new Map()).records)).toStrictEqual(expected)
      }),
      runs,
    )
  })
})

describe('a track with a file that may still be being written', () => {
  const best = copied(tagged('/a/one.mp3'), file('/a/z.mp3', '1'))

  it.each([
    ['stands for it', [file('/a/z.mp3', '1')], [{ library: '/a', path: 'one.mp3' }]],
    ['is a copy', [tagged('/a/one.mp3')], [{ library: '/a', path: 'z.mp3' }]],
  ])('stays as it is until that is over, when the file %s', (_, found, unstable) => {
    expect(scan(found, knowing([best]), { unstable })).toStrictEqual({ outcomes: ['unchanged'], records: [] })
  })
})
