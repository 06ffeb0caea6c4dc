import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ShownPlaylist } from '../../../ui/data/playlists.ts'
import { PlaylistStore, UNDO_DELETION_MS } from '../../../ui/data/playlist-store.ts'

const playlist = (playlistId: string, fields: Partial<ShownPlaylist> = {}): ShownPlaylist => ({
  ...{ playlistId, name: playlistId, entries: 0, revision: 1, createdAt: 0, updatedAt: 0 },
  ...fields,
})

/** A server with these playlists. It notes what it is asked. */
function serverOf(lists: ShownPlaylist[]) {
  const asked: string[] = []
  vi.stubGlobal('fetch', (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path.replace(/changeId=\w+/, 'changeId')}`)
    if (path === '/api/playlists' && method === 'GET') return json({ items: lists, nextCursor: null })
    if (method === 'DELETE') return json({})
    if (path.endsWith('/import')) return json({ ...playlist('imported'), missing: ['a.mp3'], missingTotal: 1 })
    if (path.endsWith('/entries')) return json({ ...playlist('a', { entries: 1 }), entryIds: ['e'] })
    return json(playlist('made', { name: 'New' }))
  })
  return asked
}
const json = (body: unknown) => Promise.resolve(Response.json(body))
const names = (store: PlaylistStore) => store.lists?.map(({ name }) => name)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
const opened = async (...ids: readonly string[]) => {
  const asked = serverOf(ids.map((id) => playlist(id)))
  const store = new PlaylistStore('here')
  store.want()
  store.want()
  await vi.waitFor(() => expect(store.lists).not.toBeNull())
  return { store, asked }
}

describe('playlists', () => {
  it('are read once for all that show them, and know what was made, renamed and imported', async () => {
    const { store, asked } = await opened('a')
    expect(asked).toStrictEqual(['GET /api/playlists'])
    await store.make('New')
    await store.rename('made', 'New')
    expect((await store.import('x', '#EXTM3U')).missing).toStrictEqual(['a.mp3'])
    expect(names(store)).toStrictEqual(['a', 'New', 'imported'])
  })

  it('are read again when another device changes them, and the views that show entries are told', async () => {
    const { store, asked } = await opened('a')
    store.follow({ type: 'playlists', playlistId: 'a', deviceId: 'there' })
    expect([store.news, asked.length]).toStrictEqual([1, 2])
    store.follow({ type: 'playlists', playlistId: 'a', deviceId: 'here' })
    expect(store.news).toBe(1)
    await store.add('a', ['t'])
    expect([store.news, asked.includes('POST /api/playlists/a/entries')]).toStrictEqual([2, true])
  })

  it('that are deleted can be brought back for ten seconds', async () => {
    const { store, asked } = await opened('a', 'b')
    store.delete(playlist('a'))
    store.delete(playlist('b'))
    expect([names(store), store.deleted.length]).toStrictEqual([[], 2])
    store.undoDelete('a')
    await vi.advanceTimersByTimeAsync(UNDO_DELETION_MS)
    expect([names(store), store.deleted.length]).toStrictEqual([['a'], 0])
    expect(asked.slice(1)).toStrictEqual(['DELETE /api/playlists/b?changeId&deviceId=here&revision=1'])
  })

  it('that were deleted are deleted at once when the page is left', async () => {
    const { store, asked } = await opened('a')
    store.delete(playlist('a'))
    store.finish()
    await vi.advanceTimersByTimeAsync(UNDO_DELETION_MS)
    expect(asked.filter((each) => each.startsWith('DELETE'))).toHaveLength(1)
  })

  it('say why they cannot be shown or deleted', async () => {
    const { store } = await opened('a')
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('away')))
    await store.read()
    expect([store.problem, names(store)]).toStrictEqual(['The server cannot be reached. It is tried again.', ['a']])
    store.delete(playlist('a'))
    await vi.advanceTimersByTimeAsync(UNDO_DELETION_MS)
    expect(store.problem).toContain('“a” could not be deleted.')
    expect(names(store)).toStrictEqual(['a'])
  })
})
