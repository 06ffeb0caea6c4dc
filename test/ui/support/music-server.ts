import { readFile } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { LibraryProgress } from '../../../ui/data/library.ts'
import { playShape } from '../../../ui/data/plays.ts'
import type { Play } from '../../../ui/data/plays.ts'
import type { DescribedTrack } from '../../../ui/data/tracks.ts'
import { toneWav } from './tone.ts'

/** As the bridge sends it: the player must work under it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const LISTENER = '00000000000000000000000000000001'
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** A server that speaks the player's protocol over real HTTP and a real socket, and plays tones. */
export interface MusicServer {
  readonly url: string
  /** Every play that came, resent ones again, in order. */
  readonly plays: readonly Play[]
  /** Sockets that were opened since the start. */
  readonly connections: number
  /** Whether plays are acknowledged from now on. */
  acknowledge(on: boolean): void
  /** To every player that is connected, and to whoever connects later. */
  recommend(recommendation: object): void
  tellLibrary(library: LibraryProgress): void
  /** Cuts every connection; while `away`, new ones are refused too. */
  cut(away: boolean): void
  /** Resolves with the first play of those that came, or will come, that fits. */
  played(fits: (play: Play) => boolean): Promise<Play>
  stop(): Promise<void>
}

/**
 * @param dist the built player
 * @param tracks the library; each sounds for its `durationMs`
 */
export async function startMusicServer(dist: string, tracks: readonly DescribedTrack[]): Promise<MusicServer> {
  const plays: Play[] = []
  const sockets = new Set<WebSocket>()
  const awaited = new Set<(play: Play) => void>()
  let connections = 0
  let acknowledges = true
  let away = false
  let newest: object | null = null
  let library = countsOf(tracks)
  const everyone = (message: object) => {
    for (const socket of sockets) socket.send(JSON.stringify(message))
  }

  const http = createServer((request, response) => {
    if (away) {
      request.socket.destroy()
      return
    }
    answer(request, response, dist, tracks, library).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  })
  const live = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) => {
    if (away || request.url !== '/live' || request.headers.cookie !== `listener=${LISTENER}`) {
      socket.destroy()
      return
    }
    live.handleUpgrade(request, socket, head, (opened) => {
      connections += 1
      sockets.add(opened)
      opened.on('close', () => sockets.delete(opened))
      opened.on('message', (bytes: Buffer) => {
        const play = playShape.parse(JSON.parse(bytes.toString('utf8')))
        plays.push(play)
        for (const check of awaited) check(play)
        if (acknowledges) {
          opened.send(JSON.stringify({ type: 'ack', playId: play.playId, partition: 0, offset: plays.length - 1 }))
        }
      })
      opened.send(JSON.stringify({ type: 'welcome', listenerId: LISTENER }))
      opened.send(JSON.stringify({ type: 'library', ...library }))
      if (newest !== null) opened.send(JSON.stringify(newest))
    })
  })
  const url = await listening(http)

  return {
    url,
    plays,
    get connections() {
      return connections
    },
    acknowledge: (on) => (acknowledges = on),
    recommend(recommendation) {
      newest = { type: 'recommendations', causedBy: { playId: plays.at(-1)?.playId ?? '' }, ...recommendation }
      everyone(newest)
    },
    tellLibrary(told) {
      library = told
      everyone({ type: 'library', ...told })
    },
    cut(stays) {
      away = stays
      for (const socket of sockets) socket.terminate()
    },
    played(fits) {
      const came = plays.find(fits)
      if (came !== undefined) return Promise.resolve(came)
      return new Promise((resolve) => {
        const check = (play: Play) => {
          if (!fits(play)) return
          awaited.delete(check)
          resolve(play)
        }
        awaited.add(check)
      })
    },
    async stop() {
      for (const socket of sockets) socket.terminate()
      live.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  dist: string,
  tracks: readonly DescribedTrack[],
  library: LibraryProgress,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  response.setHeader('content-security-policy', POLICY)
  const json = (body: unknown, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const [, api, kind, id, part] = url.pathname.split('/')
  if (api !== 'api') {
    const name = url.pathname === '/' ? 'index.html' : url.pathname.slice(1)
    const body = await readFile(join(dist, name)).catch(() => null)
    if (body === null) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(body)
    return
  }
  const track = tracks.find(({ trackId }) => trackId === id)
  if (kind === 'session' && request.method === 'POST') {
    response.setHeader('set-cookie', `listener=${LISTENER}; HttpOnly; SameSite=Strict; Path=/`)
    json({ listenerId: LISTENER })
  } else if (kind === 'me' && id === 'opinions') json({ liked: [], disliked: [] })
  else if (kind === 'library' && id === 'unheard') json(unheardOf(tracks))
  else if (kind === 'library') json(library)
  else if (kind === 'tracks' && id === undefined) json(pageOf(tracks, url.searchParams))
  else if (track === undefined || part === 'art')
    json({ title: 'There is nothing here', status: 404, code: 'not-found' }, 404)
  else if (part === 'audio')
    sendAudio(request, response, toneWav(track.durationMs ?? 0, 220 + 20 * tracks.indexOf(track)))
  else json(track)
}

function pageOf(tracks: readonly DescribedTrack[], query: URLSearchParams): object {
  const words = (query.get('q') ?? '').toLowerCase().split(' ')
  const found = tracks.filter(({ title, artist, album }) =>
    words.every((word) => `${title} ${artist} ${album}`.toLowerCase().includes(word)),
  )
  const from = Number(query.get('cursor') ?? 0)
  const to = from + Number(query.get('limit') ?? 50)
  const items = found.slice(from, to).map((track) => ({ ...track, peaks: undefined }))
  return { items, nextCursor: to < found.length ? String(to) : null }
}

function sendAudio(request: IncomingMessage, response: ServerResponse, wav: Buffer): void {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
  const first = Number(range?.[1] ?? 0)
  const last = range?.[2] === undefined || range[2] === '' ? wav.length - 1 : Number(range[2])
  const headers = { 'content-type': 'audio/wav', 'accept-ranges': 'bytes', 'content-length': last - first + 1 }
  if (range === null) response.writeHead(200, headers)
  else response.writeHead(206, { ...headers, 'content-range': `bytes ${first}-${last}/${wav.length}` })
  response.end(wav.subarray(first, last + 1))
}

function countsOf(tracks: readonly DescribedTrack[]): LibraryProgress {
  const heard = tracks.filter(({ state }) => state === 'heard').length
  const failed = tracks.filter(({ state }) => state === 'failed').length
  return { tracks: tracks.length, heard, failed, indexed: heard, scan: null }
}

function unheardOf(tracks: readonly DescribedTrack[]): object {
  const failed = tracks.filter(({ state }) => state === 'failed')
  return {
    items: failed.map(({ title, problem }) => ({ path: `${title}.ogg`, why: problem?.message ?? '' })),
    total: failed.length,
  }
}

function listening(http: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(0, '127.0.0.1', () => {
      const address: AddressInfo | string | null = http.address()
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'))
      else resolve(`http://127.0.0.1:${address.port}`)
    })
  })
}
