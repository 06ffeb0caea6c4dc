import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { seededRandom } from '../../processors/shared/random.ts'
import type { Random } from '../../processors/shared/random.ts'

/** Ordinary listeners, as the player is one, only that a track of four minutes takes them four seconds. */
export interface Load {
  readonly done: Readonly<Record<Done, number>>
  /** What was not as it should be: an answer that is no success, a play that was not acknowledged in time. */
  readonly failures: readonly string[]
  stop(): Promise<void>
}

export interface LoadOptions {
  readonly url: string
  readonly listeners: number
  readonly seed: number
}

type Done = 'tracks' | 'plays' | 'searches' | 'ranges' | 'pages' | 'visits'

/** An hour of listening in a minute: about fifteen tracks, then the page is closed, and opened again. */
const TRACK_MS = 4_000
const TRACKS_OF_A_VISIT = 15
const SCRAPE_EVERY_MS = 15_000
const ACKNOWLEDGED_WITHIN_MS = 15_000
const RANGES_OF_A_TRACK = 3
const RANGE_BYTES = 256 * 1024
const MAX_FAILURES = 100
const WORDS = ['study', 'glass', 'saw mill', 'rain machine', 'nothing of that name', 'st', 'choir 3']
const PAGES = ['/api/me/history?limit=20', '/api/me/likes', '/api/me/opinions', '/api/library', '/api/library/unheard']

const tracksShape = z.object({ items: z.array(z.object({ trackId: z.string(), state: z.string() })) })
const sessionShape = z.object({ listenerId: z.string() })
const messageShape = z.object({
  type: z.string(),
  playId: z.string().optional(),
  code: z.string().optional(),
  recommendationId: z.string().optional(),
  items: z.array(z.object({ trackId: z.string() })).optional(),
})

