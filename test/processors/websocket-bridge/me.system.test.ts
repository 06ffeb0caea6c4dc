import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { collections } from '../../../processors/shared/mongo/collections.ts'
import { openDatabase } from '../../../processors/shared/mongo/database.ts'
import type { Database } from '../../../processors/shared/mongo/database.ts'
import { ensureIndexes } from '../../../processors/mongo-sink/edge/indexes.ts'
import { store } from '../../../processors/mongo-sink/edge/store.ts'
import { operationOf } from '../../../processors/mongo-sink/operations.ts'
import type { SunkRecord } from '../../../processors/mongo-sink/operations.ts'
import type { AnswerOf, listLikes, readRatedTracks } from '../../../schemas/http.ts'
import { opinionKey } from '../../../schemas/keys.ts'
import type { ListenerId, OpinionKind, PlayEvent } from '../../../schemas/generated.ts'
import { listenerId, playId } from '../../../schemas/generated.ts'
import { startStack } from '../../support/stack.ts'
import type { Stack } from '../../support/stack.ts'
import { addTracks, startRig } from './bridge-rig.ts'
import type { Rig } from './bridge-rig.ts'
import { idOf, reference } from './fixtures.ts'
import { WITHOUT_CONTEXT } from '../../support/builders.ts'

let stack: Stack
let database: Database
beforeAll(async () => {
  stack = await startStack()
  database = openDatabase(stack.addresses.mongodbUrl, 10_000)
  await ensureIndexes(database)
})
afterAll(async () => {
  await database.close()
  await stack.stop()
})
beforeEach(async () => {
  for (const name of Object.values(collections)) await (await database.collection(name)).deleteMany({})
})

/** A rig and two of its listeners, each with the Cookie header that proves it. */
async function twoListeners() {
  const rig = await startRig({ mongodbUrl: stack.addresses.mongodbUrl })
  addTracks(rig, [reference('a')])
  const listener = async () => {
    const cookie = await rig.session()
    return { cookie, id: listenerId(/=([0-9a-f]{32})\./.exec(cookie)?.[1] ?? '') }
  }
  return { rig, one: await listener(), two: await listener() }
}

let offset = 0
function played(
  listener: ListenerId,
  id: string,
  arrivedAt: number,
  event: PlayEvent = 'finished',
  track = 'a',
): SunkRecord {
  const value = {
    playId: playId(id),
    listenerId: listener,
    sessionId: 's1',
    trackId: idOf(track),
    event,
    positionMs: 1,
    playedMs: 2,
    via: 'chosen' as const,
    recommendationId: null,
    deviceTime: null,
    arrivedAt,
    wish: null,
    ...WITHOUT_CONTEXT,
  }
  return { topic: 'plays', key: listener, value, partition: 0, offset: (offset += 1), timestamp: arrivedAt }
}
const sink = (records: readonly SunkRecord[]) =>
  store(
    database,
    records.flatMap((each) => operationOf(each) ?? []),
  )

interface History {
  readonly items: readonly { readonly playId: string }[]
  readonly nextCursor: string | null
}
const historyOf = async (rig: Rig, cookie: string, query = '') =>
  (await rig.ask('GET', `/api/me/history${query}`, { cookie })).json() as History

test('a history is one listener’s own, newest first', async () => {
  const { rig, one, two } = await twoListeners()
  await sink([
    played(one.id, 'p1', 100),
    played(two.id, 'p2', 200),
    played(one.id, 'p3', 300, 'liked', 'gone'),
    played(one.id, 'p4', 250, 'progressed'),
  ])
  const item = { positionMs: 1, playedMs: 2, via: 'chosen', recommendationId: null, sessionId: 's1', retracts: null }
  expect(await historyOf(rig, one.cookie)).toStrictEqual({
    items: [
      { ...item, playId: 'p3', trackId: idOf('gone'), event: 'liked', arrivedAt: 300, title: null, artist: null },
      {
        ...item,
        playId: 'p1',
        trackId: idOf('a'),
        event: 'finished',
        arrivedAt: 100,
        title: 'Title a',
        artist: 'Artist a',
      },
    ],
    nextCursor: null,
  })
  expect((await historyOf(rig, two.cookie)).items.map((each) => each.playId)).toStrictEqual(['p2'])
})

