import { describe, expect, it } from 'vitest'
import { MAX_PLAYED_BEFORE, MAX_QUEUED, MAX_QUEUE_SOURCES, putQueue } from '../../../../schemas/http.ts'
import { queueRecord } from '../../../../processors/websocket-bridge/queue.ts'
import { listenerId, trackId } from '../../../../schemas/generated.ts'
import { allTopics, audioReferences, queues } from '../../../../schemas/topics.ts'
import { memoryLog } from '../../../../streams/engine/testing/memory-context.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { startRig as startEmptyRig } from '../bridge-rig.ts'
import type { Rig, RigOptions } from '../bridge-rig.ts'
import { reference } from '../fixtures.ts'

/** Ids of the tracks that the queues are of. */
const TRACKS = ['a'.repeat(32), '~'.repeat(64)]

async function startRig(options: RigOptions = {}): Promise<Rig> {
  const rig = await startEmptyRig(options)
  rig.log.send(TRACKS.map((id) => record(audioReferences, trackId(id), { ...reference('a'), trackId: trackId(id) }, 0)))
  return rig
}

const entry = (id: string) => ({ entryId: id, trackId: 'a'.repeat(32), source: 0, unshuffled: 3 })
const queue = {
  revision: 0,
  now: entry('e1'),
  positionMs: 42_700,
  yours: [entry('e2'), entry('e3')],
  before: [entry('e0')],
  sources: [{ kind: 'album', id: 'x', name: 'Mezzanine' }],
  live: false,
  shuffleSeed: 7,
  repeat: 'all',
  deviceId: 'phone',
  sessionId: 's1',
}
const put = (rig: Rig, cookie: string, body: object) => rig.ask('PUT', '/api/queue', { cookie, origin: rig.url }, body)
const read = async (rig: Rig, cookie: string) => (await rig.ask('GET', '/api/queue', { cookie })).json()

describe('the queue of a listener', () => {
  it('is what was put, in any browser and from any bridge; before that it is empty', async () => {
    const log = memoryLog(allTopics)
    const rig = await startRig({ log })
    const cookie = await rig.session()
    expect(await read(rig, cookie)).toMatchObject({ revision: 0, now: null, yours: [], before: [], repeat: 'off' })
    expect((await put(rig, cookie, queue)).json()).toMatchObject({ revision: 1 })
    expect(await read(rig, cookie)).toMatchObject({ ...queue, revision: 1 })
    const other = await startRig({ log, dataFolder: rig.dataFolder })
    expect(await read(other, cookie)).toStrictEqual(await read(rig, cookie))
    expect(await read(rig, await rig.session())).toMatchObject({ revision: 0 })
  })

  it('keeps the lists that are left out', async () => {
    const rig = await startRig()
    const cookie = await rig.session()
    await put(rig, cookie, queue)
    const { yours, before, sources, ...moved } = { ...queue, revision: 1, positionMs: 50_000 }
    expect((await put(rig, cookie, moved)).status).toBe(200)
    expect(await read(rig, cookie)).toMatchObject({ yours, before, sources, positionMs: 50_000, revision: 2 })
  })

  it('goes to the player that knew it; a slower one is given the present one', async () => {
    const rig = await startRig()
    const cookie = await rig.session()
    const player = await rig.connect({ cookie, origin: rig.url })
    await player.next('welcome')
    const answers = await Promise.all(['phone', 'desk'].map((deviceId) => put(rig, cookie, { ...queue, deviceId })))
    expect(answers.map(({ status }) => status).sort()).toStrictEqual([200, 409])
    const winner = answers[0]?.status === 200 ? 'phone' : 'desk'
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.headers['content-type']).toContain('application/problem+json')
    expect(refused?.json()).toMatchObject({ code: 'stale-revision', queue: { revision: 1, deviceId: winner } })
    expect(await player.next('queue')).toStrictEqual({ type: 'queue', revision: 1, deviceId: winner })
    expect((await put(rig, cookie, { ...queue, revision: 1 })).status).toBe(200)
  })

  it('fits a record of Kafka at its largest, and is refused beyond', async () => {
    const rig = await startRig()
    const cookie = await rig.session()
    const long = { entryId: '~'.repeat(16), trackId: '~'.repeat(64), source: 99, unshuffled: 5_000 }
    let made = 0
    const another = () => ({ ...long, entryId: String((made += 1)).padStart(16, '~') })
    const largest = {
      ...queue,
      now: long,
      yours: Array.from({ length: MAX_QUEUED }, another),
      before: Array.from({ length: MAX_PLAYED_BEFORE }, another),
      sources: Array.from({ length: MAX_QUEUE_SOURCES }, () => ({ kind: 'album', id: '\u{ffff}'.repeat(200), name: '\u{ffff}'.repeat(200) })), // prettier-ignore
    }
    const stored = queueRecord(listenerId('a'.repeat(32)), putQueue.body.parse(largest), null, 0)
    expect(queues.value.encode(stored).length).toBeLessThan(640 * 1024)
    expect((await put(rig, cookie, largest)).status).toBe(200)
    const refused = async (change: object) => (await put(rig, cookie, { ...queue, revision: 1, ...change })).status
    expect(await refused({ yours: [...largest.yours, long] })).toBe(400)
    expect(await refused({ before: [...largest.before, long] })).toBe(400)
    expect(await refused({ now: { ...long, trackId: 'é' } })).toBe(400)
    expect(await refused({ deviceId: 'x'.repeat(2 * 1024 * 1024) })).toBe(413)
  })

  it('drops what is not in the library, and says so; an entry that stands twice is refused', async () => {
    const rig = await startRig()
    const cookie = await rig.session()
    const gone = { ...entry('e9'), trackId: 'gone' }
    const answer = await put(rig, cookie, { ...queue, now: gone, yours: [entry('e2'), { ...gone, entryId: 'e8' }] })
    expect(answer.json()).toMatchObject({ revision: 1, dropped: ['e9', 'e8'] })
    expect(await read(rig, cookie)).toMatchObject({ now: null, positionMs: 0, yours: [entry('e2')] })
    const twice = await put(rig, cookie, { ...queue, revision: 1, yours: [entry('e2'), entry('e0')] })
    expect([twice.status, twice.json()]).toMatchObject([
      400,
      { detail: 'The entryId e0 stands twice: each entry has to have one of its own.' },
    ])
  })

  it('is put so often as a listener does, and no more', async () => {
    const rig = await startRig()
    const [cookie, other] = [await rig.session(), await rig.session()]
    const statuses: number[] = []
    for (let n = 0; n < 140; n += 1) statuses.push((await put(rig, cookie, { ...queue, revision: n })).status)
    expect([statuses.slice(0, 120).every((status) => status === 200), statuses.at(-1)]).toStrictEqual([true, 429])
    expect((await put(rig, other, queue)).status).toBe(200)
  })

  it('takes a number that a record holds, and refuses the next one for what it is', async () => {
    const rig = await startRig()
    const cookie = await rig.session()
    const most = Number.MAX_SAFE_INTEGER - 1
    expect((await put(rig, cookie, { ...queue, positionMs: most, shuffleSeed: most })).status).toBe(200)
    const refused = await put(rig, cookie, { ...queue, revision: 1, positionMs: most + 1 })
    expect(refused.status).toBe(400)
    expect(refused.json()).toMatchObject({ code: 'bad-request' })
  })
})
