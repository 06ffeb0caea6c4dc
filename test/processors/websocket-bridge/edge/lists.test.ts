import { describe, expect, it } from 'vitest'
import { followLists } from '../../../../processors/websocket-bridge/edge/lists.ts'
import { packedTable } from '../../../../processors/websocket-bridge/edge/packed-table.ts'
import { additions, changeOf, newPlaylistId } from '../../../../processors/websocket-bridge/playlist-changes.ts'
import type { Playlist } from '../../../../processors/shared/playlists/playlist.ts'
import { withChange } from '../../../../processors/shared/playlists/playlist.ts'
import { positionsBetween } from '../../../../processors/shared/playlists/position.ts'
import { uniformHash } from '../../../../processors/shared/random.ts'
import { changeId, entryId, listenerId, playlistId, trackId } from '../../../../schemas/generated.ts'
import type { PlaylistId } from '../../../../schemas/generated.ts'
import { MAX_PLAYLIST_ENTRIES, putQueue } from '../../../../schemas/http.ts'
import { queueRecord } from '../../../../processors/websocket-bridge/queue.ts'
import { recordSize } from '../../../../streams/engine/serde/record-size.ts'
import { LARGEST_BATCH_BYTES } from '../../../../streams/engine/testing/memory-broker.ts'
import { playlistKey } from '../../../../schemas/keys.ts'
import { allTopics, playlists, queues } from '../../../../schemas/topics.ts'
import { memoryContext, memoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import { record } from '../../../../streams/engine/topic.ts'

const ann = listenerId('a'.repeat(32))
const hex = (text: string) => Array.from({ length: 32 }, (_, i) => Math.floor(uniformHash(`${text}/${i}`) * 16).toString(16)).join('') // prettier-ignore
const change = (kind: 'created' | 'deleted', id: string, change_: string) => {
  const asked = {
    listenerId: ann,
    playlistId: playlistId(id),
    changeId: changeId(change_),
    deviceId: null,
    arrivedAt: 1,
  }
  return record(playlists, playlistKey(ann, asked.playlistId), changeOf(asked, kind, { name: 'x' }), 1)
}

describe('the lists of a listener', () => {
  it('are bounded, whatever is written', async () => {
    const log = memoryLog(allTopics)
    const context = memoryContext(log)
    const lists = await followLists(context, await context.producer(), () => undefined)
    const made = Array.from({ length: 1_000 }, (_, i) => [change('created', `d${i}`, `a${i}`), change('deleted', `d${i}`, `b${i}`)]) // prettier-ignore
    log.send(made.flat())
    log.send(Array.from({ length: 1_000 }, (_, i) => change('created', `p${i}`, `c${i}`)))
    await Promise.resolve()
    expect(lists.playlistsOf(ann).size).toBeLessThanOrEqual(600)
    await lists.stop()
  })

  it('are gone when the listener is forgotten', async () => {
    const log = memoryLog(allTopics)
    const context = memoryContext(log)
    const lists = await followLists(context, await context.producer(), () => undefined)
    const bob = listenerId('b'.repeat(32))
    const queue = (who: typeof ann) => record(queues, who, queueRecord(who, { revision: 1, now: null, positionMs: 0, live: true, shuffleSeed: null, repeat: 'off', deviceId: null, sessionId: null, yours: [], before: [] }, null, 1), 1) // prettier-ignore
    log.send([change('created', 'mine', 'c1'), change('created', 'other', 'c2'), queue(ann), queue(bob)])
    await Promise.resolve()
    const kept = lists.queueOf(bob)
    log.send([record(playlists, playlistKey(ann, playlistId('mine')), null, 2), record(queues, ann, null, 2)])
    expect([...lists.playlistsOf(ann).keys()]).toStrictEqual(['other'])
    log.send([record(playlists, playlistKey(ann, playlistId('other')), null, 2)])
    expect([lists.playlistsOf(ann).size, lists.queueOf(ann), lists.queueOf(bob)]).toStrictEqual([0, null, kept])
    await lists.stop()
  })

  it('are taken in turn, also after one that failed', async () => {
    const context = memoryContext(memoryLog(allTopics))
    const lists = await followLists(context, await context.producer(), () => undefined)
    const done: string[] = []
    const turn = (name: string, fails = false) =>
      lists.inTurn(ann, async () => {
        await Promise.resolve()
        done.push(name)
        if (fails) throw new Error(name)
      })
    await Promise.allSettled([turn('first', true), turn('second'), turn('third')])
    expect(done).toStrictEqual(['first', 'second', 'third'])
    await lists.stop()
  })

  it('take some 10 KB of memory for 200 entries in ten playlists, and come back as they were', () => {
    const table = packedTable<string, Map<PlaylistId, Playlist>>({ count: 1, bytes: 1e9, bytesOf: () => 1 })
    const listOf = (name: string) => {
      const ids = Array.from({ length: 20 }, (_, i) => hex(`${name}/${i}`))
      const positions = positionsBetween(null, null, ids.length, name)
      const entries = ids.map((id, i) => ({ entryId: entryId(hex(`entry/${id}`).slice(16)), trackId: trackId(id), position: positions[i] ?? '' })) // prettier-ignore
      const id = newPlaylistId(ann, changeId(name))
      const asked = { listenerId: ann, playlistId: id, changeId: changeId(name), deviceId: null, arrivedAt: 1 }
      return [id, withChange(null, changeOf(asked, 'added', { entries }), 1)] as const
    }
    const of = (listener: number) => new Map(Array.from({ length: 10 }, (_, i) => listOf(`${listener}/${i}`)))
    for (let i = 0; i < 21; i += 1) table.set(`${i}`, of(i))
    const bytes = table.packedBytes() / 20
    expect(bytes).toBeLessThan(10_000)
    expect(table.get('3')).toStrictEqual(of(3))
  })
})

describe('a table of packed values', () => {
  const table = () => packedTable<string, number[]>({ count: 10, bytes: 1_000, bytesOf: ({ length }) => length })
  const of = (length: number, first = 0) => Array.from({ length }, (_, i) => first + i)

  it('keeps no more as it is than fits into its bytes, and loses none', () => {
    const held = table()
    for (let n = 0; n < 8; n += 1) held.set(`k${n}`, of(400, n))
    expect(held.unpacked()).toBe(2)
    for (let n = 0; n < 8; n += 1) expect(held.get(`k${n}`)).toStrictEqual(of(400, n))
    expect(held.unpacked()).toBe(2)
  })

  it('keeps what is larger than all of them compressed, also when it has grown', () => {
    const held = table()
    held.set('a', of(10))
    held.set('a', of(5_000))
    held.set('b', of(10))
    expect([held.unpacked(), held.get('a'), held.get('b')]).toStrictEqual([1, of(5_000), of(10)])
    held.set('a', of(20))
    expect([held.get('a'), held.packedBytes()]).toStrictEqual([of(20), 0])
  })
})

it('the largest change of a playlist is one batch of one partition, which Kafka takes whole or not at all', () => {
  const asked = { listenerId: ann, playlistId: playlistId('b'.repeat(32)), changeId: changeId('c'.repeat(64)), deviceId: 'd'.repeat(64), arrivedAt: Date.now() } // prettier-ignore
  const tracks = Array.from({ length: MAX_PLAYLIST_ENTRIES }, (_, i) => trackId(hex(`t${i}`)))
  const made = [changeOf(asked, 'created', { name: 'ø'.repeat(200) }), ...additions(asked, [], tracks, undefined)]
  const keys = new Set(made.map((each) => playlistKey(each.listenerId, each.playlistId)))
  const bytes = made.map((each) => recordSize({ key: Buffer.from(playlistKey(ann, each.playlistId)), value: Buffer.from(playlists.value.encode(each)), headers: {} })) // prettier-ignore
  expect(keys.size).toBe(1)
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(0.8 * LARGEST_BATCH_BYTES)
})

it('of two queues that two bridges took for one revision the later in the log holds, and has a revision of its own', async () => {
  const log = memoryLog(allTopics)
  const told: unknown[] = []
  const context = memoryContext(log)
  const lists = await followLists(context, await context.producer(), (_listener, message) => told.push(message))
  await Promise.resolve()
  const body = putQueue.body.parse({ revision: 0, now: null, positionMs: 0, live: true, shuffleSeed: null, repeat: 'off' }) // prettier-ignore
  for (const deviceId of ['phone', 'desk'])
    log.send([record(queues, ann, queueRecord(ann, { ...body, deviceId }, null, 1), 1)])
  expect(lists.queueOf(ann)).toMatchObject({ revision: 2, deviceId: 'desk' })
  expect(told).toStrictEqual([
    { type: 'queue', revision: 1, deviceId: 'phone' },
    { type: 'queue', revision: 2, deviceId: 'desk' },
  ])
  await lists.stop()
})
