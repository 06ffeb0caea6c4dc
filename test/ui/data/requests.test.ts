import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { describe, expect, it, test, vi } from 'vitest'
import { listPlaylists, openSession, readLibrary } from '../../../schemas/http.ts'
import { RequestError, asRequestError, request, whenAnswered } from '../../../ui/data/requests.ts'

test('what a request was refused for is said as it is, and a fault of the player is kept in the log of the browser', () => {
  const logged = vi.spyOn(console, 'error').mockReturnValue()
  const refused = new RequestError('too-many-items', 409, 'The playlist is full.')
  expect(asRequestError(refused)).toBe(refused)
  expect(logged).not.toHaveBeenCalled()
  const fault = new TypeError('x is undefined')
  const told = asRequestError(fault, 'The songs cannot be shown.')
  expect([told.code, told.message, told.cause]).toEqual(['unknown', 'The songs cannot be shown.', fault])
  expect(logged.mock.calls).toEqual([[fault]])
  logged.mockRestore()
})

const LISTENER = { listenerId: 'l1', loggedIn: false }
const LIBRARY = { tracks: 0, heard: 0, failed: 0, indexed: 0, scan: null }

/** A server that has no listener until it answers for the session, which it does when it is told to. */
async function sessionServer() {
  const asked: string[] = []
  const sessions: ServerResponse[] = []
  let isListener = false
  const send = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    if (url === openSession.path) sessions.push(response)
    else if (url === readLibrary.path) send(response, 200, LIBRARY)
    else if (isListener) send(response, 200, { items: [], nextCursor: null })
    else send(response, 401, { type: 'about:blank', title: '', status: 401, detail: '', code: 'no-session' })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const { fetch } = globalThis
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => fetch(`http://127.0.0.1:${address.port}${path}`, init))
  return {
    asked,
    async answerSession(status: number) {
      await vi.waitUntil(() => sessions.length > 0)
      isListener = status === 200
      for (const response of sessions.splice(0)) send(response, status, LISTENER)
    },
    async [Symbol.asyncDispose]() {
      vi.unstubAllGlobals()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('what only a listener may ask for', () => {
  const { signal } = new AbortController()

  it('is asked for when the session under way is answered, and at once where none is, or where the page is left', async () => {
    await using server = await sessionServer()
    const { asked, answerSession } = server
    const session = request(openSession, { signal })
    const lists = request(listPlaylists, { signal })
    await expect(request(listPlaylists, { signal, keepalive: true })).rejects.toMatchObject({ code: 'no-session' })
    await request(readLibrary, { signal })
    expect(asked.splice(0).sort()).toEqual(['/api/library', '/api/playlists', '/api/session'])
    await answerSession(200)
    expect([await session, await lists]).toEqual([LISTENER, { items: [], nextCursor: null }])
    await request(listPlaylists, { signal })
    expect(asked).toEqual(['/api/playlists', '/api/playlists'])
  })

  it('says itself why it fails when the session does, and is not asked for once it has been aborted', async () => {
    await using server = await sessionServer()
    const { asked, answerSession } = server
    const session = request(openSession, { signal })
    const left = new AbortController()
    const both = [request(listPlaylists, { signal }), request(listPlaylists, { signal: left.signal })]
    left.abort()
    const settled = Promise.allSettled([session, ...both])
    await answerSession(500)
    const outcomes = await settled
    expect(outcomes).toMatchObject([
      { reason: { status: 500 } },
      { reason: { code: 'no-session' } },
      { reason: { name: 'AbortError' } },
    ])
    expect(asked).toEqual(['/api/session', '/api/playlists'])
  })
})

describe('when all is answered', () => {
  const { signal } = new AbortController()

  it('is at once where nothing is asked', () => whenAnswered())

  it('is behind what waits for the session, and behind a refusal', async () => {
    await using server = await sessionServer()
    const session = request(openSession, { signal })
    const lists = request(listPlaylists, { signal }).catch(() => 'refused')
    let isAnswered = false
    const all = whenAnswered().then(() => (isAnswered = true))
    await vi.waitUntil(() => server.asked.length === 1)
    expect(isAnswered).toBe(false)
    await server.answerSession(500)
    await session.catch(() => undefined)
    await expect(lists).resolves.toBe('refused')
    await all
    expect(server.asked).toEqual([openSession.path, listPlaylists.path])
  })
})
