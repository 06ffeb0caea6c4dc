import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Signer } from '@fastify/cookie'
import pLimit from 'p-limit'
import { WebSocket } from 'ws'
import { listenerId, playId, recommendationId, trackId } from '../../../schemas/generated.ts'
import { LIVE_PATH } from '../../../schemas/live.ts'
import { audioFeatures, audioReferences, indexUpdates, recommendations } from '../../../schemas/topics.ts'
import { freePort } from '../../../streams/app/embedded/ports.ts'
import { record } from '../../../streams/engine/topic.ts'
import { recommendationOf } from '../../support/builders.ts'
import { quantile } from '../figures.ts'
import type { Figure } from '../figures.ts'
import { arrivals, underLoad } from '../open-loop.ts'
import type { Measured } from '../open-loop.ts'
import { libraryRecords } from '../recommend-library.ts'
import { cpuSecondsOf, openService, residentMbOf, until } from './service.ts'
import type { Service } from './service.ts'

const TRACKS = 1_000
const CELLS = 10
const ACTIVE = 1_000
/** As many as a list has. */
const ITEMS = 20
const PUSHES_PER_S = 200
const SECONDS = 10
const WARM_UP_SECONDS = 5
/** Longer than a heartbeat of the bridge, so that each socket has been asked for a sign of life. */
const SETTLE_MS = 16_000
const CONNECTING = 200
/** Beside sockets: Kafka, files, the program itself. */
const OTHER_FILES = 500
const BARE = fileURLToPath(new URL('bare-bridge.ts', import.meta.url))
const PEER = 'a bare server of ws and kafkajs'

/** A server of sockets under measurement. */
interface Served {
  readonly what: string
  readonly url: string
  readonly pid: number
  /** Headers by which a listener connects. @param n which one, from 0. */
  headersOf(n: number): Readonly<Record<string, string>>
  /** The number of the push that a text brings; -1: it is something else. */
  pushIn(text: string): number
}

interface Outcome {
  readonly active: Measured
  readonly withIdle: Measured
  readonly kbForEach: number
  readonly idlePercent: number
  readonly cpuMsForPush: number
}

/**
 * What a socket takes of the memory of the bridge, and how fast a list comes to a player, from Kafka on, while ten times as many are
 * idle. Beside it the same with a bare server, and the bridge before the idle ones came.
 */
export async function socketsPart(progress: (line: string) => void, idle: number): Promise<readonly Figure[]> {
  requireFiles(idle + ACTIVE + OTHER_FILES)
  const service = await openService(progress)
  try {
    await service.send([audioReferences, audioFeatures, indexUpdates], libraryRecords(TRACKS, CELLS))
    const ours = await ofBridge(service, idle, progress)
    const bare = await ofBare(service, idle, progress)
    const sockets = `${idle.toLocaleString('en')} idle sockets`
    const row = (subject: string, metric: string, unit: string, value: number, peer?: number): Figure => ({
      name: 'scale',
      subject,
      metric,
      value,
      unit,
      ...(peer !== undefined && { peer: PEER, ratio: value / peer }),
    })
    const pushes = (subject: string, measured: Measured, peer?: Measured) =>
      [0.5, 0.99].map((p) =>
        row(
          subject,
          `push p${p * 100}`,
          'ms',
          quantile(measured.latenciesMs, p),
          peer && quantile(peer.latenciesMs, p),
        ),
      )
    return [
      row(`bridge, ${sockets}`, 'memory for each', 'kB', ours.kbForEach, bare.kbForEach),
      row(`bridge, ${sockets}`, 'processor time when nothing happens', '% of a core', ours.idlePercent, bare.idlePercent), // prettier-ignore
      ...pushes(`bridge, ${ACTIVE} active sockets alone`, ours.active, bare.active),
      ...pushes(`bridge, ${ACTIVE} active sockets beside ${sockets}`, ours.withIdle, bare.withIdle),
      row(`bridge, beside ${sockets}`, 'processor time for a push', 'ms', ours.cpuMsForPush, bare.cpuMsForPush),
      row('bridge', 'pushes that did not come', 'pushes', ours.active.missing + ours.withIdle.missing),
      row(PEER, 'memory for each idle socket', 'kB', bare.kbForEach),
      ...pushes(`${PEER}, beside ${sockets}`, bare.withIdle),
    ]
  } finally {
    await service.stop()
  }
}

/** @throws {Error} when a process may not hold as many files open. */
function requireFiles(needed: number): void {
  const [, most = '0'] = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  if (most !== 'unlimited' && Number(most) < needed)
    throw new Error(`A process may hold ${most} files open, and ${needed} are needed: raise ulimit -n, or give --sockets.`) // prettier-ignore
}

