import { describe, expect, test } from 'vitest'
import { record } from '../../../streams/engine/topic.ts'
import { listenerId } from '../../../schemas/generated.ts'
import { listenerDigest, writeForgotten } from '../../../processors/shared/files/forgotten-listeners.ts'
import { allTopics, audioFeatures, plays, queues } from '../../../schemas/topics.ts'
import { memoryLog } from '../../../streams/engine/testing/memory-context.ts'
import { addTracks, refusal, startRig, temporaryFolder } from './bridge-rig.ts'
import type { Rig } from './bridge-rig.ts'
import { features, idOf, reference } from './fixtures.ts'
import { listen, play, rigWithTracks, suggest } from './listening.ts'
import { WITHOUT_CONTEXT } from '../../support/builders.ts'
import { artistIdsOf } from '../../../processors/shared/entities/ids.ts'

describe('the upgrade', () => {
  test.each<[string, (rig: Rig, cookie: string) => object, number, string]>([
    ['no Origin', (_, cookie) => ({ cookie }), 403, 'foreign-origin'],
    ['Origin null', (_, cookie) => ({ cookie, origin: 'null' }), 403, 'foreign-origin'],
    ['an empty Origin', (_, cookie) => ({ cookie, origin: '' }), 403, 'foreign-origin'],
    ['another site', (_, cookie) => ({ cookie, origin: 'http://evil.example' }), 403, 'foreign-origin'],
    ['https', (rig, cookie) => ({ cookie, origin: rig.url.replace('http', 'https') }), 403, 'foreign-origin'],
    [
      'a name that begins alike',
      (rig, cookie) => ({ cookie, origin: `${rig.url}.evil.example` }),
      403,
      'foreign-origin',
    ],
    ['another port', (_, cookie) => ({ cookie, origin: 'http://127.0.0.1:1' }), 403, 'foreign-origin'],
    [
      'a name pointed here from outside',
      (_, cookie) => ({ cookie, host: 'evil.example', origin: 'http://evil.example' }),
      403,
      'foreign-origin',
    ],
    ['no session', (rig) => ({ origin: rig.url }), 401, 'no-session'],
    [
      'a forged session',
      (rig) => ({ origin: rig.url, cookie: `slipstream-session=${'a'.repeat(32)}.x` }),
      401,
      'no-session',
    ],
  ])('%s is refused', async (_, headers, status, code) => {
    const rig = await startRig()
    const answer = await refusal(rig.url, { ...headers(rig, await rig.session()) })
    expect([answer.status, answer.json()]).toStrictEqual([status, expect.objectContaining({ code, status }) as unknown])
  })

  test('another path is not found, and a bridge that is starting says so', async () => {
    const rig = await startRig({ open: false })
    const headers = { origin: rig.url, cookie: await rig.session() }
    expect((await refusal(rig.url, headers, '/api/tracks')).json()).toMatchObject({ code: 'not-found' })
    expect((await refusal(rig.url, headers, '//')).json()).toMatchObject({ code: 'not-found' })
    expect((await refusal(rig.url, headers)).json()).toMatchObject({ code: 'starting' })
  })

  test('a player is welcomed by its name, and told how far the library is', async () => {
    const rig = await rigWithTracks()
    const cookie = await rig.session()
    const player = await rig.connect({ cookie, origin: rig.url })
    expect([await player.next(), await player.next()]).toStrictEqual([
      { type: 'welcome', listenerId: /=([0-9a-f]{32})\./.exec(cookie)?.[1] },
      { type: 'library', tracks: 3, heard: 0, failed: 0, indexed: 0, scan: null },
    ])
  })
})

