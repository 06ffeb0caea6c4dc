import { afterEach, describe, expect, it, vi } from 'vitest'
import { NamedRows } from '../../../ui/data/named-rows.ts'
import { libraryOf } from '../support/tone.ts'

const tracks = libraryOf(150)
const ids = [...tracks.map(({ trackId }) => trackId), 'gone']
const { signal } = new AbortController()
afterEach(() => vi.unstubAllGlobals())

/** A server that has these tracks. */
function serving() {
  const asked: number[] = []
  vi.stubGlobal('fetch', (path: string) => {
    const named = new URLSearchParams(path.split('?')[1]).get('ids')?.split(',') ?? []
    asked.push(named.length)
    const items = named.flatMap((id) => tracks.find(({ trackId }) => trackId === id) ?? [])
    return Promise.resolve(Response.json({ items, nextCursor: null }))
  })
  return asked
}

describe('rows of ids', () => {
  it('are read where they are in sight, each page once', async () => {
    const asked = serving()
    const rows = new NamedRows(ids, signal)
    expect([rows.length, rows.get(0)]).toStrictEqual([151, undefined])
    rows.want(0, 20)
    rows.want(10, 30)
    await vi.waitFor(() => expect(rows.get(0)?.title).toBe('Drowning'))
    expect([asked, rows.get(120)]).toStrictEqual([[100], undefined])
    rows.want(90, 200)
    await vi.waitFor(() => expect(rows.get(149)?.trackId).toBe(ids[149]))
    expect(asked).toStrictEqual([100, 51])
  })

  it('of tracks that are gone say so', async () => {
    serving()
    const rows = new NamedRows(['gone'], signal)
    rows.want(0, 1)
    await vi.waitFor(() => expect(rows.get(0)?.title).toBe('A song that is no longer in the library'))
    expect(rows.get(0)?.absentSince).toBe(0)
  })

  it.each([true, false])(
    'that could not be read are asked for again after a while; observed: %s',
    async (isObserved) => {
      vi.useFakeTimers()
      let asked = 0
      vi.stubGlobal('fetch', () => Promise.reject(new TypeError(`away ${(asked += 1)}`)))
      const rows = new NamedRows(ids, signal)
      const end = isObserved ? rows.subscribe(() => rows.want(0, 1)) : () => undefined
      for (let n = 0; n < 20; n += 1) {
        rows.want(0, 1)
        await vi.advanceTimersByTimeAsync(100)
      }
      expect([asked, rows.problem === null]).toStrictEqual([1, false])
      serving()
      await vi.advanceTimersByTimeAsync(3_000)
      expect(rows.get(0) !== undefined).toBe(isObserved)
      rows.want(0, 1)
      await vi.advanceTimersByTimeAsync(0)
      expect([rows.get(0)?.title, rows.problem]).toStrictEqual(['Drowning', null])
      end()
      vi.useRealTimers()
    },
  )
})
