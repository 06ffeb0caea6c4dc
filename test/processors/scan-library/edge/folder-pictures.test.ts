import { mkdtempSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { folderPictures } from '../../../../processors/scan-library/edge/folder-pictures.ts'
import { picture, png } from '../../../support/pictures.ts'
import { NO_FOLDER_PICTURES } from '../../../../processors/scan-library/folder-art.ts'

let library: string
beforeEach(() => {
  library = mkdtempSync(join(tmpdir(), 'slipstream-pictures-'))
  onTestFinished(() => rmSync(library, { recursive: true }))
})

const [RED, BLUE] = [png(1, 1), png(40, 40, { noise: true })]
const put = (name: string, bytes: Uint8Array | string) => writeFileSync(join(library, name), bytes)
const pictures = (...names: readonly string[]) => folderPictures(library, '', names)

test('a picture that is replaced, by one of the same size too, has another version', async () => {
  put('cover.jpg', RED)
  const before = await pictures('cover.jpg')
  put('cover.jpg', BLUE)
  const larger = await pictures('cover.jpg')
  const { mtimeMs } = statSync(join(library, 'cover.jpg'))
  utimesSync(join(library, 'cover.jpg'), 1, mtimeMs / 1000 + 1)
  const later = await pictures('cover.jpg')
  put('folder.png', BLUE)
  const other = await pictures('folder.png')
  const versions = [before, larger, later, other].map(({ folderArtVersion }) => folderArtVersion)
  expect(new Set(versions).size).toBe(4)
  expect(versions).not.toContain(null)
  expect(await pictures('folder.png')).toStrictEqual(other)
})

test.each([0, 2 ** 25 + 1])('a picture of %i bytes is none', async (bytes) => {
  put('cover.jpg', '')
  truncateSync(join(library, 'cover.jpg'), bytes)
  expect(await pictures('cover.jpg')).toStrictEqual(NO_FOLDER_PICTURES)
})

test('what is no picture by its header leaves its place to the next best', async () => {
  put('cover.jpg', 'a text with the name of a picture')
  put('folder.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>')
  put('front.png', png(40, 40).subarray(0, 12))
  const none = await pictures('cover.jpg', 'folder.svg', 'front.png')
  put('albumart.png', RED)
  const next = await pictures('cover.jpg', 'folder.svg', 'front.png', 'albumart.png')
  expect([none.folderArt, next.folderArt]).toStrictEqual([null, 'albumart.png'])
})

test('a picture is one whose size stands behind more than was looked at first', async () => {
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0xff, 0xff]), Buffer.alloc(0xfffd)])
  const jpeg = picture('jpeg')
  put('cover.jpg', Buffer.concat([jpeg.subarray(0, 2), segment, segment, jpeg.subarray(2)]))
  expect((await pictures('cover.jpg')).folderArt).toBe('cover.jpg')
})

test('one that went while it was looked at is none', async () => {
  expect(await pictures('cover.jpg', 'artist.jpg')).toStrictEqual(NO_FOLDER_PICTURES)
})

test('the picture of an artist is that of all folders below, a cover that of the parts of its album', async () => {
  put('artist.png', RED)
  put('cover.jpg', RED)
  const above = await pictures('artist.png', 'cover.jpg')
  const { artistArt, artistArtVersion, folderArt, folderArtVersion } = above
  expect([artistArt, folderArt]).toStrictEqual(['artist.png', 'cover.jpg'])
  const below = (folder: string) => folderPictures(library, folder, [], above)
  expect(await below('First Album')).toStrictEqual({ ...NO_FOLDER_PICTURES, artistArt, artistArtVersion })
  expect(await below('First Album/CD 2')).toStrictEqual({ artistArt, artistArtVersion, folderArt, folderArtVersion })
})
