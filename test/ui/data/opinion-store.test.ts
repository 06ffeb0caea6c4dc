import { afterEach, describe, expect, it, vi } from 'vitest'
import { memoryStore } from '../../../ui/data/kept.ts'
import { OpinionStore } from '../../../ui/data/opinion-store.ts'

/** Two pages of one browser: each hears what the other says, and not itself. */
function pages(store = memoryStore()) {
  const listeners: ((data: unknown) => void)[] = []
  const channel = (at: number) => ({
    tell: (data: unknown) => listeners.forEach((hear, other) => other !== at && hear(data)),
    hear: (listener: (data: unknown) => void) => void (listeners[at] = listener),
  })
  return [new OpinionStore(store, channel(0)), new OpinionStore(memoryStore(), channel(1)), store] as const
}

/** The server answers with these pages, one after the other. */
function answering(...answers: readonly object[]) {
  const nothing = { liked: [], disliked: [], never: [], neverArtists: [] }
  const asked: string[] = []
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    const at = asked.length - 1
    const nextCursor = at < answers.length - 1 ? `c${at}` : null
    return Promise.resolve(Response.json({ ...nothing, nextCursor, ...answers[at] }))
  })
  return asked
}

afterEach(() => vi.unstubAllGlobals())
const { signal } = new AbortController()

describe('opinions', () => {
  it('are pressed, taken back, and heard by the other pages of the browser', () => {
    const [here, there] = pages()
    const told = vi.fn()
    there.subscribe(told)
    expect([here.press('a', 'liked'), there.of('a'), there.press('a', 'disliked'), here.of('a')]).toStrictEqual([
      ['liked'],
      'liked',
      ['unliked', 'disliked'],
      'disliked',
    ])
    expect(told).toHaveBeenCalledTimes(3)
    expect([here.pressNever('x', 'artist'), there.isNeverArtist('x'), there.pressNever('x', 'artist')]).toStrictEqual([
      'neverArtist',
      true,
      'allowedArtist',
    ])
    expect([here.pressNever('a', 'track'), there.isNever('a')]).toStrictEqual(['neverTrack', true])
  })

  it('that do not count are shown on this page until private listening is left, and kept nowhere', () => {
    const [here, there, store] = pages()
    here.press('a', 'liked')
    here.press('a', 'disliked', false)
    here.pressNever('b', 'track', false)
    expect([here.of('a'), here.isNever('b'), there.of('a'), there.isNever('b')]).toStrictEqual([
      'disliked',
      true,
      'liked',
      false,
    ])
    expect(pages(store)[0].of('a')).toBe('liked')
    here.forgetUncounted()
    expect([here.of('a'), here.isNever('b')]).toStrictEqual(['liked', false])
  })

  it('come from the server, page by page, and what was said since stands', async () => {
    const [here] = pages()
    const asked = answering({ liked: ['a'] }, { liked: ['b'], never: ['n'] })
    here.press('b', 'disliked')
    await here.load(signal)
    expect(here.lists).toStrictEqual({ liked: ['a'], disliked: ['b'], never: ['n'], neverArtists: [] })
    expect(asked).toStrictEqual(['/api/me/opinions', '/api/me/opinions?cursor=c0'])
  })

  it('that the server knows by then are its own again', async () => {
    const [here] = pages()
    here.press('a', 'liked')
    answering({ liked: ['a'] })
    await here.load(signal)
    answering({})
    await here.load(signal)
    expect(here.of('a')).toBe('none')
  })

  it('follow what the server says, and ask for all of them where it names none', () => {
    const [here] = pages()
    here.press('a', 'liked')
    const items = [
      { trackId: 'a', artistId: null, opinion: 'liked' as const },
      { trackId: 'b', artistId: null, opinion: 'never' as const },
    ]
    expect(here.follow({ type: 'opinions', reload: false, items })).toBe(false)
    expect(here.lists).toMatchObject({ liked: ['a'], never: ['b'] })
    expect(here.follow({ type: 'opinions', reload: true, items: [] })).toBe(true)
  })

  it('outlast a reload, also without the server', () => {
    const [here, , store] = pages()
    here.press('a', 'liked')
    expect(pages(store)[0].of('a')).toBe('liked')
  })

  it('of a stranger on the channel are passed over', () => {
    const listeners: ((data: unknown) => void)[] = []
    const store = new OpinionStore(memoryStore(), {
      tell: () => undefined,
      hear: (listener) => listeners.push(listener),
    })
    for (const data of [null, { event: 'liked' }, { event: 'unknown', id: 'a' }]) listeners[0]?.(data)
    expect(store.lists.liked).toStrictEqual([])
  })
})
