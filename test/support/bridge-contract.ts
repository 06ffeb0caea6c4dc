import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import {
  addEntries,
  allRoutes,
  commonProblems,
  listAlbums,
  listArtists,
  createPlaylist,
  importPlaylist,
  listFailedFiles,
  listRecent,
  listLyrics,
  listNamedTracks,
  listSimilar,
  listTracks,
  moveEntries,
  openSession,
  pathOf,
  problemShape,
  problems,
  readAlbum,
  readArt,
  readArtist,
  readArtColour,
  readAlbumArt,
  readArtistArt,
  readAudio,
  putQueue,
  readHistory,
  readPlaylist,
  readReadiness,
  readTrack,
  readWork,
  searchLibrary,
  removeEntries,
  renamePlaylist,
  PROBLEM_TYPE,
} from '../../schemas/http.ts'
import type { JsonRoute, ProblemCode, Route } from '../../schemas/http.ts'
import { allMessages } from '../../schemas/live.ts'
import type { LiveMessage } from '../../schemas/live.ts'
import { expectPublished, expectPublishedMessage } from './published.ts'
import { ask, connect } from '../processors/websocket-bridge/bridge-rig.ts'

/** A server that keeps the contract of the bridge, or some of it. */
export interface ContractedServer {
  readonly url: string
  /** Ids of a track that was analysed and whose file is there, and of one that cannot be analysed. */
  readonly analysed: string
  readonly failed: string
  /** Ids of what else a route may name. */
  readonly entities?: Partial<Readonly<Record<'albums' | 'artists' | 'works', string>>>
  /** Makes the server send a recommendation to the listener. */
  recommend(listener: string): void
  /** Makes something change in the library. */
  changeLibrary?(): void
}

export interface Contracted {
  readonly name: string
  readonly start: () => Promise<ContractedServer>
  readonly routes: readonly Route[]
  /** Problems that a route answers here always, as what it depends on does not run in this test. */
  readonly always: ReadonlyMap<Route, ProblemCode>
  /** The types of messages that it sends. */
  readonly sends: readonly string[]
}

interface Example {
  readonly track?: 'analysed' | 'failed' | 'unknown'
  readonly query?: string
  readonly status: number
}

const sorts = (...orders: readonly string[]): readonly Example[] => [
  ...orders.map((order) => ({ query: `sort=${order}&genre=ambient`, status: 200 })),
  { query: 'sort=mood', status: 400 },
]

/** Requests of a route beside the plain one; a track is the analysed one unless another is named. */
const examples = new Map<Route, readonly Example[]>([
  [
    listFailedFiles,
    [
      { query: 'limit=1', status: 200 },
      { query: 'limit=none', status: 400 },
    ],
  ],
  [
    listTracks,
    [
      { query: 'q=nothing+at+all', status: 200 },
      { query: 'limit=1', status: 200 },
      { query: 'limit=0', status: 400 },
    ],
  ],
  [
    listNamedTracks,
    [
      { query: 'ids=nothing', status: 200 },
      { query: `ids=${'a,'.repeat(200)}`, status: 400 },
    ],
  ],
  [
    readTrack,
    [
      { track: 'failed', status: 200 },
      { track: 'unknown', status: 404 },
    ],
  ],
  [
    listSimilar,
    [
      { track: 'unknown', status: 404 },
      { query: 'exclude=mood', status: 400 },
    ],
  ],
  [readAudio, [{ track: 'unknown', status: 404 }]],
  [listLyrics, [{ track: 'unknown', status: 404 }]],
  [readHistory, [{ query: 'limit=none', status: 400 }]],
  [readAlbum, [{ track: 'unknown', status: 404 }]],
  [readArtist, [{ track: 'unknown', status: 404 }]],
  [readWork, [{ track: 'unknown', status: 404 }]],
  [listAlbums, sorts('artist', 'title', 'year', 'added')],
  [listArtists, sorts('name', 'added')],
  [listRecent, [{ query: 'limit=0', status: 400 }]],
  [
    searchLibrary,
    [
      { query: 'q=title', status: 200 },
      { query: `q=${'x'.repeat(201)}`, status: 400 },
    ],
  ],
])

const nothingPlays = { revision: 0, now: null, positionMs: 0, live: true, shuffleSeed: null, repeat: 'off' }

/** What is sent with the plain request of a route; `track` is the analysed one. */
const bodies = new Map<Route, (track: string) => object>([
  [createPlaylist, (track) => ({ name: 'Rain', trackIds: [track] })],
  [importPlaylist, () => ({ name: 'Rain', m3u: 'a.ogg' })],
  [renamePlaylist, () => ({ name: 'Sun' })],
  [addEntries, (track) => ({ trackIds: [track] })],
  [moveEntries, () => ({ entryIds: ['e'] })],
  [removeEntries, () => ({ entryIds: ['e'] })],
  [putQueue, () => nothingPlays],
])

/** Routes whose plain request does not succeed in these tests: no track has a picture, and no broker runs. */
const plainStatus = new Map<Route, number>([
  [readArt, 404],
  [readArtColour, 404],
  [readAlbumArt, 404],
  [readArtistArt, 404],
  [readReadiness, 503],
])

