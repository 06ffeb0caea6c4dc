import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Queue, QueueEntry } from '../../../ui/data/queue.ts'
import {
  advanced,
  emptyQueue,
  entriesOf,
  jumpedTo,
  wentBack,
  withAdded,
  withDescribed,
  withList,
  withMoved,
  withNow,
  withShuffle,
  without,
} from '../../../ui/data/queue.ts'
import type { Track } from '../../../ui/data/tracks.ts'

const track = (trackId: string): Track => ({
  trackId,
  title: trackId,
  artist: '',
  album: '',
  durationMs: null,
  hasArt: false,
})
const SOURCE = { kind: 'album', id: 'a1', name: 'Mezzanine' } as const
const idsFrom = (prefix: string) => {
  let count = 0
  return () => `${prefix}${(count += 1)}`
}
const entries = (prefix: string, count: number): readonly QueueEntry[] =>
  entriesOf(
    Array.from({ length: count }, (_, index) => track(`${prefix}${index + 1}`)),
    SOURCE,
    idsFrom(prefix),
  )
const ids = (list: readonly QueueEntry[]) => list.map(({ entryId }) => entryId)
const only = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error('There is none.')
  return value
}
const offered = (entryId: string): QueueEntry => ({
  ...only(entries(entryId, 1)[0]),
  entryId,
  offered: { recommendationId: 'r1', itemRank: 1 },
})
const album = withList(emptyQueue, entries('e', 5), 1)

/** Everything that a listener or the end of a track can do, in any order. */
type Act = (queue: Queue, newId: () => string) => Queue
const place = fc.nat({ max: 6 })
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>((queue, newId) => advanced(queue, newId) ?? queue),
  fc.constant<Act>((queue) => wentBack(queue) ?? queue),
  fc.constant<Act>((queue, newId) => withNow(queue, offered(newId()))),
  place.map(
    (at): Act =>
      (queue) =>
        jumpedTo(queue, queue.yours[at]?.entryId ?? ''),
  ),
  fc.tuple(place, place).map(([count, after]): Act => (queue, newId) => {
    const added = entriesOf(entries('a', count).map(({ track: one }) => one), SOURCE, newId) // prettier-ignore
    return withAdded(queue, added, queue.yours[after]?.entryId ?? null)
  }),
  place.map(
    (at): Act =>
      (queue) =>
        without(queue, new Set([queue.yours[at]?.entryId ?? ''])),
  ),
  fc.tuple(place, place).map(([at, after]): Act => (queue) => {
    return withMoved(queue, new Set([queue.yours[at]?.entryId ?? '']), queue.yours[after]?.entryId ?? null)
  }),
  fc.option(fc.nat()).map(
    (seed): Act =>
      (queue) =>
        withShuffle(queue, seed),
  ),
  fc.constantFrom('off', 'one', 'all').map((repeat): Act => (queue) => ({ ...queue, repeat })),
)
const queues = fc.array(acts, { maxLength: 30 }).map((done) => {
  const newId = idsFrom('n')
  return { queue: done.reduce((queue, act) => act(queue, newId), album), newId }
})

