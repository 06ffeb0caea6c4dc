import { expect, it } from 'vitest'
import { folderArt } from '../../../processors/scan-library/folder-art.ts'

it.each([
  [['a.mp3', 'cover.jpg'], 'cover.jpg'],
  [['FOLDER.JPG', 'Front.PNG'], 'FOLDER.JPG'],
  [['front.webp', 'Cover.jpeg', 'folder.gif'], 'Cover.jpeg'],
  [['Front (1).png', 'back.png'], 'Front (1).png'],
  [['front-cover.jpg'], 'front-cover.jpg'],
  [['cover.png', 'cover.jpg'], 'cover.jpg'],
  [['cover.svg', 'cover.txt', 'discover.jpg', 'coverage.jpg', 'cover'], null],
  [[], null],
])('of %o it is %s', (names, expected) => {
  expect(folderArt(names)).toBe(expected)
})
