import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveSearch } from '../../../ui/data/live-search.ts'

const nothing = { top: null, artists: [], albums: [], tracks: [], playlists: [] }
const named = (name: string) => ({ ...nothing, playlists: [{ playlistId: name, name, trackCount: 1 }] })

/** Answers each query with this, when it is told to. */
function serverOf(answers: Readonly<Record<string, object>>) {
  const asked: string[] = []
  const aborted: string[] = []
  vi.stubGlobal('fetch', (path: string, { signal }: { readonly signal: AbortSignal }) => {
    const q = new URLSearchParams(path.split('?')[1]).get('q') ?? ''
    asked.push(q)
    return new Promise<Response>((resolve, reject) => {
      signal.addEventListener('abort', () => {
        aborted.push(q)
        reject(new DOMException('aborted', 'AbortError'))
      })
      setTimeout(() => resolve(Response.json(answers[q] ?? nothing)), 100)
    })
  })
  return { asked, aborted }
}
const ask = (search: LiveSearch, q: string) => search.ask({ q, room: 'all' })
const names = (search: LiveSearch) => search.results?.playlists.map(({ name }) => name)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a search that is typed', () => {
  it('asks once for letters that follow each other fast, and leaves what was found until the next answer', async () => {
    const { asked, aborted } = serverOf({ rain: named('Rain'), 'rain d': named('Rainy days') })
    const search = new LiveSearch()
    for (const q of ['r', 'ra', 'rai', 'rain']) ask(search, q)
    await vi.advanceTimersByTimeAsync(200)
    expect([asked, names(search), search.isFresh]).toStrictEqual([['rain'], ['Rain'], true])
    ask(search, 'rain ')
    await vi.advanceTimersByTimeAsync(50)
    ask(search, 'rain d')
    expect([names(search), search.isFresh, aborted]).toStrictEqual([['Rain'], false, ['rain ']])
    await vi.advanceTimersByTimeAsync(200)
    expect([names(search), search.answered]).toStrictEqual([['Rainy days'], 'rain d'])
  })

  it('shows nothing for nothing, and does not ask twice for the same', async () => {
    const { asked } = serverOf({ rain: named('Rain') })
    const search = new LiveSearch()
    ask(search, 'rain')
    ask(search, 'rain')
    await vi.advanceTimersByTimeAsync(200)
    ask(search, ' ')
    expect([asked, search.results]).toStrictEqual([['rain'], null])
  })

  it('offers the nearest names where nothing was found', async () => {
    const { asked } = serverOf({ hump: { ...named('Humpback'), artists: [] } })
    const search = new LiveSearch()
    ask(search, 'humpbakks')
    await vi.advanceTimersByTimeAsync(500)
    expect([asked, search.nearest]).toStrictEqual([['humpbakks', 'hump'], ['Humpback']])
  })

  it('says why there is no answer, and asks again', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('away')))
    const search = new LiveSearch()
    ask(search, 'rain')
    await vi.advanceTimersByTimeAsync(200)
    expect(search.problem).toBe('The server cannot be reached. It is tried again.')
    serverOf({ rain: named('Rain') })
    search.again()
    ask(search, 'rain')
    await vi.advanceTimersByTimeAsync(200)
    expect([search.problem, names(search)]).toStrictEqual([null, ['Rain']])
  })
})
