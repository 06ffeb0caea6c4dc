import { randomInt } from 'node:crypto'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { REGISTRY_PATH } from '../addresses.ts'
import type { Java, Part } from './part.ts'
import { partEnvironment, QUICK_START, STOP_STORES_WITHIN_MS } from './part.ts'
import { LOOPBACK } from './ports.ts'
import { openRegistryDoor } from './registry-door.ts'
import type { InnerAddress, RegistryDoor } from './registry-door.ts'
import { javaProperties, registrySettings } from './settings.ts'

const ANSWER_WITHIN_MS = 1_000

export const registryUrl = (port: number): string => `http://${LOOPBACK}:${port}${REGISTRY_PATH}`

/** Linux has all of 127.0.0.0/8; elsewhere only one address of it is there. */
const HAS_LOOPBACK_NETWORK = process.platform === 'linux'

/**
 * An address of the loopback network that is different at each start. The registry itself checks no `Host`, so a page whose name
 * is rebound to it must not be able to guess where it is.
 */
export const hiddenLoopback = (): string =>
  HAS_LOOPBACK_NETWORK ? ['127', ...Array.from({ length: 3 }, () => randomInt(1, 255))].join('.') : LOOPBACK

/**
 * Apicurio Registry with its schemas in an H2 file, so that schema ids survive restarts, behind a door on `port`.
 * @param inner where the registry itself listens.
 */
export function registry(java: Java, folder: string, port: number, inner: InnerAddress): Part {
  const properties = {
    ...registrySettings,
    'quarkus.http.host': inner.host,
    'quarkus.http.port': String(inner.port),
    // By default H2 writes 0.5 s after it acknowledges: a kill could lose schema ids that records already carry.
    'quarkus.datasource.jdbc.url': `jdbc:h2:file:${join(folder, 'registry')};WRITE_DELAY=0`,
    // The default opens twenty connections at start; a registry gets a few requests a day.
    'quarkus.datasource.jdbc.initial-size': '2',
    'quarkus.datasource.jdbc.min-size': '1',
    'quarkus.datasource.jdbc.max-size': '10',
    'quarkus.log.level': 'WARN',
    'vertx.cacheDirBase': join(folder, 'vertx-cache'),
  }
  let door: RegistryDoor | null = null
  const archive = join(java.jars, 'registry')
  const jar = readdirSync(archive).find((name) => name.endsWith('-runner.jar')) ?? ''
  return {
    name: 'registry',
    title: 'Apicurio Registry',
    port,
    stopWithinMs: STOP_STORES_WITHIN_MS,
    async prepare() {
      mkdirSync(folder, { recursive: true })
      door ??= await openRegistryDoor({ host: LOOPBACK, port, publicPort: port, inner })
    },
    async release() {
      await door?.close()
      door = null
    },
    program: {
      name: 'registry',
      command: java.command,
      args: ['-Xmx256m', ...QUICK_START, ...javaProperties(properties), '-jar', join(archive, jar)],
      env: partEnvironment(process.env),
      cwd: folder,
      diesWithParent: false,
    },
    async answers() {
      try {
        const url = `${registryUrl(port)}/subjects`
        const { ok } = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
        return ok
      } catch {
        return false
      }
    },
  }
}
