/** The door of the registry of docker-compose.yml: PORT, PUBLIC_PORT, then HOST and PORT of the registry. Runs until it is killed. */
import { openRegistryDoor } from './registry-door.ts'

const [port, publicPort, host = '', innerPort] = process.argv.slice(2)
await openRegistryDoor({
  host: '0.0.0.0',
  port: Number(port),
  publicPort: Number(publicPort),
  inner: { host, port: Number(innerPort) },
})
