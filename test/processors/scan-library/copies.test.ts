import { expect, it } from 'vitest'
import {
  compareCopies,
  copyOf,
  copyTagsOf,
  filesOf,
  fromCopies,
  inOrderOfStanding,
  readFileOf,
  standingUnread,
  withoutCopies,
} from '../../../processors/scan-library/copies.ts'
import { NO_FOLDER_PICTURES } from '../../../processors/scan-library/folder-art.ts'
import type { AudioReference } from '../../../schemas/generated.ts'
import { referenceOf } from '../../support/builders.ts'

const track = (path: string, changes: Partial<AudioReference> = {}) =>
  referenceOf('1', { soundHash: 'sound', path, tagsVersion: 6, ...changes })
const file = (path: string, changes: Partial<AudioReference> = {}, beside: string | null = null) => {
  const reference = track(path, changes)
  const pictures = { ...NO_FOLDER_PICTURES, folderArt: beside, folderArtVersion: beside && `version of ${beside}` }
  return readFileOf({ ...reference, ...pictures }, reference)
}

it('orders files of one sound by what their tags say, then by library and path', () => {
  const files = [file('b.mp3'), file('a.mp3'), file('z.mp3', { tagScore: 1 }), file('y.mp3', { library: '/elder' })]
  expect(inOrderOfStanding(files).map(({ file: { path } }) => path)).toStrictEqual(['z.mp3', 'y.mp3', 'a.mp3', 'b.mp3'])
  const [best, unread] = [copyOf(file('z.mp3', { tagScore: 1 })), { ...copyOf(file('a.mp3')), tags: null }]
  expect(Math.sign(compareCopies(best, unread))).toBe(-1)
})

it('takes the cover of the next file that has one, embedded or beside it', () => {
  const reference = track('a.mp3')
  const embedding = file('e/e.mp3', { hasArt: true, artVersion: 'embedded' }, 'e/cover.jpg')
  const beside = file('b/b.mp3', {}, 'b/cover.jpg')
  expect([
    fromCopies(reference, [file('n.mp3'), embedding, beside]),
    fromCopies(reference, [beside, embedding]),
    fromCopies(track('a.mp3', { folderArt: 'cover.jpg' }), [embedding]),
    fromCopies(track('a.mp3', { hasArt: true }), [embedding]),
    fromCopies(reference, []),
  ]).toStrictEqual([
    { artVersion: 'embedded', coverFrom: { library: '/music', path: 'e/e.mp3', isEmbedded: true } },
    { artVersion: 'version of b/cover.jpg', coverFrom: { library: '/music', path: 'b/cover.jpg', isEmbedded: false } },
    {},
    {},
    {},
  ])
})

it('takes the lyrics of the next file that has some', () => {
  const sung = file('s.mp3', { lyrics: 'timed', lyricsPath: 's.lrc' })
  expect([
    fromCopies(track('a.mp3'), [file('n.mp3'), sung]),
    fromCopies(track('a.mp3', { lyrics: 'plain' }), [sung]),
  ]).toStrictEqual([{ lyrics: 'timed', lyricsFrom: { library: '/music', path: 's.mp3', lyricsPath: 's.lrc' } }, {}])
})

it('says of a file what is its own, and nothing that copies gave', () => {
  const place = { library: '/music', path: 's.mp3' }
  const given = track('a.mp3', {
    ...{ artVersion: 'v', coverFrom: { ...place, isEmbedded: true } },
    ...{ lyrics: 'timed', lyricsFrom: { ...place, lyricsPath: null } },
  })
  expect(withoutCopies(given, { ...given, ...NO_FOLDER_PICTURES })).toStrictEqual(track('a.mp3'))
  expect(copyTagsOf(given)).toMatchObject({ artVersion: null, lyrics: 'none' })
  const alone = track('a.mp3')
  expect(withoutCopies(alone, { ...alone, ...NO_FOLDER_PICTURES })).toBe(alone)
})

it('reads again what nothing or too little is known of', () => {
  const of = (changes: Partial<AudioReference>) =>
    filesOf(track('a.mp3', changes)).map(({ path, tags }) => [path, tags])
  expect([of({ soundHash: null }), of({ tagsVersion: 0 }), filesOf(undefined)]).toStrictEqual([
    [['a.mp3', null]],
    [['a.mp3', null]],
    [],
  ])
})

it('lets a copy that cannot be looked for stand unread, with what is known of its bytes', () => {
  const [copy, other] = [copyOf(file('z.mp3', { contentHash: 'z' })), copyOf(file('b.mp3'))]
  expect(standingUnread(track('a.mp3', { title: 'Kept' }), copy, [other])).toStrictEqual(
    track('z.mp3', { title: 'Kept', contentHash: 'z', tagsVersion: 0, copies: [other] }),
  )
  expect(standingUnread(track('a.mp3'), { ...copy, tags: null }, []).contentHash).toBe('')
  // The copies of a version that knew no sounds were of the same bytes.
  const old = track('a.mp3', { soundHash: null })
  expect(standingUnread(old, copy, [])).toStrictEqual({ ...old, path: 'z.mp3' })
})