async function ofBridge(service: Service, idle: number, progress: (line: string) => void): Promise<Outcome> {
  const port = await freePort()
  const bridge = service.start('websocket-bridge', { SLIPSTREAM_PORT: String(port) })
  const url = `http://127.0.0.1:${port}`
  await until([bridge], async () => {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    return answer?.ok === true
  })
  // As the bridge signs it: an address may make only so many listeners within an hour.
  const signer = new Signer(readFileSync(join(bridge.dataFolder, 'session.key')))
  const served: Served = {
    what: 'the bridge',
    url,
    pid: bridge.pid,
    headersOf: (n) => ({
      cookie: `slipstream-session=${encodeURIComponent(signer.sign(listenerOf(n)))}`,
      origin: url,
      // The bridge believes a proxy on its own machine: each comes from a home of its own.
      'x-forwarded-for': `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
    }),
    pushIn(text) {
      if (!text.startsWith('{"type":"recommendations"')) return -1
      return Number(/"playId":"push-(\d+)"/.exec(text)?.[1] ?? -1)
    },
  }
  const outcome = await measure(service, served, idle, progress)
  await bridge.stop()
  return outcome
}

async function ofBare(service: Service, idle: number, progress: (line: string) => void): Promise<Outcome> {
  const { name, partitions } = recommendations
  const child = fork(BARE, [service.brokers.join(','), name, String(partitions)], { execArgv: ['--import', 'tsx'] })
  try {
    const [port] = (await once(child, 'message')) as [number]
    const served: Served = {
      what: 'the bare server',
      url: `http://127.0.0.1:${port}`,
      pid: child.pid ?? 0,
      headersOf: (n) => ({ cookie: listenerOf(n) }),
      pushIn: (text) => Number(text.slice(0, text.indexOf(' '))),
    }
    return await measure(service, served, idle, progress)
  } finally {
    child.kill()
  }
}

async function measure(
  service: Service,
  served: Served,
  idle: number,
  progress: (line: string) => void,
): Promise<Outcome> {
  let current = arrivals()
  const sockets = await connectAll(served, 0, ACTIVE, (n) => current.arrived(n))
  const push = await openPushes(service)
  const pushed = async (seconds: number): Promise<Measured> => {
    current = arrivals()
    return underLoad({ perSecond: PUSHES_PER_S, seconds, send: push.send }, current)
  }
  await pushed(WARM_UP_SECONDS)
  const active = await pushed(SECONDS)
  progress(`${served.what}: ${ACTIVE} active sockets have had their lists.`)
  await wait(SETTLE_MS)
  const before = residentMbOf(served.pid)
  const more = await connectAll(served, ACTIVE, idle, () => undefined)
  progress(`${served.what}: ${idle} idle sockets are connected.`)
  await wait(SETTLE_MS / 2)
  const cpu = cpuSecondsOf(served.pid)
  await wait(SETTLE_MS)
  const idlePercent = ((cpuSecondsOf(served.pid) - cpu) * 100 * 1_000) / SETTLE_MS
  const held = residentMbOf(served.pid)
  const beforePushes = cpuSecondsOf(served.pid)
  const withIdle = await pushed(SECONDS)
  const cpuMsForPush = ((cpuSecondsOf(served.pid) - beforePushes) * 1_000) / (PUSHES_PER_S * SECONDS)
  for (const socket of [...sockets, ...more]) socket.terminate()
  await push.close()
  const kbForEach = ((held - before) * 1_024) / idle
  const p99 = (measured: Measured) => quantile(measured.latenciesMs, 0.99).toFixed(1)
  progress(
    `${served.what}: ${before.toFixed(0)} to ${held.toFixed(0)} MB, push p99 ${p99(active)} ms, beside idle ones ${p99(withIdle)} ms`,
  )
  return { active, withIdle, kbForEach, idlePercent, cpuMsForPush }
}

const listenerOf = (n: number): string => n.toString(16).padStart(32, '0')

async function connectAll(
  served: Served,
  first: number,
  count: number,
  onPush: (n: number) => void,
): Promise<readonly WebSocket[]> {
  const atOnce = pLimit(CONNECTING)
  const url = `${served.url.replace(/^http/, 'ws')}${LIVE_PATH}`
  const connect = async (n: number) => {
    const socket = new WebSocket(url, { headers: served.headersOf(n), perMessageDeflate: false })
    socket.on('message', (bytes: Buffer) => {
      const push = served.pushIn(bytes.toString('latin1'))
      if (push >= 0) onPush(push)
    })
    await once(socket, 'open')
    socket.on('close', (code) => {
      if (code !== ABNORMAL) throw new Error(`${served.what} closed a socket: ${code}.`)
    })
    return socket
  }
  return Promise.all(Array.from({ length: count }, (_, i) => atOnce(connect, first + i)))
}

/** How a socket ends that this program terminates (RFC 6455, section 7.4.1). */
const ABNORMAL = 1_006

let pushes = 0

/** Writes lists into their topic, each for the next of the active listeners. */
async function openPushes(service: Service) {
  const { codec, kafka } = service.runtime
  await codec.prepare([recommendations])
  const producer = await kafka.producer()
  const items = recommendationOf(ITEMS).items.map((item, i) => ({ ...item, trackId: trackId(`track-${i * 7}`) }))
  return {
    send(n: number) {
      pushes += 1
      const listener = listenerId(listenerOf(n % ACTIVE))
      const recommendation = recommendationOf(0, {
        recommendationId: recommendationId(`neighbours-5:plays/0/${pushes}`),
        listenerId: listener,
        causedBy: { ...recommendationOf(0).causedBy, offset: pushes, playId: playId(`push-${n}`) },
        items,
      })
      const headers = { push: String(n), 'caused-by': `plays/0/${pushes}` }
      const encoded = codec.encode(record(recommendations, listener, recommendation, Date.now()), headers)
      producer.send([encoded]).catch(() => undefined) // it is missed
    },
    close: () => producer.close(),
  }
}
