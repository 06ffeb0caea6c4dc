import { describe, expect, it } from 'vitest'
import {
  albumFolder,
  isSeveral,
  isUnknown,
  identityKey,
  sortNameOf,
  titleAndDisc,
} from '../../../../processors/shared/entities/names.ts'

describe('the key of a name', () => {
  it.each([
    ['Beyoncé', 'Beyonce'],
    ['AC/DC', 'AC-DC'],
    ['Drum & Bass', 'drum and bass'],
    ['Hip-Hop', 'Hip Hop'],
    ["Guns N' Roses", 'Guns N’ Roses'],
    ["Don't", 'Dont'],
    ['Mötley Crüe', 'Mo\u0308tley Cru\u0308e'],
    ['Sigur Rós ', ' SIGUR  RÓS'],
  ])('is one for %s and %s', (a, b) => {
    expect(identityKey(a)).toBe(identityKey(b))
  })

  it.each([
    ['The The', 'The'],
    ['M.I.A.', 'Mia'],
    ['!!!', '???'],
    ['+/-', '-'],
    ['坂本', '坂木'],
  ])('is another for %s and %s', (a, b) => {
    expect(identityKey(a)).not.toBe(identityKey(b))
  })

  it('knows words for several and for nobody', () => {
    expect(
      ['Various Artists', 'VA', 'V.A.', 'Varios artistas'].map((name) => isSeveral(identityKey(name))),
    ).toStrictEqual(Array(4).fill(true))
    expect(['', '<unknown>', 'Unknown Artist'].map((name) => isUnknown(identityKey(name)))).toStrictEqual(
      Array(3).fill(true),
    )
    expect(
      ['Vanilla', 'Unknown Mortal Orchestra'].some(
        (name) => isSeveral(identityKey(name)) || isUnknown(identityKey(name)),
      ),
    ).toBe(false)
  })
})

it.each([
  ['Mellon Collie (Disc 2)', 'Mellon Collie', 2],
  ['Mellon Collie [CD 02]', 'Mellon Collie', 2],
  ['The Wall - Disc 1', 'The Wall', 1],
  ['The Wall CD1', 'The Wall', 1],
  ['The Wall, Disk 1 of 2', 'The Wall', 1],
  ['CD 1', 'CD 1', null],
  ['ACD 1', 'ACD 1', null],
  ['Discovery', 'Discovery', null],
  ['1989', '1989', null],
])('takes the disc off the title %s', (title, rest, disc) => {
  expect(titleAndDisc(title)).toStrictEqual({ rest, disc })
})

it.each([
  ['Album/CD2/01.flac', 'Album', 2],
  ['Album/Disc 1 - Dawn/01.flac', 'Album', 1],
  ['Album/01.flac', 'Album', null],
  ['CD1/01.flac', '', 1],
  ['01.flac', '', null],
  ['Discography/01.flac', 'Discography', null],
])('finds the folder of the album of %s', (path, rest, disc) => {
  expect(albumFolder(path)).toStrictEqual({ rest, disc })
})

it('sorts by the word after an article', () => {
  expect(['The Beatles', 'The The', 'Therapy?', 'The'].map(sortNameOf)).toStrictEqual([
    'Beatles, The',
    'The, The',
    'Therapy?',
    'The',
  ])
})