describe('a play', () => {
  test('is in Kafka when it is acknowledged, under the name of the session', async () => {
    const rig = await rigWithTracks()
    const player = await listen(rig)
    const before = Date.now()
    player.send(play('p1', { listenerId: 'somebody else', recommendationId: 'r1', sessionId: 's1', deviceTime: 5 }))
    const ack = await player.next('ack')
    const [stored, ...more] = rig.log.read(plays)
    const arrivedAt = stored?.value?.arrivedAt ?? 0
    expect(arrivedAt).toBeGreaterThanOrEqual(before)
    expect([ack, stored, more]).toStrictEqual([
      { type: 'ack', playId: 'p1', partition: stored?.partition, offset: 0 },
      {
        topic: 'plays',
        key: player.id,
        value: {
          playId: 'p1',
          listenerId: player.id,
          sessionId: 's1',
          trackId: idOf('a'),
          event: 'finished',
          positionMs: 30_000,
          playedMs: 29_000,
          via: 'chosen',
          recommendationId: 'r1',
          deviceTime: 5,
          arrivedAt,
          wish: null,
          ...WITHOUT_CONTEXT,
          title: 'Title a',
          artist: 'Artist a',
        },
        timestamp: arrivedAt,
        partition: stored?.partition,
        offset: 0,
      },
      [],
    ])
  })

  test('that is sent again is acknowledged again, not written again', async () => {
    const rig = await rigWithTracks()
    const player = await listen(rig)
    for (let i = 0; i < 3; i += 1) player.send(play('p1'))
    const acks = [await player.next('ack'), await player.next('ack'), await player.next('ack')]
    const again = await listen(rig, player.cookie)
    again.send(play('p1'))
    expect([...acks, await again.next('ack')]).toStrictEqual(
      Array.from({ length: 4 }, () => ({ type: 'ack', playId: 'p1', partition: acks[0]?.['partition'], offset: 0 })),
    )
    expect(rig.log.read(plays).length).toBe(1)
  })

  test('of two listeners may have one id: each is its own', async () => {
    const rig = await rigWithTracks()
    const [one, two] = [await listen(rig), await listen(rig)]
    one.send(play('p1'))
    await one.next('ack')
    two.send(play('p1'))
    await two.next('ack')
    expect(new Set(rig.log.read(plays).map((r) => r.key))).toStrictEqual(new Set([one.id, two.id]))
  })

  test('that Kafka does not take is refused, and taken when it is sent again', async () => {
    const rig = await rigWithTracks()
    const player = await listen(rig)
    rig.log.goAway()
    player.send(play('p1'))
    expect(await player.next('error')).toStrictEqual({ type: 'error', code: 'not-stored', playId: 'p1' })
    rig.log.comeBack()
    player.send(play('p1'))
    expect(await player.next('ack')).toMatchObject({ playId: 'p1', offset: 0 })
  })

  test('of a track that is gone can be taken back: the play is named, not the track', async () => {
    const player = await listen(await rigWithTracks())
    player.send(play('p1', { trackId: 'gone', event: 'retracted', retracts: 'p0' }))
    expect(await player.next('ack')).toMatchObject({ playId: 'p1' })
  })

  test.each<[string, object | string, object]>([
    ['of no known track', play('p1', { trackId: 'nothing' }), { code: 'unknown-track', playId: 'p1' }],
    ['of a track that is an operator', play('p1', { trackId: { $ne: 1 } }), { code: 'bad-message', playId: 'p1' }],
    ['that is no JSON', '{', { code: 'bad-message' }],
    ['of another kind', { type: 'shout', playId: 'p1' }, { code: 'bad-message', playId: 'p1' }],
  ])('%s is refused, and the connection lives', async (_, message, error) => {
    const rig = await rigWithTracks()
    const player = await listen(rig)
    player.send(message)
    expect(await player.next('error')).toStrictEqual({ type: 'error', ...error })
    player.send(play('p2'))
    expect(await player.next('ack')).toMatchObject({ playId: 'p2' })
  })

  test('in bytes is refused', async () => {
    const rig = await rigWithTracks()
    const player = await listen(rig)
    player.socket.send(Buffer.from(JSON.stringify(play('p1'))))
    expect(await player.next('error')).toStrictEqual({ type: 'error', code: 'bad-message' })
  })

  test('keeps its place among those of its listener', async () => {
    const rig = await rigWithTracks()
    const player = await listen(rig)
    const ids = Array.from({ length: 30 }, (_, i) => `p${i}`)
    for (const id of ids) player.send(play(id))
    await rig.log.holds(plays, 30)
    expect(rig.log.read(plays).map((r) => r.value?.playId)).toStrictEqual(ids)
  })
})

