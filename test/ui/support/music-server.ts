import { readFile } from 'node:fs/promises'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type * as z from 'zod/mini'
import {
  PROBLEM_TYPE,
  listFailedFiles,
  listPlaylists,
  listTrackLetters,
  listTracks,
  listedTrackShape,
  openSession,
  problems,
  readArt,
  readAudio,
  readLibrary,
  readRatedTracks,
  readTrack,
} from '../../../schemas/http.ts'
import type { AnswerOf, JsonRoute, ProblemCode, QueryOf, Route } from '../../../schemas/http.ts'
import { LIVE_PATH, followShape, playShape } from '../../../schemas/live.ts'
import { png } from '../../support/pictures.ts'
import type {
  BridgeMessage,
  PlayMessage,
  RecommendationsMessage,
  SittingsMessage,
  TroublesMessage,
} from '../../../schemas/live.ts'
import { queueRoutes } from './queue-routes.ts'
import { toneWav } from './tone.ts'
import type { LibraryTrack } from './tone.ts'

type LibraryProgress = AnswerOf<typeof readLibrary>

/** As the bridge sends it: the player must work under it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const LISTENER = '00000000000000000000000000000001'
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** The routes that a player uses, which are those that this server has. */
export const servedRoutes: readonly Route[] = [
  openSession,
  readLibrary,
  listFailedFiles,
  listPlaylists,
  listTrackLetters,
  listTracks,
  readTrack,
  readAudio,
  readArt,
  readRatedTracks,
]

/** How long a file goes on behind its last part. */
const BEHIND_PARTS_MS = 2_000

/** Routes that a test adds; `tell` reaches every player that is connected. */
export type OwnRoutes = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  tell: (message: BridgeMessage) => void,
) => Promise<boolean>

/** A server that speaks the player's protocol over real HTTP and a real socket, and plays tones. */
export interface MusicServer {
  readonly url: string
  /** Every play that came, resent ones again, in order. */
  readonly plays: readonly PlayMessage[]
  /** Sockets that were opened since the start. */
  readonly connections: number
  /** Whether plays are acknowledged from now on. */
  acknowledge(on: boolean): void
  /** Sent to every player that is connected, and to those that connect later. */
  recommend(recommendation: RecommendationsMessage): void
  /** What holds in the sittings of the listener, likewise. */
  tellSittings(items: SittingsMessage['items']): void
  changeLibrary(library: LibraryProgress): void
  trouble(processors: TroublesMessage['processors']): void
  /** Cuts every connection; while `away`, new ones are refused too. */
  cut(away: boolean): void
  /** Resolves with the first play of those that came, or will come, that fits. */
  played(fits: (play: PlayMessage) => boolean): Promise<PlayMessage>
  stop(): Promise<void>
}

/**
 * @param dist the built player
 * @param tracks the library; each sounds for its `durationMs`
 * @param own answers what it returns true for
 */
