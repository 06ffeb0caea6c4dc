import { expect, test } from 'vitest'
import { emptyProfile, fold } from '../../../processors/recommend/profile.ts'
import { affinitiesOf } from '../../../processors/shared/preferences/affinity.ts'
import { allTopics, plays } from '../../../schemas/topics.ts'
import { memoryLog } from '../../../streams/engine/testing/memory-context.ts'
import type { HistoryEvent } from '../../../ui/data/history.ts'
import { playsOf } from '../../../ui/data/history-plays.ts'
import { historyItem } from '../../../processors/websocket-bridge/history.ts'
import { temporaryFolder } from './bridge-rig.ts'
import { catalogueOf, reference } from './fixtures.ts'
import { listen, play, rigWithTracks } from './listening.ts'

test('one of two plays of a track in one session is taken back through another bridge, twice: the other stays', async () => {
  const shared = { log: memoryLog(allTopics), dataFolder: temporaryFolder() }
  const [first, second] = [await rigWithTracks(shared), await rigWithTracks(shared)]
  const here = await listen(first)
  const there = await listen(second, here.cookie)
  expect(there.id).toBe(here.id)
  const send = async (player: typeof here, playId: string, event: string, fields: object = {}) => {
    player.send(play(playId, { event, sessionId: 'evening', ...fields }))
    expect(await player.next('ack')).toMatchObject({ playId })
  }
  for (const [playId, event] of [['b1', 'started'], ['e1', 'finished'], ['b2', 'started'], ['e2', 'finished']] as const) await send(here, playId, event) // prettier-ignore
  for (const [i, retracts] of ['e2', 'b2', 'e2', 'b2'].entries()) await send(i < 2 ? there : here, `r${i}`, 'retracted', { retracts, sessionId: 'another' }) // prettier-ignore

  const records = shared.log
    .read(plays)
    .flatMap(({ value, timestamp }) => (value === null ? [] : [{ value, timestamp }]))
  const profile = records.reduce(
    (before, { value, timestamp }, offset) => fold(before, value, timestamp, offset),
    emptyProfile,
  )
  expect(affinitiesOf(profile).map(({ finished }) => finished)).toStrictEqual([1])
  expect(profile.sessions[0]?.listens[0]).toMatchObject({ finished: 1, heardOffset: 1 })
  const content = catalogueOf([reference('a')])
  const events = records.map(({ value }): HistoryEvent => historyItem(content, { ...value, _id: value.playId, arrivedAt: new Date(value.arrivedAt) })) // prettier-ignore
  expect(playsOf(events.toReversed()).map(({ playIds, isRetracted }) => [playIds, isRetracted])).toStrictEqual([
    [['e2', 'b2'], true],
    [['e1', 'b1'], false],
  ])
})
