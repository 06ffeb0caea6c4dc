import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { PlayEvent } from '../../schemas/generated.ts'
import { seededRandom } from '../../processors/shared/random.ts'
import type { Random } from '../../processors/shared/random.ts'
import type { Ack, Intent } from './check.ts'
import type { Journal } from './journal.ts'

/** Many listeners who play through the real bridge, and never give a play up. */
export interface Load {
  readonly intents: readonly Intent[]
  readonly acks: readonly Ack[]
  /** How often each play was sent, by its id. */
  readonly sends: ReadonlyMap<string, number>
  /** When a play was first acknowledged that was sent after some moment; epoch ms. */
  firstAckAfter(at: number): number | null
  /** Plays may be begun up to this number at full speed; from there on slowly, so that faults still meet traffic. */
  allow(plays: number): void
  /** No play is begun any more. Resolves once all that were have been acknowledged. */
  finish(): Promise<void>
}

export interface LoadOptions {
  readonly url: string
  readonly seed: number
  readonly listeners: number
  readonly journal: Journal
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
  const { url, journal } = options
  const intents: Intent[] = []
  const acks: Ack[] = []
  const sends = new Map<string, number>()
  const lastSent = new Map<string, number>()
  const ackTimes: { readonly sentAt: number; readonly at: number }[] = []
  const answer = await fetch(`${url}/api/tracks?limit=100`)
  const { items } = z
    .object({ items: z.array(z.object({ trackId: z.string(), state: z.string() })) })
    .parse(await answer.json())
  const tracks = items.filter(({ state }) => state === 'heard').map(({ trackId }) => trackId)
  let allowed = 0
  let finishing = false
  let slotAtMs = 0
  const isFinishing = () => finishing

  /** Gives the next moment at which a play may begin. */
  const turn = async (): Promise<void> => {
    const perSecond = intents.length < allowed ? options.playsPerSecond : TRICKLE_PER_SECOND
    slotAtMs = Math.max(performance.now(), slotAtMs + 1_000 / perSecond)
    await wait(slotAtMs - performance.now())
  }
  const onAck = (playId: string, { partition = -1, offset = -1 }: Message) => {
    acks.push({ playId, partition, offset })
    ackTimes.push({ sentAt: lastSent.get(playId) ?? 0, at: Date.now() })
    void journal.append({ kind: 'ack', playId, partition, offset, at: Date.now() })
  }
  const onSend = (playId: string) => {
    sends.set(playId, (sends.get(playId) ?? 0) + 1)
    lastSent.set(playId, Date.now())
    void journal.append({ kind: 'sent', playId, at: Date.now() })
  }

  const listen = async (n: number): Promise<void> => {
    const random = seededRandom(options.seed).fork(`listener-${n}`)
    const socket = await connect(url, onAck, onSend)
    const mine: Intent[] = []
    await wait(random.between(0, 500))
    while (!isFinishing()) {
      await turn()
      if (isFinishing()) break
      const intent = intentOf(socket, n, mine.length + 1, tracks, random)
      mine.push(intent)
      intents.push(intent)
      await journal.append({ kind: 'intent', ...intent, at: Date.now() })
      const twiceAtOnce = random.happens(RESENT_ON_PURPOSE / 2)
      await socket.deliver(intent, twiceAtOnce ? 2 : 1)
      if (random.happens(RESENT_ON_PURPOSE / 2)) await socket.deliver(random.pick(mine.slice(-RESENT_OF)), 1)
      await wait(PACE_MS)
    }
    socket.close()
  }
  const ended = Promise.all(Array.from({ length: options.listeners }, (_, n) => listen(n)))
  ended.catch(() => undefined)
  return {
    intents,
    acks,
    sends,
    firstAckAfter: (at) => ackTimes.find(({ sentAt }) => sentAt > at)?.at ?? null,
    allow(plays) {
      allowed = plays
    },
    async finish() {
      finishing = true
      await ended
    },
  }
}

function intentOf(socket: Player, n: number, sequence: number, tracks: readonly string[], random: Random): Intent {
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
  deliver(intent: Intent, copies: number): Promise<void>
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
  const attempt = async (intent: Intent, copies: number): Promise<'ack' | 'again' | 'lost'> => {
    const on = await connected()
    const outcome = new Promise<'ack' | 'again' | 'lost'>((resolve) => {
      waiting = { playId: intent.playId, settle: resolve }
    })
    for (let copy = 0; copy < copies; copy += 1) {
      onSend(intent.playId)
      on.send(JSON.stringify({ type: 'play', positionMs: intent.playedMs, ...fieldsOf(intent) }))
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
    async deliver(intent, copies) {
      for (let tries = 1; (await attempt(intent, tries === 1 ? copies : 1)) !== 'ack'; tries += 1) {
        if (wrong !== null) throw wrong
        await wait(REST_MS)
      }
    },
    close: () => socket?.close(),
  }
}

function fieldsOf({ playId, trackId, event, playedMs, via, recommendationId }: Intent) {
  return { playId, trackId, event, playedMs, via, recommendationId }
}
