import { expect, it } from 'vitest'
import { comparePaths, filePlace, fileKey, isAtOrBelow } from '../../../processors/scan-library/library-path.ts'

const file = { library: '/a', path: 'x/y.mp3', sizeBytes: 1, modifiedAt: 2 }

it('orders files by library, then by path, by code units', () => {
  const paths = ['/b a', '/a b', '/a Z', '/a a'].map((text) => {
    const [library = '', path = ''] = text.split(' ')
    return { library, path }
  })
  const sorted = paths.sort(comparePaths).map(({ library, path }) => `${library} ${path}`)
  expect(sorted).toStrictEqual(['/a Z', '/a a', '/a b', '/b a'])
})

it('gives another key to a file of another path, size or time', () => {
  const others = [{ library: '/b' }, { path: 'x' }, { sizeBytes: 12 }, { modifiedAt: 3 }]
  const keys = [file, ...others.map((other) => ({ ...file, ...other }))].map(fileKey)
  expect([new Set(keys).size, fileKey(filePlace({ ...file }))]).toStrictEqual([5, keys[0]])
})

it.each([
  ['', true],
  ['x', true],
  ['x/y', true],
  ['x/y/z', true],
  ['x/', false],
  ['y', false],
  ['x/y/z/a', false],
])('finds x/y/z at or below "%s": %s', (place, expected) => {
  expect(isAtOrBelow(new Set([place]), 'x/y/z')).toBe(expected)
})

it('finds nothing below no path', () => {
  expect(isAtOrBelow(new Set(), 'x')).toBe(false)
})
