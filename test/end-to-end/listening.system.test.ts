import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { Kafka, logLevel } from 'kafkajs'
import { MongoClient } from 'mongodb'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Addresses } from '../../streams/app/addresses.ts'
import { leftovers } from '../../streams/app/supervisor/run-folder.ts'
import { wholeTopology } from '../../streams/app/topology.ts'
import { coListening, MIN_LISTENERS, MIN_PLAYS } from '../../processors/shared/co-listening/table.ts'
import type { Cause, ListenerProfile, Play } from '../../schemas/generated.ts'
import { listenerId as toListenerId, playId as toPlayId, trackId as toTrackId } from '../../schemas/generated.ts'
import { launchBrowser } from '../support/browser.ts'
import { playOf } from '../support/builders.ts'
import { connectListener } from '../support/listener.ts'
import type { Pushed } from '../support/listener.ts'
import { HOSTILE_TITLE, makeMusic } from '../support/music.ts'
import { endsOf, leftToRead, whenRead } from '../support/read-to-end.ts'
import { startSlipstream } from '../support/slipstream.ts'
import type { Running } from '../support/slipstream.ts'

const topology = wholeTopology()

const SERVING = 'neighbours-5'
const TRACK_MS = 8_000
/** Kafka, the registry, the database, and each processor but the shadows of recommend. */
const PROCESSES = 3 + topology.length - 2
/** How the end of listening is announced. */
const ANALYSED = /13 .*analysed/
/** A suggestion is shown before it is committed. */
const COMMITTED = { timeout: 10_000 }

interface Item {
  readonly trackId: string
  readonly title: string
  readonly state: string
  readonly problem?: { readonly code: string; readonly message: string }
}