test('its pages together are the whole, also where plays came at the same moment', async () => {
  const { rig, one } = await twoListeners()
  const times = [5, 5, 5, 4, 3, 3, 2]
  await sink(times.map((time, index) => played(one.id, `p${index}`, time)))
  const found: string[] = []
  let query = '?limit=2'
  for (;;) {
    const page = await historyOf(rig, one.cookie, query)
    found.push(...page.items.map((each) => each.playId))
    if (page.nextCursor === null) break
    query = `?limit=2&cursor=${page.nextCursor}`
  }
  expect(found).toStrictEqual(['p2', 'p1', 'p0', 'p3', 'p5', 'p4', 'p6'])
})

test('a cursor of another listener, or a made-up one, shows nothing of theirs', async () => {
  const { rig, one, two } = await twoListeners()
  await sink([played(one.id, 'p1', 100), played(one.id, 'p2', 200), played(two.id, 'p3', 50)])
  const { nextCursor } = await historyOf(rig, one.cookie, '?limit=1')
  expect(
    (await historyOf(rig, two.cookie, `?cursor=${nextCursor ?? ''}`)).items.map((each) => each.playId),
  ).toStrictEqual(['p3'])
  for (const query of ['?cursor=AAAA', '?cursor[$gt]=', '?limit[$gt]=1', '?cursor=a&cursor=b']) {
    const answer = await rig.ask('GET', `/api/me/history${query}`, { cookie: two.cookie })
    const told = answer.status === 200 ? (answer.json() as History).items.map((each) => each.playId) : answer.status
    expect([query, told]).toStrictEqual([query, query.includes('[') ? ['p3'] : 400])
  }
})

test('every opinion is told, newest first and in pages; who stated none has none', async () => {
  const { rig, one, two } = await twoListeners()
  const opinion = (i: number, kind: OpinionKind): SunkRecord => ({
    topic: 'opinions',
    key: opinionKey(one.id, 'track', idOf(`t${i}`)),
    value: {
      listenerId: one.id,
      subject: 'track',
      trackId: idOf(`t${i}`),
      artistId: null,
      opinion: kind,
      since: 1_000 + Math.floor(i / 2),
    },
    partition: 0,
    offset: i,
    timestamp: i,
  })
  const stated = Array.from({ length: 320 }, (_, i) => opinion(i, i < 160 ? 'liked' : 'disliked'))
  const tombstone: SunkRecord = { topic: 'opinions', key: opinionKey(one.id, 'track', idOf('t0')), value: null, partition: 0, offset: 400, timestamp: 400 } // prettier-ignore
  await sink(stated)
  const opinionsOf = async (cookie: string, query = '') =>
    (await rig.ask('GET', `/api/me/opinions${query}`, { cookie })).json() as AnswerOf<typeof readRatedTracks>
  const all = await opinionsOf(one.cookie)
  expect([all.liked.length, all.disliked.length, all.nextCursor]).toStrictEqual([160, 160, null])
  expect(await opinionsOf(two.cookie)).toStrictEqual({ liked: [], disliked: [], never: [], neverArtists: [], nextCursor: null }) // prettier-ignore

  const paged: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: AnswerOf<typeof readRatedTracks> = await opinionsOf(
      one.cookie,
      `?limit=99${cursor && `&cursor=${cursor}`}`,
    )
    paged.push(...page.disliked, ...page.liked)
    cursor = page.nextCursor
  }
  expect(paged).toStrictEqual([...all.disliked, ...all.liked])

  await sink([tombstone])
  const likes = (await rig.ask('GET', '/api/me/likes', { cookie: one.cookie })).json() as AnswerOf<typeof listLikes>
  expect(likes).toStrictEqual({ items: all.liked.filter((id) => id !== idOf('t0')), nextCursor: null })
})
