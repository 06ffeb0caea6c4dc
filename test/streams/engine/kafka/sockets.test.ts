import type { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import { expect, it, vi } from 'vitest'
import { socketFactory } from '../../../../streams/engine/kafka/sockets.ts'

const ARGS = { host: 'localhost', port: 9092, ssl: {}, onConnect: () => undefined } as const

it('disables Nagle and keeps idle connections alive', () => {
  const socket = new Socket()
  const [noDelay, keepAlive] = [vi.spyOn(socket, 'setNoDelay'), vi.spyOn(socket, 'setKeepAlive')]
  const connect = vi.fn(() => socket)
  expect(socketFactory(connect)(ARGS)).toBe(socket)
  expect(connect).toHaveBeenCalledWith({ host: 'localhost', port: 9092 }, ARGS.onConnect)
  expect(noDelay).toHaveBeenCalledWith(true)
  expect(keepAlive).toHaveBeenCalledWith(true, 60_000)
})

it('ends the open connections, and no closed one, when it is interrupted, once a send under way has gone out', async () => {
  const interrupt = new AbortController()
  const sockets = [new Socket(), new Socket()]
  const ended: number[] = []
  const made: number[] = []
  const make = socketFactory(() => {
    const index = made.length
    made.push(index)
    const socket = sockets[index] ?? new Socket()
    socket.on('end', () => ended.push(index))
    return socket
  }, interrupt.signal)
  make(ARGS)
  const closed: EventEmitter = make(ARGS)
  closed.emit('close')
  interrupt.abort()
  await Promise.resolve()
  expect(ended).toStrictEqual([])
  await new Promise(setImmediate)
  expect(ended).toStrictEqual([0])
})
