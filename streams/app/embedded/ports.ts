import { once } from 'node:events'
import { connect, createServer } from 'node:net'

export const LOOPBACK = '127.0.0.1'

/** @returns a port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, LOOPBACK)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.')
  return address.port
}

/** @returns the error code of listening there (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`…), or null when the port is free. */
export async function whyNotFree(port: number, host: string): Promise<string | null> {
  const server = createServer()
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
  server.close()
  await once(server, 'close')
  return null
}

/** Whether connections are accepted there. */
export async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, LOOPBACK)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