/** One story, in order: each step goes on where the last one stopped, as days with a player do. */
describe('Slipstream', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-story-'))
  const [music, dataFolder] = [join(folder, 'music'), join(folder, 'data')]
  const made = makeMusic(music, TRACK_MS)
  let running: Running
  let browser: Browser

  beforeAll(async () => {
    running = await startSlipstream(dataFolder, [music])
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await running.stop('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  })

  const tracks = async (): Promise<readonly Item[]> => {
    const answer = await fetch(`${running.url}/api/tracks?limit=100`)
    return ((await answer.json()) as { readonly items: readonly Item[] }).items
  }

  it('listens to every file, and says which could not be heard and why', async () => {
    await running.until(ANALYSED)
    const items = await tracks()
    expect(items.length).toBe(made.tracks)
    expect(items.filter((item) => item.state === 'heard').length).toBe(made.tracks - made.broken.length)
    const failed = items.filter((item) => item.state === 'failed')
    expect(failed.map((item) => item.title)).toStrictEqual(made.broken)
    expect(failed[0]?.problem?.message).toContain('Broken.mp3')
  })

  it('plays in a browser, acknowledges the play, and changes Up next by itself after it and after a skip', async () => {
    const page = await browser.newPage()
    const socket = watchSocket(page)
    await page.goto(new URL('/tracks', running.url).href)
    await page.getByText(HOSTILE_TITLE).first().click()

    const started = await socket.sent((message) => message.event === 'started')
    await socket.received((message) => message.type === 'ack' && message.playId === started.playId)
    await socket.received((message) => message.causedBy?.playId === started.playId)
    const suggestions = page.getByRole('list', { name: 'Live' }).getByRole('listitem')
    await suggestions.first().waitFor()
    const before = await suggestions.allInnerTexts()
    expect(before.every((text) => /Because|Something new|Sounds like|Picked for you/.test(text))).toBe(true)

    await page.getByRole('button', { name: 'Next', exact: true }).click()
    const skipped = await socket.sent((message) => message.event === 'skipped')
    await socket.received((message) => message.causedBy?.playId === skipped.playId)
    await expect.poll(() => suggestions.allInnerTexts(), { timeout: 20_000 }).not.toStrictEqual(before)
    await page.close()
  })

  it('shows what a file is called as text', async () => {
    const page = await browser.newPage()
    await page.goto(new URL('/tracks', running.url).href)
    await page.getByText(HOSTILE_TITLE).first().waitFor()
    expect(await page.title()).not.toBe('1')
    await page.close()
  })

  it('leads from a finished play to a suggestion that it caused, and any client can read every step of it', async () => {
    const listener = await connectListener(running.url)
    const [first] = await tracks()
    const trackId = first?.trackId ?? ''
    listener.play(trackId, 'finished', 'play-of-the-story')
    const { partition, offset } = await listener.until((message) => message.type === 'ack')
    const pushed = await listener.until((message) => message.causedBy?.playId === 'play-of-the-story')
    expect(pushed.items?.length).toBeGreaterThan(0)
    expect(pushed.items?.some((item) => item.trackId === trackId)).toBe(false)

    const of = (topic: string) => readTopic(running.addresses, topic)
    const { listenerId } = listener
    expect((await of('plays')).find((r) => r.value['playId'] === 'play-of-the-story')).toMatchObject({
      key: listenerId,
      partition,
      offset,
      value: { listenerId, trackId, event: 'finished', via: 'chosen' },
    })
    const profile = async () => (await of('listener-profiles')).findLast((r) => r.key === listenerId)?.value
    await expect.poll(profile, COMMITTED).toMatchObject({ sessions: [{ listens: [{ trackId, finished: 1 }] }] })
    expect((await of('recommendations')).findLast((r) => r.key === listenerId)?.value['causedBy']).toMatchObject({
      topic: 'plays',
      partition,
      offset,
      playId: 'play-of-the-story',
    })
    await untilStored(running.addresses, {
      tracks: { trackId },
      features: { trackId },
      plays: { playId: 'play-of-the-story' },
      recommendations: { 'causedBy.playId': 'play-of-the-story' },
    })
    listener.close()
  })

  it('leaves profile, feedback, relations and history as if a play had not been, once it is taken back', async () => {
    const of = (topic: string) => readTopic(running.addresses, topic)
    const listener = await connectListener(running.url)
    const { listenerId } = listener
    const send = async (
      trackId: string,
      event: string,
      playId: string,
      more: Readonly<Record<string, unknown>> = {},
    ) => {
      listener.play(trackId, event, playId, { sessionId: 'evening', ...more })
      const list = await listener.until((message) => message.causedBy?.playId === playId)
      const isCommitted = async () =>
        (await of('recommendations')).some(({ value }) => (value['causedBy'] as Cause).playId === playId)
      await expect.poll(isCommitted, COMMITTED).toBe(true)
      await expect.poll(async () => (await feedbackOf(of)).lists === (await listsOf(of)), COMMITTED).toBe(true)
      const profile = (await of('listener-profiles')).findLast(({ key }) => key === listenerId)?.value
      const { tastes, heard, sessions } = profile as Pick<ListenerProfile, 'tastes' | 'heard' | 'sessions'>
      return { list, feedback: (await feedbackOf(of)).counts, profile: { tastes, heard, sessions } }
    }
    const [chosen = ''] = (await tracks()).flatMap(({ trackId, state }) => (state === 'heard' ? [trackId] : []))
    const before = await send(chosen, 'finished', 'kept')
    const taken = before.list.items?.[0]?.trackId ?? ''
    const from = { via: 'recommended', recommendationId: before.list.recommendationId }
    const after = await send(taken, 'finished', 'undone', from)
    expect(after.feedback).toMatchObject({ finished: (before.feedback['finished'] ?? 0) + 1, judged: (before.feedback['judged'] ?? 0) + 1 }) // prettier-ignore
    const undone = await send(taken, 'retracted', 'undo', { retracts: 'undone' })
    expect([undone.profile, undone.feedback]).toEqual([before.profile, before.feedback])
    const plays = (await of('plays'))
      .filter(({ key }) => key === listenerId)
      .map(({ value }) => value as unknown as Play)
    expect([nextOf(chosen, plays), nextOf(chosen, plays.slice(0, 2))]).toStrictEqual([[], [taken]])
    await untilStored(running.addresses, { plays: { playId: 'undo' } })
    expect(await listener.get('/api/me/history')).toMatchObject({ items: [{ retracts: 'undone' }, { playId: 'undone' }, { playId: 'kept' }] }) // prettier-ignore
    listener.close()
  })

  it('stops at Ctrl-C without leaving a process, and finds everything again at the next start', async () => {
    const listener = await connectListener(running.url)
    const [first] = await tracks()
    listener.play(first?.trackId ?? '', 'liked', 'before-the-stop')
    await listener.until((message) => message.causedBy?.playId === 'before-the-stop')
    await untilStored(running.addresses, { plays: { playId: 'before-the-stop' } })
    listener.close()
    const before = { tracks: await tracks(), schemas: await schemaIds(running.addresses) }
    const processes = recorded(dataFolder)
    expect(processes.length).toBe(PROCESSES)

    expect(await running.stop('SIGINT')).toBe(0)
    expect(processes.filter(isAlive)).toStrictEqual([])

    running = await startSlipstream(dataFolder, [music])
    await running.until(ANALYSED)
    expect({ tracks: await tracks(), schemas: await schemaIds(running.addresses) }).toStrictEqual(before)
    const returned = await connectListener(running.url, listener.cookie)
    expect(returned.listenerId).toBe(listener.listenerId)
    const again = await returned.until((message) => message.type === 'recommendations')
    expect(again.causedBy?.playId).toBe('before-the-stop')
    expect(await returned.get('/api/me/history')).toMatchObject({ items: [{ playId: 'before-the-stop' }] })
    returned.close()
  })

  it('is refused a second time on the same data', async () => {
    const refusal = `Another Slipstream (process ${running.child.pid ?? 0}) runs on ${dataFolder}: stop it first`
    await expect(startSlipstream(dataFolder, [music])).rejects.toThrow(refusal)
  })

  it('comes up after a kill -9, ends what that left running, and leaves nothing itself', async () => {
    const left = recorded(dataFolder)
    await running.stop('SIGKILL')
    running = await startSlipstream(dataFolder, [music])
    expect(running.printed()).toMatch(/The last run was not stopped in order: ending its processes .*kafka \(\d+\)/)
    expect(left.filter(isAlive)).toStrictEqual([])
    expect((await tracks()).length).toBe(made.tracks)
    await running.until(ANALYSED)
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200)

    const processes = recorded(dataFolder)
    expect(await running.stop('SIGTERM')).toBe(0)
    expect(running.printed().trimEnd().split('\n').at(-1)).toBe('Stopped.')
    expect(processes.filter(isAlive)).toStrictEqual([])
    expect(leftovers(join(dataFolder, 'run'))).toStrictEqual([])
  })
})

type ReadTopic = (topic: string) => Promise<readonly PlainRecord[]>

/** Lists that were made, of all models. */
const listsOf = async (of: ReadTopic): Promise<number> =>
  new Set((await of('recommendations')).map(({ value }) => value['recommendationId'])).size

const COUNTED = ['started', 'finished', 'skipped', 'liked', 'judged', 'hits', 'misled', 'stalenessP99Ms'] as const

/** Of the newest record of each window: the lists that all models made, and what was counted for the one that serves. */
async function feedbackOf(of: ReadTopic): Promise<{ lists: number; counts: Readonly<Record<string, number>> }> {
  const newest = new Map(
    (await of('feedback')).map(({ key, value }) => [`${key} ${String(value['windowStart'])}`, value]),
  )
  const sum = (name: string, windows = [...newest.values()]) =>
    windows.reduce((total, window) => total + Number(window[name] ?? 0), 0)
  const serving = [...newest.values()].filter(({ model }) => model === SERVING)
  return {
    lists: sum('recommendations'),
    counts: Object.fromEntries(COUNTED.map((name) => [name, sum(name, serving)])),
  }
}

/** The tracks that go with one, after these plays and those of as many listeners as it takes, of whom one plays the two in turn. */
function nextOf(track: string, plays: readonly Play[]): readonly string[] {
  const relations = coListening.create()
  for (const play of plays) relations.add(play.listenerId, play, play.arrivedAt)
  const others = plays
    .filter(({ event }) => event === 'finished')
    .map((play) => ({ ...play, listenerId: toListenerId('other') }))
  for (const play of others) relations.add(play.listenerId, play, play.arrivedAt)
  for (let n = 0; n < MIN_PLAYS; n += 1) {
    const id = toListenerId(`other-${n % MIN_LISTENERS}`)
    relations.add(id, playOf('finished', `t${n}`, { listenerId: id, playId: toPlayId(`p${n}`) }), n)
  }
  return relations.nextItems([toTrackId(track)], 5).map(({ trackId }) => trackId)
}

interface PlainRecord {
  readonly key: string
  readonly partition: number
  readonly offset: number
  readonly value: Readonly<Record<string, unknown>>
}

/** All that is committed in a topic, read by a client that knows nothing of Slipstream. */
async function readTopic({ kafkaBrokers, registryUrl }: Addresses, topic: string): Promise<readonly PlainRecord[]> {
  const kafka = new Kafka({ brokers: [...kafkaBrokers], logLevel: logLevel.NOTHING })
  const registry = new SchemaRegistry({ host: registryUrl })
  const [admin, consumer] = [kafka.admin(), kafka.consumer({ groupId: `story-${topic}-${process.hrtime.bigint()}` })]
  await Promise.all([admin.connect(), consumer.connect()])
  const left = leftToRead(await endsOf(admin, [topic]))
  await consumer.subscribe({ topic, fromBeginning: true })
  const records: PlainRecord[] = []
  await new Promise<void>((resolve, reject) => {
    void whenRead(consumer, left).then(resolve)
    consumer
      .run({
        eachMessage: async ({ partition, message }) => {
          if (message.value === null) return
          const value = (await registry.decode(message.value)) as Readonly<Record<string, unknown>>
          records.push({ key: message.key?.toString() ?? '', partition, offset: Number(message.offset), value })
        },
      })
      .catch(reject)
  })
  await Promise.all([admin.disconnect(), consumer.disconnect()])
  return records
}

/** Resolves once each collection holds a document that fits. */
async function untilStored({ mongodbUrl }: Addresses, wanted: Readonly<Record<string, object>>): Promise<void> {
  const client = await MongoClient.connect(mongodbUrl)
  for (const [collection, filter] of Object.entries(wanted)) {
    while ((await client.db().collection(collection).countDocuments(filter)) === 0) await wait(50)
  }
  await client.close()
}

async function schemaIds({ registryUrl }: Addresses): Promise<readonly unknown[]> {
  const subjects = (await (await fetch(`${registryUrl}/subjects`)).json()) as string[]
  return Promise.all(
    subjects.sort().map(async (subject) => {
      const { id } = (await (await fetch(`${registryUrl}/subjects/${subject}/versions/latest`)).json()) as {
        readonly id: number
      }
      return { subject, id }
    }),
  )
}

/** The processes that a running Slipstream has noted down. */
function recorded(dataFolder: string): readonly number[] {
  return leftovers(join(dataFolder, 'run')).map(({ pid }) => pid)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

interface Socket {
  sent(fits: (message: Sent) => boolean): Promise<Sent>
  received(fits: (message: Pushed) => boolean): Promise<Pushed>
}

interface Sent {
  readonly playId: string
  readonly event: string
}

/** What a page and the bridge say to each other. */
function watchSocket(page: Page): Socket {
  const frames = { sent: [] as Sent[], received: [] as Pushed[] }
  const waiting = new Set<() => void>()
  page.on('websocket', (socket) => {
    const read = (into: unknown[]) => (frame: { readonly payload: string | Buffer }) => {
      into.push(JSON.parse(frame.payload.toString()))
      for (const check of waiting) check()
    }
    socket.on('framesent', read(frames.sent))
    socket.on('framereceived', read(frames.received))
  })
  const until = <T>(messages: readonly T[], fits: (message: T) => boolean) =>
    new Promise<T>((resolve) => {
      const check = () => {
        const found = messages.find(fits)
        if (found !== undefined) resolve(found)
      }
      waiting.add(check)
      check()
    })
  return { sent: (fits) => until(frames.sent, fits), received: (fits) => until(frames.received, fits) }
}
