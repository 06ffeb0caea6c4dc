import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import type { Consumer, Producer } from 'kafkajs'
import { pino } from 'pino'
import { kafkaClients } from '../../streams/engine/kafka/clients.ts'
import { connectListener } from '../support/listener.ts'
import type { Listener } from '../support/listener.ts'
import { makeMusic } from '../support/music.ts'
import { startSlipstream } from '../support/slipstream.ts'
import { quantile, withInterval } from './figures.ts'
import type { Figure } from './figures.ts'
import { arrivals, underLoad } from './open-loop.ts'
import type { Measured } from './open-loop.ts'

const TRACK_MS = 3_000
/** The bridge takes 20 messages a second of one socket: at the highest load each sends a quarter of that. */
const LISTENERS = 40
const LOADS_PER_S = [50, 200]
const SECONDS = 8
const WARM_UP_SECONDS = 12
const ROUNDS = 5
const PEER = 'raw two-hop kafkajs echo'
const PERCENTILES = [0.5, 0.99]
const GOALS = new Map([
  [0.5, 1.4],
  [0.99, 1.25],
])
const PARTITIONS = 8
/** As long as a play in Avro. */
const ECHO_BYTES = 100
const EVENTS = ['started', 'finished', 'started', 'skipped', 'liked']

interface Round {
  readonly ours: Measured
  readonly ack: Measured
  readonly echo: Measured
}

/**
 * From the moment a play is to be sent to the moment its suggestion arrives at the listener's socket, with everything
 * running as `npm start` runs it, exactly-once on. Beside it, in the same rounds and on the same broker, a raw echo over two
 * topics: what Kafka and its client alone take. A loop-back that sends nothing shows what the load generator adds.
 */
export async function latencyBench(progress: (line: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-latency-'))
  const music = join(folder, 'music')
  makeMusic(music, TRACK_MS)
  const running = await startSlipstream(join(folder, 'data'), [music])
  const closing: (() => Promise<void> | void)[] = []
  try {
    await running.until(/ analysed/)
    const listeners = await Promise.all(Array.from({ length: LISTENERS }, () => connectListener(running.url)))
    closing.push(() => listeners.forEach((listener) => listener.close()))
    const echo = await openEcho(running.addresses.kafkaBrokers)
    closing.push(echo.close)
    const tracks = await tracksOf(listeners)
    progress('Everything runs.')
    const figures: Figure[] = []
    for (const perSecond of LOADS_PER_S) {
      await playing(listeners, tracks, perSecond, WARM_UP_SECONDS)
      await echo.underLoad(perSecond, WARM_UP_SECONDS)
      const rounds: Round[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        const first = round % 2 === 0 ? null : await echo.underLoad(perSecond, SECONDS)
        const ours = await playing(listeners, tracks, perSecond, SECONDS)
        const peer = first ?? (await echo.underLoad(perSecond, SECONDS))
        rounds.push({ ...ours, echo: peer })
        progress(
          `${perSecond}/s, round ${round + 1}: ${said(ours.ours)}, acknowledged ${said(ours.ack)}, echo ${said(peer)}`,
        )
      }
      figures.push(...figuresOf(perSecond, rounds), ...(await loopBack(perSecond)))
    }
    return figures
  } finally {
    for (const close of closing) await close()
    await running.stop('SIGINT')
    rmSync(folder, { recursive: true, force: true })
  }
}

const said = ({ latenciesMs, missing }: Measured) =>
  `${PERCENTILES.map((p) => quantile(latenciesMs, p).toFixed(1)).join(' / ')} ms${missing > 0 ? ` (${missing} missing)` : ''}`

export async function tracksOf(listeners: readonly Listener[]): Promise<readonly string[]> {
  const answer = await listeners[0]?.get('/api/tracks?limit=100')
  const { items } = answer as { readonly items: readonly { readonly trackId: string; readonly state: string }[] }
  return items.filter(({ state }) => state === 'heard').map(({ trackId }) => trackId)
}

let loads = 0

/** Each listener in turn does one thing after another; every one of them says something new. */
export async function playing(
  listeners: readonly Listener[],
  tracks: readonly string[],
  perSecond: number,
  seconds: number,
): Promise<Omit<Round, 'echo'>> {
  loads += 1
  const prefix = `load-${loads}/`
  const [suggested, acknowledged] = [arrivals(), arrivals()]
  const numberOf = (id: string | undefined) => (id?.startsWith(prefix) === true ? Number(id.slice(prefix.length)) : -1)
  const stops = listeners.map((listener) =>
    listener.onMessage((message) => {
      if (message.type === 'ack') acknowledged.arrived(numberOf(message.playId))
      else if (message.type === 'recommendations') suggested.arrived(numberOf(message.causedBy?.playId))
    }),
  )
  const ours = await underLoad(
    {
      perSecond,
      seconds,
      send(n) {
        acknowledged.dueMs.set(n, suggested.dueMs.get(n) ?? NaN)
        const turn = Math.floor(n / listeners.length)
        const track = tracks[(n + turn) % tracks.length] ?? ''
        listeners[n % listeners.length]?.play(track, EVENTS[turn % EVENTS.length] ?? '', `${prefix}${n}`)
      },
    },
    suggested,
  )
  for (const stop of stops) stop()
  const latenciesMs = [...acknowledged.latencies.values()]
  return { ours, ack: { latenciesMs, lateMs: [], missing: perSecond * seconds - latenciesMs.length } }
}

interface Echo {
  underLoad(perSecond: number, seconds: number): Promise<Measured>
  close(): Promise<void>
}

export async function openEcho(brokers: readonly string[]): Promise<Echo> {
  const [there, back] = ['bench-there', 'bench-back']
  const clients = kafkaClients(brokers, 'bench', pino({ level: 'silent' }))
  const admin = clients.admin()
  await admin.connect()
  const topics = [there, back].map((topic) => ({ topic, numPartitions: PARTITIONS, replicationFactor: -1 }))
  await admin.createTopics({ topics, waitForLeaders: true })
  await admin.disconnect()
  const child = fork(fileURLToPath(new URL('echo.ts', import.meta.url)), [brokers.join(','), there, back], {
    execArgv: ['--import', 'tsx'],
  })
  await once(child, 'message')
  const [producer, consumer] = [clients.producer({}), clients.consumer({ groupId: 'bench', maxWaitTimeInMs: 500 })]
  let current = { load: 0, arrivals: arrivals() }
  await reading(consumer, back, (text) => {
    const [load, n] = text.split('/', 2).map(Number)
    if (load === current.load) current.arrivals.arrived(n ?? -1)
  })
  await producer.connect()
  return {
    underLoad(perSecond, seconds) {
      const load = current.load + 1
      current = { load, arrivals: arrivals() }
      const send = (n: number) => sent(producer, there, n, `${load}/${n}/`.padEnd(ECHO_BYTES))
      return underLoad({ perSecond, seconds, send }, current.arrivals)
    },
    async close() {
      await Promise.all([producer.disconnect(), consumer.disconnect()])
      await ended(child)
    },
  }
}

async function reading(consumer: Consumer, topic: string, onText: (text: string) => void): Promise<void> {
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  const joined = new Promise<void>((resolve) => consumer.on('consumer.group_join', () => resolve()))
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: PARTITIONS,
    eachBatch({ batch }) {
      for (const { value } of batch.messages) onText(value?.toString() ?? '')
      return Promise.resolve()
    },
  })
  await joined
}

