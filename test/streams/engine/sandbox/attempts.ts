import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns'
import { readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { connect, createServer } from 'node:net'
import { Worker } from 'node:worker_threads'

/** What a process tries that must not succeed, each told by its name. */
export type Attempts = Readonly<Record<string, () => unknown>>

export const onThisMachine = (own: string, other: string): Attempts => ({
  'read its folder': () => readFileSync(`${own}/a`, 'utf8'),
  'read another': () => readFileSync(`${other}/a`, 'utf8'),
  'read the program': () => readFileSync(process.execPath),
  write: () => writeFileSync(`${own}/b`, 'trace'),
  'start a process': () => spawnSync('true'),
  'start a thread': () => new Worker('0', { eval: true }),
})

export const onTheNetwork = (port: number): Attempts => ({
  connect: () => connect(port, '127.0.0.1'),
  http: () => get({ port, host: '127.0.0.1' }),
  fetch: () => fetch(`http://127.0.0.1:${port}`),
  datagram: () => createSocket('udp4').send('x', port, '127.0.0.1'),
  listen: () => createServer().listen(0),
  name: () => lookup('localhost', () => undefined),
})

/** What came of each: what it gave, or the code or the message of its error. */
export function tried(attempts: Attempts): Readonly<Record<string, unknown>> {
  const outcomes: Record<string, unknown> = {}
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      const given = attempt()
      outcomes[name] = typeof given === 'string' ? given : 'done'
    } catch (error) {
      outcomes[name] = error instanceof Error && 'code' in error ? error.code : String(error).replace('Error: ', '')
    }
  }
  return outcomes
}
