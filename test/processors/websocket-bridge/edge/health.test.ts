import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { OPEN_ACCESS } from '../../../../streams/engine/access.ts'
import { healthProbe, processorsHealth } from '../../../../processors/websocket-bridge/edge/health.ts'

/** A registry that answers only who knows the password. */
async function securedRegistry(): Promise<number> {
  const expected = `Basic ${Buffer.from('u:s3:cr@t').toString('base64')}`
  const server = createServer(({ url, headers }, answer) => {
    answer.writeHead(url === '/apis/subjects' && headers.authorization === expected ? 200 : 401).end('[]')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return address === null || typeof address === 'string' ? 0 : address.port
}

async function registryHealth(user: string) {
  const port = await securedRegistry()
  const health = await healthProbe({
    endpoints: {
      kafkaBrokers: ['127.0.0.1:9'],
      access: OPEN_ACCESS,
      registryUrl: `http://${user}127.0.0.1:${port}/apis`,
      mongodbUrl: 'mongodb://u:s3cret@127.0.0.1:9/x',
    },
    database: {
      collection: () => Promise.reject(new Error('away')),
      ping: () => Promise.reject(new Error('away: mongodb://u:s3cret@127.0.0.1:9')),
      command: () => Promise.reject(new Error('away')),
      close: () => Promise.resolve(),
    },
    folders: [],
    isCaughtUp: () => true,
    writeFailedAt: () => null,
    troubles: () => [],
    paused: () => [],
  })()
  return { registry: health.parts?.registry.ok, tellsPassword: /s3/.test(JSON.stringify(health)) }
}

it('knows a registry by the user and password of its URL, and tells neither', async () => {
  expect(await registryHealth('u:s3%3Acr%40t@')).toStrictEqual({ registry: true, tellsPassword: false })
  expect(await registryHealth('u:wrong-s3@')).toStrictEqual({ registry: false, tellsPassword: false })
  expect(await registryHealth('')).toStrictEqual({ registry: false, tellsPassword: false })
})

it('tells paused processors as such, and not as failed', () => {
  const trouble = (processor: string) => ({ processor, missed: 'Something is missed', why: 'no broker' })
  expect([
    processorsHealth([], []),
    processorsHealth([trouble('recommend')], ['mongo-sink', 'recommend']),
    processorsHealth([trouble('recommend')], ['mongo-sink']),
  ]).toStrictEqual([
    { ok: true },
    { ok: true, paused: ['mongo-sink', 'recommend'] },
    {
      ok: false,
      why: 'Something is missed: recommend crashes again and again (no broker). Its log says more.',
      paused: ['mongo-sink'],
    },
  ])
})
