import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { refusal, stopClock } from './bridge-rig.ts'
import type { Player } from './bridge-rig.ts'
import { listen, play, rigWithTracks, suggest } from './listening.ts'

test('a message of more than 16 KiB ends the connection', async () => {
  const player = await listen(await rigWithTracks())
  player.send(play('p1', { sessionId: 's'.repeat(16 * 1024) }))
  expect(await player.closed).toBe(1009)
})

/** What a listener may send at once. */
const BURST = 40

test('a flood is refused play by play, so that each can be sent later; others are not touched', async () => {
  stopClock()
  const rig = await rigWithTracks()
  const [loud, quiet] = [await listen(rig), await listen(rig)]
  for (let i = 0; i < 200; i += 1) loud.send(play(`p${i}`))
  quiet.send(play('q'))
  expect(await quiet.next('ack')).toMatchObject({ playId: 'q' })
  const answers = await answersOf(loud, 200)
  const refused = answers.filter(({ type }) => type === 'error')
  expect(new Set(refused.map(({ code }) => code))).toStrictEqual(new Set(['too-fast']))
  expect(numbersOf(refused)).toStrictEqual(range(BURST, 200))
})

test('who floods without end is cut with 1013, and others are not touched', async () => {
  stopClock()
  const rig = await rigWithTracks()
  const [loud, quick] = [await listen(rig), await listen(rig)]
  for (let i = 0; i < 3_000; i += 1) loud.send(play(`p${i}`))
  expect(await loud.closed).toBe(1013)
  expect((await rig.ask('GET', '/metrics')).body.toString()).toContain(
    'slipstream_live_connections_cut_total{why="too-fast"} 1',
  )
  suggest(rig, quick.id, 1, ['a'])
  expect(await quick.next('recommendations')).toMatchObject({ recommendationId: 'neighbours-5:plays/0/1' })
})

test('a listener has one budget over all sockets, and a new socket does not fill it', async () => {
  stopClock()
  const rig = await rigWithTracks()
  const first = await listen(rig)
  const sockets = [first, await listen(rig, first.cookie), await listen(rig, first.cookie)]
  for (const [n, socket] of sockets.entries()) for (let i = 0; i < 40; i += 1) socket.send(play(`p${n}-${i}`))
  const answers = await Promise.all(sockets.map((socket) => answersOf(socket, 40)))
  expect(answers.flat().filter(({ type }) => type === 'ack').length).toBe(BURST)
})

test('an address has one budget over all its listeners', async () => {
  const rig = await rigWithTracks({ limits: { messages: { perSecond: 0.001, burst: 50 } } })
  const listeners = await Promise.all(Array.from({ length: 5 }, () => listen(rig)))
  for (const [n, listener] of listeners.entries()) for (let i = 0; i < 20; i += 1) listener.send(play(`p${n}-${i}`))
  const answers = await Promise.all(listeners.map((listener) => answersOf(listener, 20)))
  expect(answers.flat().filter(({ type }) => type === 'ack').length).toBe(50)
})

test('an address has so many sockets, and one that closes makes room', async () => {
  const rig = await rigWithTracks({ limits: { sockets: 2 } })
  const cookie = await rig.session()
  const [one] = [await listen(rig, cookie), await listen(rig, cookie)]
  const headers = { origin: rig.url, cookie }
  expect((await refusal(rig.url, headers)).json()).toMatchObject({ code: 'too-many-sockets' })
  one.socket.close()
  await one.closed
  expect((await listen(rig, cookie)).id).toHaveLength(32)
})

test('an address makes so many listeners an hour; who is one already comes in', async () => {
  const rig = await rigWithTracks({ limits: { newListeners: { perSecond: 0.001, burst: 3 } } })
  const cookie = await rig.session()
  const open = (headers = {}) => rig.ask('POST', '/api/session', { origin: rig.url, ...headers })
  const answers = [await open(), await open(), await open()]
  expect(answers.map(({ status }) => status)).toStrictEqual([200, 200, 429])
  expect(answers[2]?.json()).toMatchObject({ code: 'too-many-listeners' })
  expect((await open({ cookie })).status).toBe(200)
})

/** The next answers to plays. */
async function answersOf(player: Player, count: number): Promise<readonly Record<string, unknown>[]> {
  const answers: Record<string, unknown>[] = []
  while (answers.length < count) {
    const answer = await player.next()
    if (answer['type'] === 'ack' || answer['type'] === 'error') answers.push(answer)
  }
  return answers
}

test('who does not answer pings is cut, who does stays', async () => {
  const rig = await rigWithTracks({ heartbeatMs: 20 })
  const [dead, alive] = [await listen(rig), await listen(rig)]
  withoutPongs(dead.socket)
  expect(await dead.closed).toBe(1006)
  alive.send(play('p1'))
  expect(await alive.next('ack')).toMatchObject({ playId: 'p1' })
})

/** A client that keeps its connection open but gives no sign of life. */
function withoutPongs(socket: WebSocket): void {
  socket.pong = () => undefined
}

test('a play with a number that no track has is refused alone: those beside it are stored, and Kafka is not blamed', async () => {
  const rig = await rigWithTracks()
  const [loud, quiet] = [await listen(rig), await listen(rig)]
  for (let i = 0; i < 5; i += 1) {
    loud.send(play(`p${i}`, { positionMs: Number.MAX_SAFE_INTEGER }))
    quiet.send(play(`q${i}`))
  }
  for (let i = 0; i < 5; i += 1) {
    expect(await quiet.next('ack')).toMatchObject({ playId: `q${i}` })
    expect(await loud.next('error')).toStrictEqual({ type: 'error', code: 'bad-message', playId: `p${i}` })
  }
})

test('what is sent after a play that came too fast waits for it, so that nothing overtakes', async () => {
  const clock = stopClock()
  const rig = await rigWithTracks()
  const player = await listen(rig)
  const send = async (first: number, end: number) => {
    for (const i of range(first, end)) player.send(play(`p${i}`))
    const answers = await answersOf(player, end - first)
    const codes = answers.map(({ type, code }) => (type === 'ack' ? 'ack' : code))
    return Object.fromEntries(numbersOf(answers).map((number, n) => [number, codes[n]]))
  }
  const flooded = await send(0, BURST + 2)
  clock.advance(1_000)
  const overtaking = await send(BURST + 2, BURST + 4)
  const again = await send(BURST, BURST + 4)
  const as = (code: string, first: number, end: number) => Object.fromEntries(range(first, end).map((i) => [i, code]))
  expect([flooded, overtaking, again]).toStrictEqual([
    { ...as('ack', 0, BURST), ...as('too-fast', BURST, BURST + 2) },
    as('not-stored', BURST + 2, BURST + 4),
    as('ack', BURST, BURST + 4),
  ])
})

const range = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i)

/** Of the plays p0, p1, ... */
const numbersOf = (answers: readonly Record<string, unknown>[]) =>
  answers.map(({ playId }) => Number(String(playId).slice(1)))
