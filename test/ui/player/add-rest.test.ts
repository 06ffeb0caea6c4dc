import { expect, test } from 'vitest'
import { MAX_QUEUED } from '../../../schemas/http.ts'
import type { ListWindow } from '../../../ui/data/list-rest.ts'
import { restOf } from '../../../ui/data/list-rest.ts'
import type { Track } from '../../../ui/data/tracks.ts'
import { addRest } from '../../../ui/player/add-rest.ts'
import { PlayerQueue } from '../../../ui/player/player-queue.ts'

const LIBRARY = { kind: 'library', id: null, name: 'All tracks' } as const
const LOADED = 100
const trackAt = (at: number): Track => {
  const trackId = `t${at}`
  return { trackId, title: trackId, artist: '', album: '', durationMs: null, hasArt: false }
}

/** A list of so many tracks, of which the first hundred are loaded and the one at `at` plays. */
function playingOf(total: number, at: number, isShuffled = false) {
  let told = 0
  const queue = new PlayerQueue(
    () => (told += 1),
    () => '',
  )
  const turn = queue.list(Array.from({ length: LOADED }, (_, place) => trackAt(place)), at, LIBRARY, isShuffled) // prettier-ignore
  if (turn === null) throw new Error('a list of a hundred tracks plays')
  queue.take(turn)
  const add = queue.grow(LIBRARY, isShuffled)
  const before: (() => void)[] = []
  const asked: number[] = []
  const fetch = (offset: number, limit: number): Promise<ListWindow<Track>> => {
    asked.push(offset)
    before.shift()?.()
    const count = Math.max(0, Math.min(limit, total - offset))
    return Promise.resolve({ items: Array.from({ length: count }, (_, place) => trackAt(offset + place)) })
  }
  const rest = restOf(fetch, [[LOADED, at + MAX_QUEUED]])
  return { queue, add, rest, asked, before, told: () => told, ids: () => queue.queue.yours.map((e) => e.track.trackId) }
}
const idsFrom = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `t${from + at}`)

test('the whole rest of a list comes into Yours, in its order, while its first song plays', async () => {
  const { queue, add, rest, ids } = playingOf(1_234, 40)
  expect(queue.queue.now?.track.trackId).toBe('t40')
  await addRest(rest, add, false)
  expect(ids()).toStrictEqual(idsFrom(41, 1_234))
  expect(queue.undoable).toBeNull()
})

test('of a list of 50,000 Yours takes as many as it holds, and no more is asked for', async () => {
  const { add, rest, ids, asked } = playingOf(50_000, 0)
  await addRest(rest, add, false)
  expect([ids().length, ids().at(-1), asked.length]).toStrictEqual([MAX_QUEUED - 1, `t${MAX_QUEUED - 1}`, 10])
})

test('what the listener does to Yours meanwhile ends it, and what they did stays', async () => {
  const { queue, add, rest, ids, before } = playingOf(5_000, 0)
  before.push(
    () => undefined,
    () => queue.edit({ ...queue.queue, yours: [] }, 'all removed'),
  )
  await addRest(rest, add, false)
  expect([ids(), queue.undo()?.yours.length]).toStrictEqual([[], LOADED - 1 + 500])
})

test('another list that plays, and a queue that comes from elsewhere, end it', async () => {
  const other = playingOf(5_000, 0)
  other.before.push(() => void other.queue.grow({ ...LIBRARY, kind: 'album' }, false))
  await addRest(other.rest, other.add, false)
  expect(other.ids()).toStrictEqual(idsFrom(1, LOADED))
  const adopted = playingOf(5_000, 0)
  adopted.before.push(() => adopted.queue.stopGrowing())
  await addRest(adopted.rest, adopted.add, false)
  expect(adopted.ids()).toStrictEqual(idsFrom(1, LOADED))
})

test('what came before a failure is in Yours, and trying again goes on there', async () => {
  const { add, rest, ids, before } = playingOf(1_000, 0)
  before.push(
    () => undefined,
    () => {
      throw new Error('away')
    },
  )
  await expect(addRest(rest, add, false)).rejects.toThrow('away')
  expect(ids().length).toBe(LOADED - 1 + 500)
  await addRest(rest, add, false)
  expect(ids()).toStrictEqual(idsFrom(1, 1_000))
})

test('a shuffled Yours is mixed once with all of the rest, and has its real order back', async () => {
  const { queue, add, rest, ids, told } = playingOf(3_000, 0, true)
  const before = told()
  await addRest(rest, add, true)
  expect([told() - before, ids().length]).toStrictEqual([1, 2_999])
  expect(
    ids()
      .slice(0, 200)
      .filter((id) => idsFrom(0, LOADED).includes(id)).length,
  ).toBeLessThan(60)
  expect(queue.queue.yours.toSorted((a, b) => a.unshuffled - b.unshuffled).map(({ track }) => track.trackId)).toStrictEqual(idsFrom(1, 3_000)) // prettier-ignore
})
