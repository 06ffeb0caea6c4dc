import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { listen, play, rigWithTracks, suggest } from './listening.ts'

test('a message of more than 16 KiB ends the connection', async () => {
  const player = await listen(await rigWithTracks())
  player.send(play('p1', { sessionId: 's'.repeat(16 * 1024) }))
  expect(await player.closed).toBe(1009)
})

test('a flood is refused play by play, so that each can be sent later; others are not touched', async () => {
  const rig = await rigWithTracks()
  const [loud, quiet] = [await listen(rig), await listen(rig)]
  for (let i = 0; i < 200; i += 1) loud.send(play(`p${i}`))
  quiet.send(play('q'))
  expect(await quiet.next('ack')).toMatchObject({ playId: 'q' })
  const answers: Record<string, unknown>[] = []
  while (answers.length < 200) answers.push(await loud.next())
  const answered = answers.filter(({ type }) => type !== 'library')
  const refused = answered.filter(({ type }) => type === 'error')
  expect(refused.every(({ code }) => code === 'too-fast')).toBe(true)
  expect(refused.length).toBeGreaterThan(100)
  expect(refused.length).toBeLessThanOrEqual(160)
})

test('who does not read is cut with 1013, and others are not touched', async () => {
  const rig = await rigWithTracks()
  const [deaf, quick] = [await listen(rig), await listen(rig)]
  deaf.socket.pause()
  const flood = async () => {
    for (let i = 0; i < 500; i += 1) deaf.send(play('p'.repeat(60)))
    await new Promise<void>((resolve) => deaf.socket.ping('', true, () => resolve()))
  }
  const isCut = async () => /cut_total\{why="too-slow"\} 1/.test((await rig.ask('GET', '/metrics')).body.toString())
  while (!(await isCut())) await flood()
  suggest(rig, quick.id, 1, ['a'])
  expect(await quick.next('recommendations')).toMatchObject({ recommendationId: 'neighbours-4:plays/0/1' })
  deaf.socket.resume()
  expect(await deaf.closed).toBe(1013)
})

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
  const rig = await rigWithTracks()
  const player = await listen(rig)
  const ids = Array.from({ length: 60 }, (_, i) => `p${i}`)
  for (const id of ids) player.send(play(id))
  const refused: unknown[] = []
  for (let i = 0; i < ids.length; i += 1) {
    let answer = await player.next()
    while (answer['type'] === 'library') answer = await player.next()
    if (answer['type'] === 'error') refused.push(answer['playId'])
  }
  expect(refused).toStrictEqual(ids.slice(ids.length - refused.length))
})
