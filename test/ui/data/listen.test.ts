import { afterEach, describe, expect, it, vi } from 'vitest'
import { fetchOneOfGenre, fetchSampler, mixed, notHeardLately, spreadPlaces } from '../../../ui/data/listen.ts'
import { libraryOf } from '../support/tone.ts'

const { signal } = new AbortController()
afterEach(() => vi.unstubAllGlobals())

describe('places all over a list', () => {
  it.each([
    [100, 4, 0, [0, 25, 50, 75]],
    [100, 4, 0.999, [24, 49, 74, 99]],
    [3, 10, 0.5, [0, 1, 2]],
    [0, 10, 0.5, []],
  ])('%i, %i of them, at random %d', (total, count, random, places) => {
    expect(spreadPlaces(total, count, () => random)).toStrictEqual(places)
  })
})

it('things are mixed, and none is lost', () => {
  expect(mixed([1, 2, 3], () => 0.999)).toStrictEqual([3, 2, 1])
  expect(mixed([1, 2, 3], () => 0)).toStrictEqual([1, 2, 3])
})

it('liked songs that were not played lately come with the oldest first', () => {
  const events = [{ trackId: 'b' }]
  expect(notHeardLately(['a', 'b', 'c', 'd'], events, 2)).toStrictEqual(['d', 'c'])
  expect(notHeardLately([], events, 2)).toStrictEqual([])
})

it('a sampler is ten songs of as many parts of the library, and a genre gives one that is here', async () => {
  const tracks = libraryOf(40)
  vi.stubGlobal('fetch', (path: string) => {
    const query = new URLSearchParams(path.split('?')[1])
    const from = Number(query.get('offset') ?? 0)
    const items = tracks.slice(from, from + Number(query.get('limit')))
    return Promise.resolve(Response.json({ items, nextCursor: null, total: tracks.length }))
  })
  const sampler = await fetchSampler(signal)
  expect(new Set(sampler.map(({ trackId }) => trackId)).size).toBe(10)
  expect(tracks.map(({ trackId }) => trackId)).toContain((await fetchOneOfGenre('Folk', signal))?.trackId)
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ items: [], nextCursor: null, total: 0 })))
  expect([await fetchOneOfGenre('None', signal), await fetchSampler(signal)]).toStrictEqual([null, []])
})