/** Registers the tests that every server which keeps the contract passes. */
export function contractSuite({ name, start, routes, always, sends }: Contracted): void {
  for (const route of routes) {
    const plain: Example = { status: plainStatus.get(route) ?? 200 }
    test.each([plain, ...(examples.get(route) ?? [])])(
      `${name} keeps the contract of ${route.method} ${route.path}: %o`,
      async (example) => {
        const server = await start()
        const cookie = await sessionOf(server.url)
        const room = (['albums', 'artists', 'works'] as const).find((each) => route.path.startsWith(`/api/${each}/`))
        const known = room === undefined ? server.analysed : (server.entities?.[room] ?? '')
        const id = { analysed: known, failed: server.failed, unknown: 'nothing' }[example.track ?? 'analysed']
        const asked = route.path.startsWith(readPlaylist.path) ? await madePlaylist(server, cookie) : id
        const path = `${pathOf(route, { id: asked })}${example.query === undefined ? '' : `?${example.query}`}`
        const body = bodies.get(route)?.(server.analysed)
        const answer = await ask(server.url, route.method, path, { origin: server.url, cookie }, body)
        const problem = example.status === plain.status ? always.get(route) : undefined
        expect(answer.status).toBe(problem === undefined ? example.status : problems[problem].status)
        const mediaType = answer.headers['content-type']?.split(';')[0] ?? ''
        if (answer.headers['content-type']?.includes('json') === true) {
          expectPublished(route.method, route.path, answer.status, mediaType, answer.json())
        }
        if (mediaType === PROBLEM_TYPE) expectProblem(route, answer.json())
        else if (isJson(route)) {
          expect(mediaType).toBe(route.mediaType)
          expectShape(route.answer, answer.json())
        } else expect(mediaType).toMatch(new RegExp(`^${route.mediaType.replace('*', '.+')}$`))
      },
    )
  }

  test(`${name} sends and takes the messages of the contract`, async () => {
    const server = await start()
    const cookie = await sessionOf(server.url)
    const player = await connect(server.url, { cookie, origin: server.url })
    const welcome = await player.next()
    player.send({ type: 'follow-library' })
    player.send({ type: 'follow-feedback' })
    server.recommend(String(welcome['listenerId']))
    player.send({ type: 'play' })
    player.send({
      type: 'play',
      playId: 'p1',
      trackId: server.analysed,
      event: 'wished',
      positionMs: 1,
      playedMs: 1,
      via: 'chosen',
      recommendationId: null,
      sessionId: 's1',
      deviceTime: 1,
      wish: { familiarity: 0, energy: -1, radio: 'none', genre: '' },
    })
    const awaited = new Set(sends)
    if (awaited.has('playlists')) await madePlaylist(server, cookie)
    if (awaited.has('queue'))
      await ask(server.url, putQueue.method, putQueue.path, { origin: server.url, cookie }, nothingPlays)
    for (let message = welcome; ; message = await player.next()) {
      const known = allMessages.find((each) => each.from === 'bridge' && typeOf(each) === message['type'])
      expect(known, `a message ${String(message['type'])}`).toBeDefined()
      if (known !== undefined) expectShape(known.shape, message)
      expectPublishedMessage(message)
      if (message['type'] === 'ack') server.changeLibrary?.()
      awaited.delete(String(message['type']))
      if (awaited.size === 0) break
    }
    expect([...awaited]).toStrictEqual([])
  })
}

/** Registers the test that nothing in the contract is left out by all of these servers. */
export function nothingIsLeftOut(servers: readonly Contracted[]): void {
  test('every route and message of the contract is asked of one server at least', () => {
    const routes = new Set(servers.flatMap((server) => server.routes))
    const sends = new Set(servers.flatMap((server) => server.sends))
    expect(allRoutes.filter((route) => !routes.has(route)).map(({ path }) => path)).toStrictEqual([])
    const sent = allMessages.filter(({ from }) => from === 'bridge')
    expect(sent.map(typeOf).filter((type) => !sends.has(type))).toStrictEqual([])
  })
}

/** @returns the id of a playlist that the listener has now. */
async function madePlaylist({ url, analysed }: ContractedServer, cookie: string): Promise<string> {
  const body = bodies.get(createPlaylist)?.(analysed)
  const answer = await ask(url, createPlaylist.method, createPlaylist.path, { origin: url, cookie }, body)
  return createPlaylist.answer.parse(answer.json()).playlistId
}

async function sessionOf(url: string): Promise<string> {
  const { headers } = await ask(url, openSession.method, openSession.path, { origin: url })
  return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

const isJson = (route: Route): route is JsonRoute => route.answer !== null

/** What a reader of the contract gets is all that there is: nothing undeclared, nothing missing, nothing replaced. */
function expectShape(shape: z.ZodMiniType, value: unknown): void {
  expect(shape.parse(value)).toStrictEqual(value)
}

function expectProblem(route: Route, value: unknown): void {
  expectShape(problemShape, value)
  const { code, status } = problemShape.parse(value)
  const declared = [...route.problems, ...commonProblems].find((each) => each === code)
  expect(declared, `the problem ${code}`).toBeDefined()
  if (declared !== undefined) expect(status).toBe(problems[declared].status)
}

function typeOf({ shape }: LiveMessage): string {
  const { properties } = z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' })
  const type = properties?.['type']
  return typeof type === 'object' ? String(type.const) : ''
}
