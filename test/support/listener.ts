import { WebSocket } from 'ws'

/** A message of the bridge, of which tests look at what they need. */
export interface Pushed {
  readonly type: string
  readonly playId?: string
  readonly code?: string
  readonly partition?: number
  readonly offset?: number
  readonly recommendationId?: string
  readonly causedBy?: { readonly playId: string }
  readonly items?: readonly { readonly trackId: string; readonly reason: { readonly kind: string } }[]
}

/** A listener without a browser: a session cookie and a socket, as the player has. */
export interface Listener {
  readonly listenerId: string
  /** To come back as the same listener. */
  readonly cookie: string
  /** @param more fields of the message that differ from those of a track that was chosen. */
  play(trackId: string, event: string, playId: string, more?: Readonly<Record<string, unknown>>): void
  /** Asks to be told how the models do. */
  followFeedback(): void
  /** Resolves with the first message that fits, also one that has come already. */
  until(fits: (message: Pushed) => boolean): Promise<Pushed>
  /** Calls for each message that comes from now on, at once. Returns the way to stop. */
  onMessage(listener: (message: Pushed) => void): () => void
  get(path: string): Promise<unknown>
  close(): void
}

/** @param returning the cookie of an earlier visit. */
export async function connectListener(url: string, returning = ''): Promise<Listener> {
  const origin = new URL(url).origin
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers: { origin, cookie: returning } })
  const cookie = (answer.headers.get('set-cookie') ?? returning).split(';')[0] ?? ''
  const { listenerId } = (await answer.json()) as { readonly listenerId: string }
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/live`, { headers: { cookie }, origin })
  const messages: Pushed[] = []
  const waiting = new Set<() => void>()
  const told = new Set<(message: Pushed) => void>()
  socket.on('message', (bytes: Buffer) => {
    const message = JSON.parse(bytes.toString('utf8')) as Pushed
    for (const listener of told) listener(message)
    messages.push(message)
    for (const check of waiting) check()
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    listenerId,
    cookie,
    play(trackId, event, playId, more = {}) {
      const chosen = { positionMs: 9_000, playedMs: 9_000, via: 'chosen' }
      socket.send(JSON.stringify({ type: 'play', playId, trackId, event, ...chosen, ...more }))
    },
    followFeedback: () => socket.send(JSON.stringify({ type: 'follow-feedback' })),
    until: (fits) =>
      new Promise((resolve) => {
        const check = () => {
          const found = messages.find(fits)
          if (found === undefined) return
          waiting.delete(check)
          resolve(found)
        }
        waiting.add(check)
        check()
      }),
    onMessage(listener) {
      told.add(listener)
      return () => told.delete(listener)
    },
    async get(path) {
      return (await fetch(`${url}${path}`, { headers: { cookie } })).json()
    },
    close: () => socket.close(),
  }
}
