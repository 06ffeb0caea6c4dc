import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { PlayEvent } from '../../schemas/generated.ts'
import { seededRandom } from '../../processors/shared/random.ts'
import type { Random } from '../../processors/shared/random.ts'
import type { Ack, Invocation } from './check.ts'
import type { OperationLog } from './operation-log.ts'

/** Many listeners that send plays through the real bridge, each until it is acknowledged. */
export interface Load {
  readonly invocations: readonly Invocation[]
  readonly acks: readonly Ack[]
  /** How often each play was sent, by its id. */
  readonly sends: ReadonlyMap<string, number>
  /** When a play was first acknowledged that was sent after some moment; epoch ms. */
  firstAckAfter(at: number): number | null
  /** Longest time without an acknowledgement, but for when plays rested, and from a play to its own. */
  longest(): { readonly longestSilenceMs: number; readonly longestWaitMs: number }
  /** Up to this number plays are sent at full rate; from there on slowly, so that faults still meet traffic. */
  allow(plays: number): void
  /** Sends no further play until `release`. Resolves once all have been acknowledged. */
  hold(): Promise<void>
  release(): void
  /** Sends no further play. Resolves once all have been acknowledged. */
  finish(): Promise<void>
}

export interface LoadOptions {
  readonly url: string
  readonly seed: number
  readonly listeners: number
  readonly operationLog: OperationLog
  readonly playsPerSecond: number
}

const TRICKLE_PER_SECOND = 12
/** The bridge takes 20 messages a second of one socket. */
const PACE_MS = 60
const RESENT_ON_PURPOSE = 0.05
/** Plays back from which one is chosen to be sent again: a player resends what it sent last. */
const RESENT_OF = 4
const RESEND_AFTER_MS = 4_000
const RECONNECT_AFTER_MS = 250
const CONNECT_WITHIN_MS = 5_000
const REST_MS = 300
const LOOK_EVERY_MS = 50

const EVENTS: readonly PlayEvent[] = ['started', 'finished', 'finished', 'finished', 'skipped', 'skipped', 'liked']
const RARE: readonly PlayEvent[] = ['unliked', 'disliked', 'undisliked', 'retracted', 'progressed']

const message = z.object({
  type: z.string(),
  playId: z.string().optional(),
  code: z.string().optional(),
  partition: z.number().optional(),
  offset: z.number().optional(),
  recommendationId: z.string().optional(),
})
type Message = z.infer<typeof message>

export async function startLoad(options: LoadOptions): Promise<Load> {
  const { url, operationLog } = options
  const invocations: Invocation[] = []
  const acks: Ack[] = []
  const sends = new Map<string, number>()
  const lastSent = new Map<string, number>()
  const ackTimes: { readonly sentAt: number; readonly at: number }[] = []
  const answer = await fetch(`${url}/api/tracks?limit=100`)
  const { items } = z
    .object({ items: z.array(z.object({ trackId: z.string(), state: z.string() })) })
    .parse(await answer.json())
  const tracks = items.filter(({ state }) => state === 'heard').map(({ trackId }) => trackId)
  const invokedAt = new Map<string, number>()
  let lastAckAt: number | null = null
  let longestSilenceMs = 0
  let longestWaitMs = 0
  let allowed = 0
  let finishing = false
  let held = false
  let inFlight = 0
  let slotAtMs = 0
  const isFinishing = () => finishing

  /** Waits for the next moment at which a play may be sent. */
  const pace = async (): Promise<void> => {
    const perSecond = invocations.length < allowed ? options.playsPerSecond : TRICKLE_PER_SECOND
    slotAtMs = Math.max(performance.now(), slotAtMs + 1_000 / perSecond)
    await wait(slotAtMs - performance.now())
    while (held && !isFinishing()) await wait(LOOK_EVERY_MS)
  }
  const onAck = (playId: string, { partition = -1, offset = -1 }: Message) => {
    const now = Date.now()
    if (lastAckAt !== null) longestSilenceMs = Math.max(longestSilenceMs, now - lastAckAt)
    lastAckAt = now
    longestWaitMs = Math.max(longestWaitMs, now - (invokedAt.get(playId) ?? now))
    invokedAt.delete(playId)
    acks.push({ playId, partition, offset })
    ackTimes.push({ sentAt: lastSent.get(playId) ?? 0, at: Date.now() })
    void operationLog.append({ kind: 'ack', playId, partition, offset, at: Date.now() })
  }
  const onSend = (playId: string) => {
    sends.set(playId, (sends.get(playId) ?? 0) + 1)
    lastSent.set(playId, Date.now())
    void operationLog.append({ kind: 'sent', playId, at: Date.now() })
  }

  const listen = async (n: number): Promise<void> => {
    const random = seededRandom(options.seed).fork(`listener-${n}`)
    const socket = await connect(url, onAck, onSend)
    const mine: Invocation[] = []
    await wait(random.between(0, 500))
    while (!isFinishing()) {
      await pace()
      if (isFinishing()) break
      inFlight += 1
      const invocation = invocationOf(socket, n, mine.length + 1, tracks, random)
      mine.push(invocation)
      invocations.push(invocation)
      invokedAt.set(invocation.playId, Date.now())
      await operationLog.append({ kind: 'invocation', ...invocation, at: Date.now() })
      const twiceAtOnce = random.happens(RESENT_ON_PURPOSE / 2)
      await socket.deliver(invocation, twiceAtOnce ? 2 : 1)
      if (random.happens(RESENT_ON_PURPOSE / 2)) await socket.deliver(random.pick(mine.slice(-RESENT_OF)), 1)
      inFlight -= 1
      await wait(PACE_MS)
    }
    socket.close()
  }
  const ended = Promise.all(Array.from({ length: options.listeners }, (_, n) => listen(n)))
  ended.catch(() => undefined)
  return {
    invocations: invocations,
    acks,
    sends,
    firstAckAfter: (at) => ackTimes.find(({ sentAt }) => sentAt > at)?.at ?? null,
    longest: () => ({ longestSilenceMs, longestWaitMs }),
    allow(plays) {
      allowed = plays
    },
    async hold() {
      held = true
      while (inFlight > 0) await wait(LOOK_EVERY_MS)
    },
    release() {
      lastAckAt = null
      held = false
    },
    async finish() {
      finishing = true
      await ended
    },
  }
}