export async function startMusicServer(
  dist: string,
  tracks: readonly LibraryTrack[],
  own: OwnRoutes = () => Promise.resolve(false),
): Promise<MusicServer> {
  const plays: PlayMessage[] = []
  const sockets = new Set<WebSocket>()
  const awaited = new Set<(play: PlayMessage) => void>()
  let connections = 0
  let acknowledges = true
  let away = false
  let newest: RecommendationsMessage | null = null
  let sittings: SittingsMessage = { type: 'sittings', items: [] }
  let library = countsOf(tracks)
  const queue = queueRoutes(tracks)
  const send = (socket: WebSocket, message: BridgeMessage) => socket.send(JSON.stringify(message))
  const sendAll = (message: BridgeMessage) => {
    for (const socket of sockets) send(socket, message)
  }

  const http = createServer((request, response) => {
    if (away) {
      request.socket.destroy()
      return
    }
    const url = new URL(request.url ?? '/', 'http://localhost')
    const answered = own(request, response, url, sendAll).then((done) => done || queue(request, response, url, sendAll))
    const answering = answered.then((done) => (done ? undefined : answer(request, response, dist, tracks, library)))
    answering.catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  })
  const live = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) => {
    if (away || request.url !== LIVE_PATH || request.headers.cookie !== `listener=${LISTENER}`) {
      socket.destroy()
      return
    }
    live.handleUpgrade(request, socket, head, (opened) => {
      connections += 1
      sockets.add(opened)
      opened.on('close', () => sockets.delete(opened))
      opened.on('message', (bytes: Buffer) => {
        const json = parsedJson(bytes.toString('utf8'))
        if (followShape.safeParse(json).success) return
        const play = playShape.safeParse(json)
        if (!play.success) {
          send(opened, { type: 'error', code: 'bad-message' })
          return
        }
        plays.push(play.data)
        for (const check of awaited) check(play.data)
        if (acknowledges) {
          send(opened, { type: 'ack', playId: play.data.playId, partition: 0, offset: plays.length - 1 })
        }
      })
      send(opened, { type: 'welcome', listenerId: LISTENER })
      send(opened, { type: 'library', ...library })
      if (newest !== null) send(opened, newest)
      send(opened, sittings)
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
      newest = recommendation
      sendAll(newest)
    },
    tellSittings(items) {
      sittings = { type: 'sittings', items }
      sendAll(sittings)
    },
    changeLibrary(changed) {
      library = changed
      sendAll({ type: 'library', ...changed })
    },
    trouble: (processors) => sendAll({ type: 'troubles', processors }),
    cut(stays) {
      away = stays
      for (const socket of sockets) socket.terminate()
    },
    played(fits) {
      const came = plays.find(fits)
      if (came !== undefined) return Promise.resolve(came)
      return new Promise((resolve) => {
        const check = (play: PlayMessage) => {
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

/** One request to the interface. */
interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly tracks: readonly LibraryTrack[]
  readonly library: LibraryProgress
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  dist: string,
  tracks: readonly LibraryTrack[],
  library: LibraryProgress,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  response.setHeader('content-security-policy', POLICY)
  if (url.pathname.startsWith('/api/')) {
    answerRoute({ request, response, url, tracks, library })
    return
  }
  // As the bridge: what a browser goes to is a page of the player.
  const name = request.headers.accept?.includes('text/html') === true ? 'index.html' : url.pathname.slice(1)
  const body = await readFile(join(dist, name)).catch(() => null)
  if (body === null) response.writeHead(404).end()
  else response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(body)
}

function answerRoute({ request, response, url, tracks, library }: Asked): void {
  const id = /^\/api\/tracks\/([^/]+)/.exec(url.pathname)?.[1] ?? ''
  const track = tracks.find(({ trackId }) => trackId === id)
  const is = (route: Route) => request.method === route.method && url.pathname === route.path.replace(':id', id)
  const reply = <R extends JsonRoute>(route: R, body: (query: QueryOf<R>) => AnswerOf<R>) => {
    const query = parsedQuery<R['query']>(route.query, url)
    if (query === null) sendProblem(response, 'bad-query')
    else sendJson(response, 200, route.mediaType, body(query))
  }
  if (is(openSession)) {
    response.setHeader('set-cookie', `listener=${LISTENER}; HttpOnly; SameSite=Strict; Path=/`)
    reply(openSession, () => ({ listenerId: LISTENER, loggedIn: false }))
  } else if (is(readRatedTracks))
    reply(readRatedTracks, () => ({ liked: [], disliked: [], never: [], neverArtists: [], nextCursor: null }))
  else if (is(listFailedFiles)) reply(listFailedFiles, () => failedFilesOf(tracks))
  else if (is(readLibrary)) reply(readLibrary, () => library)
  else if (is(listPlaylists)) reply(listPlaylists, () => ({ items: [], nextCursor: null }))
  else if (is(listTrackLetters)) reply(listTrackLetters, () => ({ total: tracks.length, letters: [] }))
  else if (is(listTracks)) reply(listTracks, (query) => pageOf(tracks, query))
  else if (track === undefined) sendProblem(response, id === '' ? 'not-found' : 'unknown-track')
  else if (is(readArt) && track.hasArt) response.writeHead(200, { 'content-type': 'image/png' }).end(png(8, 8))
  else if (is(readArt)) sendProblem(response, 'no-art')
  else if (is(readTrack)) reply(readTrack, () => track)
  else if (is(readAudio))
    sendAudio(request, response, toneWav(fileMsOf(track, tracks), 220 + 20 * tracks.indexOf(track)))
  else sendProblem(response, 'not-found')
}

/** All parts are of one file, which goes on behind the last of them. */
function fileMsOf({ durationMs, endMs }: LibraryTrack, tracks: readonly LibraryTrack[]): number {
  if (endMs === undefined) return durationMs ?? 0
  return Math.max(...tracks.map((track) => track.endMs ?? 0)) + BEHIND_PARTS_MS
}

function parsedQuery<S extends z.ZodMiniType>(shape: S, url: URL): z.output<S> | null {
  const parsed = shape.safeParse(Object.fromEntries(url.searchParams))
  return parsed.success ? parsed.data : null
}

function sendJson(response: ServerResponse, status: number, mediaType: string, body: unknown): void {
  response.writeHead(status, { 'content-type': mediaType }).end(JSON.stringify(body))
}

function sendProblem(response: ServerResponse, code: ProblemCode): void {
  const { status, title } = problems[code]
  const details = { type: `urn:slipstream:problem:${code}`, title, status, detail: `${title}.`, code }
  sendJson(response, status, PROBLEM_TYPE, details)
}

function pageOf(tracks: readonly LibraryTrack[], query: QueryOf<typeof listTracks>): AnswerOf<typeof listTracks> {
  const words = query.q.toLowerCase().split(' ')
  const found = tracks.filter(({ title, artist, album }) =>
    words.every((word) => `${title} ${artist} ${album}`.toLowerCase().includes(word)),
  )
  const from = query.offset ?? Number(query.cursor ?? 0)
  const to = from + query.limit
  const items = found.slice(from, to).map((track) => listedTrackShape.parse(track))
  return { items, nextCursor: to < found.length ? String(to) : null, total: found.length }
}

/** A file, or the range of it that is asked for. */
export function sendAudio(request: IncomingMessage, response: ServerResponse, wav: Buffer): void {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
  const first = Number(range?.[1] ?? 0)
  const last = range?.[2] === undefined || range[2] === '' ? wav.length - 1 : Number(range[2])
  const headers = { 'content-type': 'audio/wav', 'accept-ranges': 'bytes', 'content-length': last - first + 1 }
  if (range === null) response.writeHead(200, headers)
  else response.writeHead(206, { ...headers, 'content-range': `bytes ${first}-${last}/${wav.length}` })
  response.end(wav.subarray(first, last + 1))
}

function countsOf(tracks: readonly LibraryTrack[]): LibraryProgress {
  const heard = tracks.filter(({ state }) => state === 'heard').length
  const failed = tracks.filter(({ state }) => state === 'failed').length
  return { tracks: tracks.length, heard, failed, indexed: heard, scan: null }
}

function failedFilesOf(tracks: readonly LibraryTrack[]): AnswerOf<typeof listFailedFiles> {
  const failed = tracks.filter(({ state }) => state === 'failed')
  return {
    items: failed.map(({ trackId, title, problem }) => ({
      trackId,
      path: `${title}.ogg`,
      code: problem?.code ?? 'unknown',
      why: problem?.message ?? '',
    })),
    total: failed.length,
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
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
