import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  claim,
  compareFiles,
  fileKey,
  gone as lost,
  knownReference,
  missing,
  recopied,
  startComparison,
  tombstone,
  unreadReference,
} from '../../../processors/scan-library/compare.ts'
import type { Unreadable } from '../../../processors/scan-library/compare.ts'
import { referenceOf } from '../../../processors/scan-library/reference.ts'
import { knownReferences } from '../../../processors/scan-library/scan-library.ts'
import type { AudioReference, FileCopy, TrackId } from '../../../schemas/generated.ts'
import { record } from '../../../streams/engine/topic.ts'
import { audioReferences } from '../../../schemas/topics.ts'

const NOW = 1_000
const libraries = ['/a', '/b']

/** @param content stands for the bytes: one hexadecimal digit. */
function file(place: string, content: string, modifiedAt = 1, source: 'folder' | 'demo' = 'folder'): AudioReference {
  const [, library = '', path = ''] = /^(\/\w+)\/(.*)$/.exec(place) ?? []
  return referenceOf({ library, path, sizeBytes: 1, modifiedAt, folderArt: null }, content.repeat(64), null, source)
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

/** One whole scan, as the edge does it: what is unchanged is not read, so the known reference stands for it. */
function scan(
  found: readonly AudioReference[],
  known: ReadonlyMap<TrackId, AudioReference>,
  unreadable: readonly Unreadable[] = [],
) {
  const comparison = startComparison(known, NOW)
  const isThere = (other: FileCopy) => found.some((each) => fileKey(each) === fileKey(other))
  const claims = [...found]
    .sort(compareFiles)
    .map((each) => claim(comparison, unreadReference(comparison, each, 'folder', isThere) ?? each))
  return {
    outcomes: claims.map(({ outcome }) => outcome),
    records: [
      ...claims.flatMap((claimed) => (claimed.record ? [claimed.record] : [])),
      ...recopied(comparison),
      ...lost(missing(comparison), libraries, unreadable).map((each) => tombstone(comparison, each)),
    ],
  }
}

const one = file('/a/one.mp3', '1')
const two = file('/a/two.mp3', '2')
const gone = { library: '/c', path: 'x.mp3' }

describe('the comparison of a library with what is known', () => {
  it.each([
    ['a new file is sent', [one], [], ['new'], [put(one)]],
    ['a known file is not', [one], [one], ['unchanged'], []],
    ['a file that is gone is removed', [], [one], [], [drop(one)]],
    ['a moved file keeps its track', [file('/a/moved.mp3', '1')], [one], ['changed'], [put(file('/a/moved.mp3', '1'))]],
    ['a touched file is told of', [file('/a/one.mp3', '1', 2)], [one], ['changed'], [put(file('/a/one.mp3', '1', 2))]],
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
      'when the first copy is gone, the next stands for the track',
      [file('/a/z.mp3', '1')],
      [copied(one, file('/a/z.mp3', '1'))],
      ['changed'],
      [put(file('/a/z.mp3', '1'))],
    ],
    ['a copy that is gone is forgotten', [one], [copied(one, file('/a/z.mp3', '1'))], ['unchanged'], [put(one)]],
    [
      'copies that are as they were are not told of again',
      [one, file('/a/z.mp3', '1')],
      [copied(one, file('/a/z.mp3', '1'))],
      ['unchanged', 'duplicate'],
      [],
    ],
    [
      'a cover that has come is told of',
      [{ ...one, folderArt: 'cover.jpg' }],
      [one],
      ['changed'],
      [put({ ...one, folderArt: 'cover.jpg' })],
    ],
    [
      'what an older version has read of a file is read again',
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
      'a library folder that is no longer configured is removed',
      [],
      [file('/c/x.mp3', '1')],
      [],
      [drop(file('/c/x.mp3', '1'))],
    ],
    ['a demo track is removed like any other', [], [file('/c/x.mp3', '1', 1, 'demo')], [], [drop(one)]],
    ['what another source wrote is left alone', [], [{ ...one, ...gone, source: 'elsewhere' }], [], []],
    ['tombstones come by track id', [], [two, one], [], [drop(one), drop(two)]],
  ])('%s', (_, found, known, outcomes, records) => {
    expect(scan(found, knowing(known))).toStrictEqual({ outcomes, records })
  })

  it.each([
    ['a library folder', ''],
    ['a folder', 'x'],
    ['a folder further up', 'x/y'],
    ['a file', 'x/y/z.mp3'],
  ])('keeps what lies in %s that cannot be read', (_, path) => {
    const deep = file('/a/x/y/z.mp3', '1')
    expect(scan([], knowing([deep, two]), [{ library: '/a', path }]).records).toStrictEqual(
      path === '' ? [] : [drop(two)],
    )
  })

  it('does not take a folder for another whose name begins alike', () => {
    const other = file('/a/xy/z.mp3', '1')
    expect(scan([], knowing([other]), [{ library: '/a', path: 'x' }]).records).toStrictEqual([drop(other)])
  })

  it('removes a library folder that is neither configured nor readable', () => {
    const away = file('/c/x.mp3', '1')
    expect(scan([], knowing([away]), [{ library: '/c', path: '' }]).records).toStrictEqual([drop(away)])
  })

  it('does not see what is sent while it goes on', () => {
    const known = knowing([one])
    const comparison = startComparison(known, NOW)
    known.clear()
    expect(knownReference(comparison, one)).toStrictEqual(one)
  })
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
        (old) => compareFiles(old, file) !== 0 || old.modifiedAt !== file.modifiedAt || old.trackId === file.trackId,
      ),
    )

  it('is known after one scan, and a second one has nothing to say', () => {
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

  it('gives the same whatever the order in which it is found', () => {
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

  it('is one track per content, at the place that sorts first, and knows its other places', () => {
    fc.assert(
      fc.property(files, (found) => {
        const first = new Map<TrackId, AudioReference>()
        for (const each of [...found].sort(compareFiles)) {
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
