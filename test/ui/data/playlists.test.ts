import { describe, expect, it } from 'vitest'
import { afterPlace, freeName, importedWords, movedEntries, nameOfFile } from '../../../ui/data/playlist-entries.ts'

const entries = ['a', 'b', 'c', 'd'].map((entryId) => ({ entryId }))
const ids = (list: readonly { readonly entryId: string }[]) => list.map(({ entryId }) => entryId).join('')

describe('entries are moved as the server moves them', () => {
  it.each([
    [['c'], null, 'cabd'],
    [['a'], 'c', 'bcad'],
    [['d', 'b'], 'a', 'adbc'],
    [['a'], 'not there', 'bcda'],
    [['not there'], 'a', 'abcd'],
  ])('%j behind %s: %s', (moving, after, order) => {
    expect(ids(movedEntries(entries, moving, after))).toBe(order)
  })

  it('behind the entry that stands before their place', () => {
    expect([afterPlace(entries, 'b', 0), afterPlace(entries, 'b', 1), afterPlace(entries, 'b', 9)]).toStrictEqual([
      null,
      'a',
      'd',
    ])
  })
})

describe('names of playlists', () => {
  it.each([
    ['Road trip.m3u8', 'Road trip'],
    ['/music/lists/Road.M3U', 'Road'],
    ['C:\\lists\\a.b.m3u', 'a.b'],
    ['.m3u', 'Imported playlist'],
  ])('%s makes %s', (file, name) => {
    expect(nameOfFile(file)).toBe(name)
  })

  it('are numbered where one is taken, and not longer than the server takes', () => {
    expect(freeName('Evening', ['Morning'])).toBe('Evening')
    expect(freeName('Evening', ['Evening', 'Evening 2'])).toBe('Evening 3')
    expect(freeName('x'.repeat(200), ['x'.repeat(200)])).toHaveLength(200)
    expect(nameOfFile(`${'x'.repeat(300)}.m3u`)).toHaveLength(200)
  })
})

it('an import is told in words, and what is missing', () => {
  const imported = { playlistId: 'p', revision: 1, createdAt: 0, updatedAt: 0, missing: [] }
  expect(importedWords({ ...imported, name: 'Road', entries: 1, missingTotal: 0 })).toBe(
    '“Road”: 1 track. Every line was found.',
  )
  expect(importedWords({ ...imported, name: 'Road', entries: 1_200, missingTotal: 2 })).toBe(
    '“Road”: 1,200 tracks. 2 lines name no track of your library:',
  )
})