function invocationOf(
  socket: Player,
  n: number,
  sequence: number,
  tracks: readonly string[],
  random: Random,
): Invocation {
  const event = random.happens(0.15) ? random.pick(RARE) : random.pick(EVENTS)
  const recommendationId = random.happens(0.5) ? socket.lastRecommendation() : null
  return {
    playId: `play-${n}-${sequence}`,
    listenerId: socket.listenerId,
    sequence,
    trackId: random.pick(tracks),
    event,
    playedMs: Math.floor(random.between(0, 60_000)),
    via: recommendationId === null ? 'chosen' : 'recommended',
    recommendationId,
  }
}

interface Player {
  readonly listenerId: string
  lastRecommendation(): string | null
  /** Resolves once the play has been acknowledged. @param copies sent at once. */
  deliver(invocation: Invocation, copies: number): Promise<void>
  close(): void
}

async function connect(
  url: string,
  onAck: (playId: string, ack: Message) => void,
  onSend: (playId: string) => void,
): Promise<Player> {
  const { origin } = new URL(url)
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers: { origin } })
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const { listenerId } = z.object({ listenerId: z.string() }).parse(await answer.json())
  let socket: WebSocket | null = null
  let recommendationId: string | null = null
  let waiting: { readonly playId: string; settle(outcome: 'ack' | 'again' | 'lost'): void } | null = null
  let wrong: Error | null = null

  const onMessage = (bytes: Buffer) => {
    const parsed = message.parse(JSON.parse(bytes.toString('utf8')))
    if (parsed.type === 'recommendations') recommendationId = parsed.recommendationId ?? null
    if (parsed.playId === undefined || (parsed.type !== 'ack' && parsed.type !== 'error')) return
    if (parsed.type === 'ack') onAck(parsed.playId, parsed)
    else if (parsed.code !== 'too-fast' && parsed.code !== 'not-stored') {
      wrong = new Error(`The bridge refused ${parsed.playId}: ${parsed.code ?? 'no code'}.`)
    }
    if (waiting?.playId === parsed.playId) waiting.settle(parsed.type === 'ack' ? 'ack' : 'again')
  }
  const open = (): Promise<WebSocket | null> =>
    new Promise((resolve) => {
      const opening = new WebSocket(`${url.replace(/^http/, 'ws')}/live`, {
        headers: { cookie },
        origin,
        handshakeTimeout: CONNECT_WITHIN_MS,
      })
      opening.once('open', () => {
        resolve(opening)
      })
      opening.on('message', onMessage)
      opening.on('error', () => resolve(null))
      opening.on('close', () => {
        if (socket === opening) socket = null
        waiting?.settle('lost')
      })
    })
  const connected = async (): Promise<WebSocket> => {
    for (;;) {
      socket ??= await open()
      if (socket !== null) return socket
      await wait(RECONNECT_AFTER_MS)
    }
  }
  const attempt = async (invocation: Invocation, copies: number): Promise<'ack' | 'again' | 'lost'> => {
    const on = await connected()
    const outcome = new Promise<'ack' | 'again' | 'lost'>((resolve) => {
      waiting = { playId: invocation.playId, settle: resolve }
    })
    for (let copy = 0; copy < copies; copy += 1) {
      onSend(invocation.playId)
      on.send(JSON.stringify({ type: 'play', positionMs: invocation.playedMs, ...fieldsOf(invocation) }))
    }
    const abort = new AbortController()
    const late = wait(RESEND_AFTER_MS, 'again' as const, { signal: abort.signal }).catch(() => 'again' as const)
    const settled = await Promise.race([outcome, late])
    abort.abort()
    waiting = null
    return settled
  }

  await connected()
  return {
    listenerId,
    lastRecommendation: () => recommendationId,
    async deliver(invocation, copies) {
      for (let tries = 1; (await attempt(invocation, tries === 1 ? copies : 1)) !== 'ack'; tries += 1) {
        if (wrong !== null) throw wrong
        await wait(REST_MS)
      }
    },
    close: () => socket?.close(),
  }
}

function fieldsOf({ playId, trackId, event, playedMs, via, recommendationId }: Invocation) {
  return { playId, trackId, event, playedMs, via, recommendationId }
}
