import { OPEN_DOOR } from '../../support/open-door.ts'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import type { RawData } from 'ws'
import { WebSocket } from 'ws'
import { OPEN_ACCESS } from '../../../streams/engine/access.ts'
import { openDatabase } from '../../../processors/shared/mongo/database.ts'
import { startBridge } from '../../../processors/websocket-bridge/edge/bridge.ts'
import type { BridgeSettings, DoorSettings } from '../../../processors/websocket-bridge/edge/bridge.ts'
import { MODEL_IDS } from '../../../processors/shared/model-ids.ts'
import { LOOPBACK_LIMITS } from '../../../processors/websocket-bridge/client-limits.ts'
import type { AddressLimits } from '../../../processors/websocket-bridge/client-limits.ts'
import { openDiskCache } from '../../../processors/websocket-bridge/edge/disk-cache.ts'
import { openTranscoder } from '../../../processors/websocket-bridge/edge/transcoder.ts'
import type { Ffmpeg } from '../../../processors/shared/ffmpeg/find-ffmpeg.ts'
import { pictureReader } from '../../../processors/websocket-bridge/edge/pictures.ts'
import type { AudioReference } from '../../../schemas/generated.ts'
import { record } from '../../../streams/engine/topic.ts'
import { allTopics, audioReferences } from '../../../schemas/topics.ts'
import { memoryContext, memoryLog } from '../../../streams/engine/testing/memory-context.ts'
import type { MemoryLog } from '../../../streams/engine/testing/memory-context.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  json(): unknown
}

/** A bridge on a free port of loopback over a log in memory; stopped when the test is finished. */
export interface Rig {
  readonly log: MemoryLog
  readonly url: string
  readonly dataFolder: string
  readonly musicFolder: string
  ask(method: string, path: string, headers?: OutgoingHttpHeaders, body?: object): Promise<Answer>
  /** The Cookie header of a listener who is new. */
  session(): Promise<string>
  connect(headers: OutgoingHttpHeaders): Promise<Player>
  /** Opens the streams of a bridge that was started without. */
  open(): Promise<void>
}

/** The other end of a socket: what it is told can be awaited in order. */
export interface Player {
  readonly socket: WebSocket
  send(message: object | string): void
  /** The next message, of the given type if one is given: others are passed over. */
  next(type?: string): Promise<Record<string, unknown>>
  /** The close code. */
  readonly closed: Promise<number>
}

export interface RigOptions {
  readonly log?: MemoryLog
  readonly heartbeatMs?: number
  readonly idleMs?: number
  readonly limits?: Partial<AddressLimits>
  /** Whether the streams are opened too; a bridge without them is still starting. */
  readonly open?: boolean
  readonly dataFolder?: string
  /** Where nobody listens, unless told otherwise. */
  readonly mongodbUrl?: string
  readonly door?: Partial<DoorSettings>
  readonly playerFolder?: string
  readonly ffmpeg?: Ffmpeg
}

/** The discard port: nobody listens. */
const NOBODY = 'mongodb://127.0.0.1:9/away'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-bridge-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * Stops the monotonic clock, by which budgets fill again, until the test is finished: then a limit is an exact number, however
 * long a busy machine takes.
 */
export function stopClock(): { advance(ms: number): void } {
  let nowMs = performance.now()
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
  onTestFinished(() => clock.mockRestore())
  return {
    advance(ms) {
      nowMs += ms
    },
  }
}

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const { log = memoryLog(allTopics), heartbeatMs, open = true, dataFolder, mongodbUrl = NOBODY, door } = options
  const folder = dataFolder ?? temporaryFolder()
  const musicFolder = temporaryFolder()
  const context = memoryContext(log)
  const settings: BridgeSettings = {
    host: '127.0.0.1',
    port: 0,
    dataFolder: folder,
    libraryFolders: [musicFolder],
    servingModel: MODEL_IDS[0],
    mongodbUrl,
    kafkaBrokers: ['127.0.0.1:9'],
    access: OPEN_ACCESS,
    registryUrl: 'http://127.0.0.1:9',
    door: { ...OPEN_DOOR, ...door },
  }
  const database = openDatabase(mongodbUrl, mongodbUrl === NOBODY ? 50 : 10_000)
  const pictures = pictureReader(context.log, await openDiskCache(join(folder, 'covers'), 2 ** 24), (error) =>
    expect.unreachable(String(error)),
  )
  const playable = await openDiskCache(join(folder, 'playable'), 2 ** 24)
  const transcoder = openTranscoder(Promise.resolve(options.ffmpeg ?? null), playable)
  const bridge = await startBridge(context, settings, {
    database,
    pictures,
    transcoder,
    ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
    ...(options.idleMs === undefined ? {} : { idleMs: options.idleMs }),
    ...(options.limits === undefined ? {} : { limits: { ...LOOPBACK_LIMITS, ...options.limits } }),
    ...(options.playerFolder === undefined ? {} : { playerFolder: options.playerFolder }),
  })
  onTestFinished(async () => {
    await bridge.close()
    await pictures.close()
    await transcoder.close()
    await database.close()
    context.stop()
  })
  if (open) await bridge.open()

  const rig: Rig = {
    log,
    url: bridge.url,
    dataFolder: folder,
    musicFolder,
    ask: (method, path, headers = {}, body) => ask(bridge.url, method, path, headers, body),
    async session() {
      const { headers } = await rig.ask('POST', '/api/session', { origin: bridge.url })
      return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    },
    connect: (headers) => connect(bridge.url, headers),
    open: () => bridge.open(),
  }
  return rig
}

/** Writes tracks that lie in the rig's music folder, whether their files are there or not. */
export function addTracks({ log, musicFolder }: Rig, references: readonly AudioReference[]): void {
  log.send(references.map((each) => record(audioReferences, each.trackId, { ...each, library: musicFolder }, 0)))
}

/** Not `fetch`: it sends neither a Host of one's choice nor a path as it is. */
export async function ask(
  url: string,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders,
  body?: object,
): Promise<Answer> {
  const { hostname, port } = new URL(url)
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const asked = request({ hostname, port, method, path, headers: { ...json, ...headers }, agent: false })
  asked.end(body === undefined ? undefined : JSON.stringify(body))
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(Buffer.from(chunk as Uint8Array))
  const answered = Buffer.concat(chunks)
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: answered,
    json: () => JSON.parse(answered.toString('utf8')) as unknown,
  }
}

/** Opens a socket to a server. */
export async function connect(url: string, headers: OutgoingHttpHeaders): Promise<Player> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers: headers as Record<string, string> })
  const told: Record<string, unknown>[] = []
  let wake: () => void = () => undefined
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  socket.on('message', (raw: RawData) => {
    told.push(JSON.parse((raw as Buffer).toString('utf8')) as Record<string, unknown>)
    wake()
  })
  onTestFinished(() => socket.terminate())
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)
  return {
    socket,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next(type) {
      for (;;) {
        const message = told.shift()
        if (message === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        } else if (type === undefined || message['type'] === type) return message
      }
    },
    closed,
  }
}

/** The status with which an upgrade is refused. */
export async function refusal(url: string, headers: OutgoingHttpHeaders, path = '/live'): Promise<Answer> {
  return ask(url, 'GET', path, {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  })
}
