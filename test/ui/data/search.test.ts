import { describe, expect, it } from 'vitest'
import type { SearchResults } from '../../../ui/data/search.ts'
import { foundIn, foundWords, namesIn, searchAddressOf, searchPath } from '../../../ui/data/search.ts'

const nothing: SearchResults = { top: null, artists: [], albums: [], tracks: [], playlists: [] }
const playlist = { playlistId: 'p', name: 'Rainy days', trackCount: 3 }

describe('the address of a search', () => {
  it.each([
    ['', { q: '', room: 'all' }, '/search'],
    ['q=low+water', { q: 'low water', room: 'all' }, '/search?q=low+water'],
    ['q=a%26b%3D%C3%B8&in=tracks', { q: 'a&b=ø', room: 'tracks' }, '/search?q=a%26b%3D%C3%B8&in=tracks'],
    ['in=nowhere', { q: '', room: 'all' }, '/search'],
  ] as const)('%s is read, and written again', (query, address, path) => {
    expect(searchAddressOf(new URLSearchParams(query))).toStrictEqual(address)
    expect(searchPath(address)).toBe(path)
  })

  it('holds no more letters than the server reads', () => {
    expect(searchAddressOf(new URLSearchParams({ q: 'x'.repeat(300) })).q).toHaveLength(200)
  })
})

describe('what was found', () => {
  it('is counted by kind, and named', () => {
    const results = { ...nothing, playlists: [playlist, { ...playlist, playlistId: 'q', name: 'Rain' }] }
    expect([foundIn(results, 'all'), foundIn(results, 'playlists'), foundIn(results, 'tracks')]).toStrictEqual([
      2, 2, 0,
    ])
    expect([foundWords(results), foundWords(nothing)]).toStrictEqual(['Found: 2 playlists', 'Nothing found'])
    expect(namesIn(results)).toStrictEqual(['Rainy days', 'Rain'])
  })
})