describe('recommendations', () => {
  test('that another program wrote under the name of the model that serves are not shown', async () => {
    const rig = await rigWithTracks()
    const one = await listen(rig)
    suggest(rig, one.id, 3, ['a', 'b'], 'plays/0/2')
    suggest(rig, one.id, 4, ['a'], '')
    suggest(rig, one.id, 1, ['b'])
    expect(await one.next('recommendations')).toMatchObject({ recommendationId: 'neighbours-5:plays/0/1' })
  })

  test('are pushed to all players of their listener, and to nobody else', async () => {
    const rig = await rigWithTracks()
    const one = await listen(rig)
    const [alsoOne, two] = [await listen(rig, one.cookie), await listen(rig)]
    suggest(rig, one.id, 1, ['a', 'b'])
    suggest(rig, two.id, 2, ['b'])
    const told = await one.next('recommendations')
    const reason = {
      kind: 'like',
      seedTrackId: idOf('seed'),
      seedOffset: 3,
      distance: 0.5,
      alike: ['timbre'],
      apart: [],
      listeners: null,
      seedTitle: 'Title seed',
      seedArtist: 'Artist seed',
    }
    expect(told).toMatchObject({
      type: 'recommendations',
      recommendationId: 'neighbours-5:plays/0/1',
      model: 'neighbours-5',
      causedBy: { playId: 'play-1' },
      items: [
        { trackId: idOf('a'), rank: 1, score: 1, title: 'Title a', artist: 'Artist a', reason },
        { trackId: idOf('b'), rank: 2, score: 0.5, title: 'Title b', artist: 'Artist b', reason },
      ],
    })
    expect(await alsoOne.next('recommendations')).toStrictEqual(told)
    expect(await two.next('recommendations')).toMatchObject({ recommendationId: 'neighbours-5:plays/0/2' })
  })

  test('whoever connects again, or after a restart, gets the newest', async () => {
    const log = memoryLog(allTopics)
    const rig = await rigWithTracks({ log })
    const cookie = await rig.session()
    const id = (await listen(rig, cookie)).id
    suggest(rig, id, 1, ['a'])
    suggest(rig, id, 2, ['b'])
    const again = await listen(rig, cookie)
    expect(await again.next('recommendations')).toMatchObject({ recommendationId: 'neighbours-5:plays/0/2' })
    const restarted = await startRig({ log, dataFolder: rig.dataFolder })
    const later = await listen(restarted, cookie)
    expect(await later.next('recommendations')).toMatchObject({ recommendationId: 'neighbours-5:plays/0/2' })
  })

  test('an aborted run that comes again pushes nothing twice', async () => {
    const rig = await rigWithTracks()
    const player = await listen(rig)
    const told: unknown[] = []
    const hear = async () => told.push((await player.next('recommendations'))['recommendationId'])
    suggest(rig, player.id, 1, ['a'])
    await hear()
    suggest(rig, player.id, 2, ['a'])
    await hear()
    for (const cause of [1, 2, 3]) suggest(rig, player.id, cause, ['a'])
    await hear()
    expect(told).toStrictEqual([1, 2, 3].map((cause) => `neighbours-5:plays/0/${cause}`))
  })
})

test('who follows the library is told what has changed in it, nobody else', async () => {
  const rig = await rigWithTracks()
  const [follower, other] = [await listen(rig), await listen(rig)]
  follower.send({ type: 'follow-library' })
  // Its acknowledgement says that what was sent before it has been read.
  follower.send(play('p1'))
  await follower.next('ack')
  addTracks(rig, [reference('a', { title: 'Another' })])
  expect(await follower.next('library-changed')).toMatchObject({
    ...{ revision: 1, reload: false, tracks: [{ trackId: idOf('a'), title: 'Another' }] },
  })
  other.send(play('p2'))
  for (let message = await other.next(); message['type'] !== 'ack'; message = await other.next())
    expect(message['type']).not.toBe('library-changed')
})

test('players are told when the library has changed', async () => {
  const rig = await rigWithTracks()
  const player = await listen(rig)
  expect(await player.next('library')).toMatchObject({ tracks: 3, heard: 0 })
  rig.log.send([record(audioFeatures, idOf('a'), features('a'), 0)])
  expect(await player.next('library')).toStrictEqual({
    type: 'library',
    tracks: 3,
    heard: 1,
    failed: 0,
    indexed: 0,
    scan: null,
  })
})

test('a never of an artist who is not in the library is refused, and can be taken back', async () => {
  const rig = await rigWithTracks()
  const player = await listen(rig)
  const artistId = artistIdsOf(reference('a'))[0]
  player.send(play('p1', { event: 'neverArtist', artistId: 'nobody' }))
  expect(await player.next('error')).toStrictEqual({ type: 'error', code: 'bad-message', playId: 'p1' })
  player.send(play('p2', { event: 'neverArtist', artistId }))
  expect(await player.next('ack')).toMatchObject({ playId: 'p2' })
  player.send(play('p3', { event: 'allowedArtist', artistId: 'nobody' }))
  expect(await player.next('ack')).toMatchObject({ playId: 'p3' })
})

describe('a listener who is forgotten', () => {
  test('is let go, forgets the queue, and is another one when the browser comes back', async () => {
    const rig = await rigWithTracks()
    const cookie = await rig.session()
    const ann = listenerId(/=([0-9a-f]{32})\./.exec(cookie)?.[1] ?? '')
    const player = await rig.connect({ cookie, origin: rig.url })
    await player.next('welcome')
    rig.log.send([record(queues, ann, null, 1), record(plays, ann, null, Date.now())])
    expect(await player.closed).toBe(1008)
    expect((await refusal(rig.url, { cookie, origin: rig.url })).json()).toMatchObject({ code: 'no-session' })
    const { listenerId: next } = (await rig.ask('POST', '/api/session', { cookie, origin: rig.url })).json() as { listenerId: string } // prettier-ignore
    expect(next).not.toBe(ann)
  })

  test('stays so after a restart', async () => {
    const dataFolder = temporaryFolder()
    const rig = await startRig({ dataFolder })
    const cookie = await rig.session()
    const ann = listenerId(/=([0-9a-f]{32})\./.exec(cookie)?.[1] ?? '')
    writeForgotten(dataFolder, { digest: listenerDigest(ann), since: 1, listener: null })
    const again = await startRig({ dataFolder })
    expect((await refusal(again.url, { cookie, origin: again.url })).json()).toMatchObject({ code: 'no-session' })
  })
})
