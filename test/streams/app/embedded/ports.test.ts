import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { accepts, freePort, LOOPBACK, whyNotFree } from '../../../../streams/app/embedded/ports.ts'

it('tells a taken port from a free one', async () => {
  const port = await freePort()
  const free = [await whyNotFree(port, LOOPBACK), await accepts(port)]
  const server = createServer().listen(port, LOOPBACK)
  await once(server, 'listening')
  const taken = [await whyNotFree(port, LOOPBACK), await accepts(port)]
  server.close()
  expect({ free, taken }).toStrictEqual({ free: [null, false], taken: ['EADDRINUSE', true] })
})