function sent(producer: Producer, topic: string, n: number, value: string): void {
  const partition = n % PARTITIONS
  producer.send({ topic, messages: [{ key: String(n % LISTENERS), value, partition }] }).catch(() => undefined) // it is missed
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill()
  await exit
}

/** What arrives in the moment it is sent: anything but next to nothing would be the bench's own. */
async function loopBack(perSecond: number): Promise<readonly Figure[]> {
  const own = arrivals()
  const { latenciesMs } = await underLoad({ perSecond, seconds: 2, send: own.arrived }, own)
  await wait(0)
  return PERCENTILES.map((p): Figure => ({
    name: 'latency',
    subject: `loop-back at ${perSecond}/s`,
    metric: `p${p * 100}`,
    value: quantile(latenciesMs, p),
    unit: 'ms',
  }))
}

function figuresOf(perSecond: number, rounds: readonly Round[]): readonly Figure[] {
  const all = (part: keyof Round) => rounds.flatMap((round) => round[part].latenciesMs)
  const figure = (subject: string, part: keyof Round, p: number): Figure => ({
    name: 'latency',
    subject: `${subject} at ${perSecond}/s`,
    metric: `p${p * 100}`,
    value: quantile(all(part), p),
    unit: 'ms',
  })
  return [
    ...PERCENTILES.map((p): Figure => {
      const ratios = rounds.map(({ ours, echo }) => quantile(ours.latenciesMs, p) / quantile(echo.latenciesMs, p))
      const interval = withInterval(ratios)
      const goal = GOALS.get(p) ?? NaN
      return { ...figure('play to suggestion', 'ours', p), peer: PEER, ...interval, goal, met: interval.high <= goal }
    }),
    ...PERCENTILES.map((p) => figure('play to acknowledgement', 'ack', p)),
    ...PERCENTILES.map((p) => figure(PEER, 'echo', p)),
    {
      name: 'latency',
      subject: `play to suggestion at ${perSecond}/s`,
      metric: 'missing',
      value: rounds.reduce((total, { ours }) => total + ours.missing, 0),
      unit: 'plays',
    },
  ]
}