export async function startLoad({ url, listeners, seed }: LoadOptions): Promise<Load> {
  const stopping = new AbortController()
  const { signal } = stopping
  const done: Record<Done, number> = { tracks: 0, plays: 0, searches: 0, ranges: 0, pages: 0, visits: 0 }
  const failures: string[] = []
  const fail = (what: string) => {
    if (!signal.aborted && failures.length < MAX_FAILURES) failures.push(what)
  }
  const { items } = tracksShape.parse(await (await fetch(`${url}/api/tracks?limit=100`)).json())
  const tracks = items.filter(({ state }) => state === 'heard').map(({ trackId }) => trackId)
  const site: Site = { url, tracks, done, fail, signal, isOver: () => signal.aborted }
  const all = Array.from({ length: listeners }, (_, n) => listen(site, seededRandom(seed).fork(`listener-${n}`)))
  const ended = Promise.all([...all, scrape(site)])
  ended.catch(() => undefined)
  return {
    done,
    failures,
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

interface Site {
  readonly url: string
  readonly tracks: readonly string[]
  readonly done: Record<Done, number>
  readonly signal: AbortSignal
  isOver(): boolean
  fail(what: string): void
}

/** What looks at the metrics from outside. */
async function scrape(site: Site): Promise<void> {
  while (!site.isOver()) {
    for (const path of ['/metrics', '/readyz', '/livez']) await get(site, path)
    await pause(site, SCRAPE_EVERY_MS)
  }
}

async function listen(site: Site, random: Random): Promise<void> {
  const { origin } = new URL(site.url)
  let cookie = ''
  await pause(site, random.between(0, TRACK_MS))
  for (let plays = 0; !site.isOver();) {
    const answer = await fetch(`${site.url}/api/session`, { method: 'POST', headers: { origin, cookie } })
    const { listenerId } = sessionShape.parse(await answer.json())
    cookie = (answer.headers.get('set-cookie') ?? cookie).split(';')[0] ?? ''
    const page = await openPage(site, cookie, origin)
    site.done.visits += 1
    for (let n = 0; n < TRACKS_OF_A_VISIT && !site.isOver(); n += 1) {
      plays = await hear(site, page, random, cookie, { listenerId, plays })
    }
    page.close()
  }
}

interface Heard {
  readonly listenerId: string
  /** So many before this track, which gives their ids. */
  readonly plays: number
}

/** One track, with all that a player does meanwhile. @returns the number of plays sent so far. */
async function hear(site: Site, page: Page, random: Random, cookie: string, { listenerId, plays }: Heard) {
  const suggestion = page.suggestion()
  const taken = suggestion !== null && random.happens(0.7) ? suggestion : null
  const trackId = taken?.trackId ?? random.pick(site.tracks)
  const via = taken === null ? 'chosen' : 'recommended'
  let sent = plays
  const send = (event: string, playedMs: number) => {
    sent += 1
    site.done.plays += 1
    const playId = `${listenerId}-${sent}`
    const recommendationId = taken?.recommendationId ?? null
    return page.play({ playId, trackId, event, positionMs: playedMs, playedMs, via, recommendationId })
  }
  await send('started', 0)
  for (let n = 0; n < RANGES_OF_A_TRACK; n += 1) {
    const from = n * RANGE_BYTES
    await get(site, `/api/tracks/${trackId}/audio`, { cookie, range: `bytes=${from}-${from + RANGE_BYTES - 1}` })
    site.done.ranges += 1
    await pause(site, TRACK_MS / (RANGES_OF_A_TRACK + 1))
  }
  if (random.happens(0.3)) {
    await get(site, `/api/tracks?q=${encodeURIComponent(random.pick(WORDS))}`, { cookie })
    await get(site, `/api/tracks/${trackId}/similar`, { cookie })
    site.done.searches += 1
  }
  if (random.happens(0.2)) {
    await get(site, random.pick(PAGES), { cookie })
    site.done.pages += 1
  }
  if (random.happens(0.15)) await send(random.happens(0.7) ? 'liked' : 'disliked', 20_000)
  await pause(site, TRACK_MS / (RANGES_OF_A_TRACK + 1))
  const isSkipped = random.happens(0.25)
  await send(isSkipped ? 'skipped' : 'finished', isSkipped ? 9_000 : 30_000)
  site.done.tracks += 1
  return sent
}

async function get(site: Site, path: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  try {
    const answer = await fetch(`${site.url}${path}`, { headers })
    await answer.arrayBuffer()
    if (!answer.ok) site.fail(`GET ${path}: ${answer.status}`)
  } catch (error) {
    site.fail(`GET ${path}: ${String(error)}`)
  }
}

const pause = (site: Site, ms: number): Promise<void> =>
  wait(ms, undefined, { signal: site.signal }).catch(() => undefined)

interface Page {
  suggestion(): { readonly trackId: string; readonly recommendationId: string } | null
  /** Resolves when it is acknowledged, or was not in time. */
  play(fields: { readonly playId: string; readonly [field: string]: unknown }): Promise<void>
  close(): void
}

async function openPage(site: Site, cookie: string, origin: string): Promise<Page> {
  const socket = new WebSocket(`${site.url.replace(/^http/, 'ws')}/live`, { headers: { cookie }, origin })
  const waiting = new Map<string, () => void>()
  let suggested: ReturnType<Page['suggestion']> = null
  socket.on('message', (bytes: Buffer) => {
    const message = messageShape.parse(JSON.parse(bytes.toString('utf8')))
    const [first] = message.items ?? []
    if (message.type === 'recommendations' && first !== undefined) {
      suggested = { trackId: first.trackId, recommendationId: message.recommendationId ?? '' }
    }
    if (message.type === 'error') site.fail(`play ${message.playId ?? ''}: ${message.code ?? ''}`)
    if (message.playId !== undefined) waiting.get(message.playId)?.()
  })
  socket.on('error', (error) => site.fail(`socket: ${error.message}`))
  await new Promise((resolve) => {
    socket.once('open', resolve)
    socket.once('close', resolve)
  })
  return {
    suggestion: () => suggested,
    async play(fields) {
      const answered = new AbortController()
      waiting.set(fields.playId, () => answered.abort())
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'play', ...fields }))
      const either = AbortSignal.any([answered.signal, site.signal])
      await wait(ACKNOWLEDGED_WITHIN_MS, undefined, { signal: either }).then(
        () => site.fail(`play ${fields.playId}: no answer within ${ACKNOWLEDGED_WITHIN_MS / 1_000} s`),
        () => undefined,
      )
      waiting.delete(fields.playId)
    },
    close: () => socket.close(),
  }
}
