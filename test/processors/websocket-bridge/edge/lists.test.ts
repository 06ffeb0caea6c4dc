import { describe, expect, it } from 'vitest'
import { followLists } from '../../../../processors/websocket-bridge/edge/lists.ts'
import { packedTable } from '../../../../processors/websocket-bridge/edge/packed-table.ts'
import { changeOf, newPlaylistId } from '../../../../processors/websocket-bridge/playlist-changes.ts'
import type { Playlist } from '../../../../processors/shared/playlists/playlist.ts'
import { withChange } from '../../../../processors/shared/playlists/playlist.ts'
import { positionsBetween } from '../../../../processors/shared/playlists/position.ts'
import { uniformHash } from '../../../../processors/shared/random.ts'
import { changeId, entryId, listenerId, playlistId, trackId } from '../../../../schemas/generated.ts'
import type { PlaylistId } from '../../../../schemas/generated.ts'
import { playlistKey } from '../../../../schemas/keys.ts'
import { allTopics, playlists } from '../../../../schemas/topics.ts'
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
    const table = packedTable<string, Map<PlaylistId, Playlist>>(1)
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
