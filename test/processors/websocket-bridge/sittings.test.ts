import { expect, test } from 'vitest'
import { MAX_SITTINGS, sittingsAfter } from '../../../processors/websocket-bridge/sittings.ts'
import type { HeldSittings } from '../../../processors/websocket-bridge/sittings.ts'
import type { PlayMessage } from '../../../schemas/live.ts'
import { opinionKey } from '../../../schemas/keys.ts'
import { opinions } from '../../../schemas/topics.ts'
import { record } from '../../../streams/engine/topic.ts'
import { playRecordOf } from '../../../processors/websocket-bridge/protocol.ts'
import { alice, idOf } from './fixtures.ts'
import { listen, play, rigWithTracks } from './listening.ts'

const radio = { familiarity: 0.5, energy: 0, radio: 'track', genre: '' } as const
const nothing = { familiarity: 0, energy: 0, radio: 'none', genre: '' } as const

type Said = readonly [sessionId: string, event: PlayMessage['event'], wish?: PlayMessage['wish']]

const after = (...said: readonly Said[]) =>
  said.reduce<HeldSittings>((sittings, [sessionId, event, wish = null], at) => {
    const message = {
      type: 'play',
      playId: `p${at}`,
      trackId: idOf('a'),
      positionMs: 0,
      playedMs: 0,
      via: 'chosen',
    } as const
    return sittingsAfter(sittings, playRecordOf({ ...message, sessionId, event, wish }, alice, at), at)
  }, [])

test('a wish and a retraction hold in their sitting, the one that changed last comes first', () => {
  const sittings = after(['s1', 'wished', radio], ['s2', 'sessionRetracted'], ['s2', 'wished', radio], ['s1', 'liked'])
  expect(sittings).toStrictEqual([
    { sessionId: 's2', isPrivate: true, wish: { ...radio, trackId: idOf('a') }, since: 2 },
    { sessionId: 's1', isPrivate: false, wish: { ...radio, trackId: idOf('a') }, since: 0 },
  ])
  expect(after(['s1', 'wished', radio], ['s1', 'wished', nothing])).toStrictEqual([])
  expect(after(['s1', 'wished', radio], ['s1', 'sessionRetracted'])).toMatchObject([{ isPrivate: true, wish: null }])
  expect(after(['', 'wished', radio])).toStrictEqual([])
})

test('sittings of a listener are bounded: the one that changed longest ago makes room', () => {
  const many = Array.from({ length: MAX_SITTINGS + 5 }, (_, n): Said => [`s${n}`, 'wished', radio])
  const sittings = after(...many)
  expect([sittings.length, sittings.at(-1)?.sessionId]).toStrictEqual([MAX_SITTINGS, 's5'])
})

test('what holds in a sitting is told to a player that comes back, and to the other players at once', async () => {
  const rig = await rigWithTracks()
  const first = await listen(rig)
  expect(await first.next('sittings')).toStrictEqual({ type: 'sittings', items: [] })
  const other = await listen(rig, first.cookie)
  await other.next('sittings')
  first.send(play('p1', { event: 'wished', sessionId: 's1', wish: radio }))
  const wish = { ...radio, trackId: idOf('a'), title: 'Title a', artist: 'Artist a' }
  expect(await other.next('sittings')).toMatchObject({ items: [{ sessionId: 's1', isPrivate: false, wish }] })
  first.send(play('p2', { event: 'sessionRetracted', sessionId: 's1' }))
  expect(await other.next('sittings')).toMatchObject({ items: [{ sessionId: 's1', isPrivate: true, wish: null }] })
  const back = await listen(rig, first.cookie)
  expect(await back.next('sittings')).toMatchObject({ items: [{ sessionId: 's1', isPrivate: true }] })
  const stranger = await listen(rig)
  expect(await stranger.next('sittings')).toStrictEqual({ type: 'sittings', items: [] })
})

test('an opinion that was stated or taken back is told to all players of its listener, and of no other', async () => {
  const rig = await rigWithTracks()
  const first = await listen(rig)
  const stranger = await listen(rig)
  const said = { listenerId: first.id, subject: 'track', trackId: idOf('a'), artistId: null, since: 1 } as const
  const key = opinionKey(first.id, 'track', idOf('a'))
  rig.log.send([record(opinions, key, { ...said, opinion: 'liked' }, Date.now())])
  const told = (opinion: string) => ({
    ...{ type: 'opinions', reload: false },
    items: [{ trackId: idOf('a'), artistId: null, opinion }],
  })
  expect(await first.next('opinions')).toStrictEqual(told('liked'))
  rig.log.send([record(opinions, key, null, Date.now())])
  expect(await first.next('opinions')).toStrictEqual(told('none'))
  stranger.send(play('p1'))
  for (let message = await stranger.next(); message['type'] !== 'ack'; message = await stranger.next())
    expect(message['type']).not.toBe('opinions')
})