describe('queue', () => {
  it('plays what was picked, and the rest of its list after it, in order', () => {
    expect([album.now?.entryId, ids(album.yours)]).toEqual(['e2', ['e3', 'e4', 'e5']])
    const next = only(advanced(album, idsFrom('n')))
    expect([next.now?.entryId, ids(next.yours), ids(next.before)]).toEqual(['e3', ['e4', 'e5'], ['e2']])
  })

  it('takes the whole list where it is shuffled, and shows the order in which it plays', () => {
    const { now, yours } = withList({ ...emptyQueue, shuffleSeed: 7 }, entries('e', 9), 4)
    expect(now?.entryId).toBe('e5')
    expect([...ids(yours)].sort()).toEqual(['e1', 'e2', 'e3', 'e4', 'e6', 'e7', 'e8', 'e9'])
    expect(ids(yours)).not.toEqual([...ids(yours)].sort())
  })

  it('keeps Previous and Next inverse, wherever it is, also where Live played', () => {
    fc.assert(
      fc.property(queues, ({ queue, newId }) => {
        const back = wentBack(queue)
        if (back !== null && queue.now !== null) {
          const there = only(advanced(back, newId))
          // What is repeated is copied again, under another id, or not any more.
          if (queue.repeat !== 'all' && queue.before[0]?.copyId === undefined) expect(there).toEqual(queue)
          else expect(there.now?.track).toEqual(queue.now.track)
        }
        const next = advanced(queue, newId)
        if (next === null || queue.now === null) return
        const again = only(wentBack(next))
        expect([again.now, again.yours]).toEqual([queue.now, queue.yours])
        expect(again.before).toEqual(queue.before.slice(0, again.before.length))
      }),
    )
  })

  it('comes back to the copy of a song that is repeated, before what waits behind it', () => {
    const alone = { ...withNow(emptyQueue, only(album.now)), repeat: 'all' as const }
    const copied = only(advanced(alone, idsFrom('n')))
    const waiting = withAdded(copied, album.yours.slice(0, 1), null)
    const back = only(wentBack(waiting))
    expect(only(advanced(back, idsFrom('m'))).now).toEqual(copied.now)
  })

  it('comes back to a song of Live by Next, after Previous', () => {
    const live = withNow(album, offered('l1'))
    const back = only(wentBack(live))
    expect([back.now?.entryId, ids(back.yours)]).toEqual(['e2', ['l1', 'e3', 'e4', 'e5']])
    expect(advanced(back, idsFrom('n'))).toEqual(live)
  })

  it('holds every entry once in Now and Yours', () => {
    fc.assert(
      fc.property(queues, ({ queue }) => {
        const held = ids([...(queue.now === null ? [] : [queue.now]), ...queue.yours])
        expect(new Set(held).size).toBe(held.length)
      }),
    )
  })

  it('remembers 200 that were played, and holds 5,000 that are to come', () => {
    const many = entries('m', 6_000)
    const full = withList(emptyQueue, many, 0)
    expect(full.yours.length).toBe(5_000)
    expect(withAdded(full, entries('x', 3), null).yours.length).toBe(5_000)
    expect(withList({ ...emptyQueue, shuffleSeed: 1 }, many, 3_000).yours.length).toBe(5_000)
    const newId = idsFrom('n')
    const later = Array.from({ length: 300 }).reduce<Queue>((queue) => only(advanced(queue, newId)), full)
    expect(later.before.length).toBe(200)
    const back = Array.from({ length: 200 }).reduce<Queue>((queue) => only(wentBack(queue)), later)
    expect([back.yours.length, wentBack(back)]).toEqual([4_900, null])
  })

  it('repeats the whole list in its order', () => {
    const newId = idsFrom('n')
    let queue: Queue = { ...withList(emptyQueue, entries('e', 3), 0), repeat: 'all' }
    const heard = Array.from({ length: 7 }, () => {
      const { trackId } = only(queue.now).track
      queue = only(advanced(queue, newId))
      return trackId
    })
    expect(heard).toEqual(['e1', 'e2', 'e3', 'e1', 'e2', 'e3', 'e1'])
  })

  it('ends where Yours is empty', () => {
    expect(advanced(emptyQueue, idsFrom('n'))).toBe(null)
    expect(wentBack(emptyQueue)).toBe(null)
  })

  it('passes over what stood before the entry that was picked, and goes back through it', () => {
    const jumped = jumpedTo(album, 'e4')
    expect([jumped.now?.entryId, ids(jumped.yours), ids(jumped.before)]).toEqual(['e4', ['e5'], ['e3', 'e2']])
    expect(jumpedTo(album, 'elsewhere')).toBe(album)
  })

  it('moves entries together, and not behind themselves', () => {
    expect(ids(withMoved(album, new Set(['e3', 'e5']), 'e4').yours)).toEqual(['e4', 'e3', 'e5'])
    expect(ids(withMoved(album, new Set(['e5']), null).yours)).toEqual(['e5', 'e3', 'e4'])
    expect(withMoved(album, new Set(['e5']), 'e5')).toBe(album)
  })

  it('adds behind an entry; behind one that has gone, before all', () => {
    expect(ids(withAdded(album, entries('x', 2), 'e5').yours)).toEqual(['e3', 'e4', 'e5', 'x1', 'x2'])
    expect(ids(withAdded(album, entries('x', 1), 'gone').yours)).toEqual(['x1', 'e3', 'e4', 'e5'])
  })

  it('shows what became known of a track wherever it stands', () => {
    const known = { ...track('e3'), title: 'Teardrop' }
    const next = withDescribed(only(advanced(album, idsFrom('n'))), known)
    expect([next.now?.track.title, next.yours[0]?.track.title]).toEqual(['Teardrop', 'e4'])
    expect(withDescribed(album, track('elsewhere'))).toBe(album)
    expect(withDescribed(album, track('e3'))).toBe(album)
  })
})
