import { seededRandom } from '../../../processors/shared/random.ts'
import { MODEL_IDS } from '../../../processors/shared/model-ids.ts'
import { connectListener } from '../../support/listener.ts'
import { attack } from './attackers.ts'
import { playOrdinarily } from './ordinary.ts'
import type { Served } from './ordinary.ts'

/** Addresses that attack; the ordinary listener is at another one. */
const ADDRESSES = 4

export interface LiveFuzzOptions {
  readonly url: string
  readonly messages: number
  readonly seed: number
  /** Sockets that attack at once. */
  readonly sockets: number
  /** Listeners that attack. */
  readonly listeners: number
  readonly patienceMs: number
  readonly pauseMs: number
  /** Called each time a tenth of the messages has been sent. */
  onTenth(tenth: number): void
}

export interface LiveFuzzed {
  readonly seconds: number
  readonly sent: ReadonlyMap<string, number>
  readonly answers: ReadonlyMap<string, number>
  readonly served: Served
}

/** Attacks a running service over many sockets, while an ordinary listener plays. */
export async function fuzzLive(options: LiveFuzzOptions): Promise<LiveFuzzed> {
  const { url, messages, seed, patienceMs, pauseMs } = options
  const ordinary = await connectListener(url)
  const tracks = await tracksOf(ordinary)
  const cookies: string[] = []
  for (let n = 0; n < options.listeners; n += 1) cookies.push(await newCookie(url))
  const [sent, answers] = [new Map<string, number>(), new Map<string, number>()]
  const count = (counts: Map<string, number>, what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)
  const stop = new AbortController()
  const served = playOrdinarily(ordinary, { tracks, signal: stop.signal, patienceMs, pauseMs })
  const begun = performance.now()
  let begunMessages = 0
  let tenths = 0
  const next = () => {
    if (begunMessages >= messages) return false
    begunMessages += 1
    if (begunMessages % Math.ceil(messages / 10) === 0) options.onTenth((tenths += 1))
    return true
  }
  const random = seededRandom(seed)
  try {
    await Promise.all(
      Array.from({ length: options.sockets }, (_, n) =>
        attack({
          address: `203.0.113.${n % ADDRESSES}`,
          ...{ url, cookies, next, known: { tracks, models: MODEL_IDS } },
          random: random.fork(`socket ${n}`),
          sent: (kind) => count(sent, kind),
          answered: (what) => count(answers, what),
        }),
      ),
    )
  } finally {
    stop.abort()
  }
  const seconds = (performance.now() - begun) / 1000
  const result = { seconds, sent, answers, served: await served }
  ordinary.close()
  return result
}

async function tracksOf(listener: { get(path: string): Promise<unknown> }): Promise<readonly string[]> {
  const { items } = (await listener.get('/api/tracks?limit=100')) as {
    readonly items: readonly { readonly trackId: string }[]
  }
  return items.map(({ trackId }) => trackId)
}

async function newCookie(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers: { origin: new URL(url).origin } })
  await answer.body?.cancel()
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}
