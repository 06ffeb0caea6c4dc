import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { REGISTRY_PATH } from '../config.ts'
import type { Java, Part } from './part.ts'
import { QUICK_START } from './part.ts'
import { LOOPBACK } from './ports.ts'

const ANSWER_WITHIN_MS = 1_000

export const registryUrl = (port: number): string => `http://${LOOPBACK}:${port}${REGISTRY_PATH}`

/** Apicurio Registry with its schemas in an H2 file, so that schema ids survive restarts. */
export function registry(java: Java, folder: string, port: number): Part {
  const properties = {
    'quarkus.http.host': LOOPBACK,
    'quarkus.http.port': String(port),
    // By default H2 writes 0.5 s after it acknowledges: a kill could lose schema ids that records already carry.
    'quarkus.datasource.jdbc.url': `jdbc:h2:file:${join(folder, 'registry')};WRITE_DELAY=0`,
    // The default opens twenty connections at start; a registry gets a few requests a day.
    'quarkus.datasource.jdbc.initial-size': '2',
    'quarkus.datasource.jdbc.min-size': '1',
    'quarkus.datasource.jdbc.max-size': '10',
    'quarkus.log.level': 'WARN',
    'vertx.cacheDirBase': join(folder, 'vertx-cache'),
  }
  const archive = join(java.jars, 'registry')
  const jar = readdirSync(archive).find((name) => name.endsWith('-runner.jar')) ?? ''
  return {
    name: 'registry',
    title: 'Apicurio Registry',
    port,
    prepare() {
      mkdirSync(folder, { recursive: true })
      return Promise.resolve()
    },
    program: {
      name: 'registry',
      command: java.command,
      args: [
        '-Xmx256m',
        ...QUICK_START,
        ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
        '-jar',
        join(archive, jar),
      ],
      env: process.env,
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
