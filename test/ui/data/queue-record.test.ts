import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { putQueue } from '../../../schemas/http.ts'
import type { Queue, QueueEntry } from '../../../ui/data/queue.ts'
import { emptyQueue, entriesOf } from '../../../ui/data/queue.ts'
import { entryIdsOf, mergedQueue, queueOf, queuePut, trackIdsOf } from '../../../ui/data/queue-record.ts'

const trackOf = (trackId: string) => ({
  trackId,
  title: trackId,
  artist: '',
  album: '',
  durationMs: null,
  hasArt: false,
})
const entry = (entryId: string, name = 'Mezzanine'): QueueEntry => ({
  entryId,
  track: trackOf(`t-${entryId}`),
  source: { kind: 'album', id: name, name },
  unshuffled: -1,
})
const queue: Queue = {
  ...emptyQueue,
  now: entry('a'),
  yours: [entry('b'), entry('c', 'Blue Lines')],
  before: [entry('d')],
}
const by = { positionMs: 42_700.4, deviceId: 'd1', sessionId: 's1', revision: 7 }
const asRead = (put: Queue) => ({ ...putQueue.body.parse(queuePut(put, by)), revision: 8, updatedAt: 1 })
const full = (put: Queue) => {
  const { yours = [], before = [], sources = [], ...rest } = asRead(put)
  return { ...rest, yours, before, sources }
}

describe('the queue on the server', () => {
  it('comes back as it was, with every source once', () => {
    const record = full(queue)
    expect([record.positionMs, record.sources.map(({ name }) => name)]).toEqual([42_700, ['Mezzanine', 'Blue Lines']])
    expect(queueOf(record, trackOf)).toEqual(queue)
    expect(trackIdsOf(record)).toEqual(['t-a', 't-b', 't-c', 't-d'])
  })

  it('is what the contract takes, however long it is and from however many lists', () => {
    const many = Array.from({ length: 5_100 }, (_, at) => entry(`e${at}`, `list ${at % 150}`))
    const record = full({ ...queue, yours: many })
    expect([record.yours.length, record.sources.length]).toEqual([5_000, 100])
    expect(record.yours.filter(({ source }) => source === -1).length).toBeGreaterThan(0)
  })

  it('leaves out what is no longer in the library', () => {
    const known = (trackId: string) => (trackId === 't-b' ? null : trackOf(trackId))
    expect(queueOf(full(queue), known).yours.map(({ entryId }) => entryId)).toEqual(['c'])
  })
})

describe('two players that changed it', () => {
  it('leave the newer one, and after it what was put in the other', () => {
    const base = entryIdsOf(queue)
    const here = { ...queue, yours: [entry('x'), entry('b'), entry('c')] }
    const there = { ...queue, now: entry('b'), yours: [entry('c'), entry('y')] }
    const ids = ({ yours }: Queue) => yours.map(({ entryId }) => entryId)
    expect(ids(mergedQueue(here, there, base))).toEqual(['x', 'b', 'c', 'y'])
    expect(ids(mergedQueue(there, here, base))).toEqual(['c', 'y', 'x'])
  })

  it('lose nothing that was put, and hold nothing twice', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 6 })
    fc.assert(
      fc.property(ids, ids, ids, (before, here, there) => {
        const base = new Set(before)
        const of = (names: readonly string[]) => ({ ...emptyQueue, yours: names.map((name) => entry(name)) })
        const merged = mergedQueue(of(here), of(there), base).yours.map(({ entryId }) => entryId)
        expect(new Set(merged).size).toBe(merged.length)
        for (const put of [...here, ...there.filter((id) => !base.has(id))]) expect(merged).toContain(put)
      }),
    )
  })
})

it('names entries of one page alike only once', () => {
  let count = 0
  const made = entriesOf([trackOf('1'), trackOf('1')], entry('a').source, () => `n${(count += 1)}`)
  expect(entryIdsOf({ ...emptyQueue, yours: made }).size).toBe(2)
})
