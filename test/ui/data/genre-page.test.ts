import { afterEach, expect, test, vi } from 'vitest'
import { fetchGenrePage } from '../../../ui/data/genre-page.ts'
import { catalogueOf } from '../support/catalogue-server.ts'

const { signal } = new AbortController()
afterEach(() => vi.unstubAllGlobals())

/** Answers every list with so many of the tracks of a library. */
const answered = (total: number) => {
  const { tracks } = catalogueOf(20)
  vi.stubGlobal('fetch', (path: string) => {
    const items = path.startsWith('/api/tracks?') ? tracks.slice(0, total) : []
    return Promise.resolve(Response.json({ items, nextCursor: null, total: items.length }))
  })
}

test('a genre that nothing is of is told as unknown, as an album or an artist is', async () => {
  answered(0)
  await expect(fetchGenrePage('Polkaa', signal)).rejects.toMatchObject({ code: 'unknown-genre' })
})

test('a genre without albums is shown with its songs', async () => {
  answered(3)
  const page = await fetchGenrePage('Polka', signal)
  expect([page.tracks.total, page.albums.total, page.tracks.items.length]).toStrictEqual([3, 0, 3])
})
