import { stat } from 'node:fs/promises'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { readLiveness, readReadiness } from '../../../schemas/http.ts'
import type { AnswerOf } from '../../../schemas/http.ts'
import type { LogAccess } from '../../../streams/engine/access.ts'
import { registryConnection } from '../../../streams/engine/serde/registry-connection.ts'
import type { RegistryConnection } from '../../../streams/engine/serde/registry-connection.ts'
import type { Database, DatabaseUrl } from '../../shared/mongo/database.ts'
import { hostsOf } from '../../shared/mongo/database.ts'
import { troublesText } from '../troubles.ts'
import type { Troubles } from '../troubles.ts'
import { serve } from './routes.ts'
import type { Watchers } from './watchers.ts'

/** The health of the parts that the bridge depends on: it cannot work without Kafka, and lacks something without the others. */
export type Health = AnswerOf<typeof readReadiness>
type PartHealth = NonNullable<Health['parts']>['kafka']

const ANSWER_WITHIN_MS = 1_000
/** One look serves all who ask within this time. */
const LOOK_EVERY_MS = 500
/** A failed write speaks against Kafka for this long; then a broker that answers is believed again. */
const FAILED_WRITE_COUNTS_MS = 10_000

/** What is probed over the network. */
export interface ProbedEndpoints {
  /** Each as `host:port`. */
  readonly kafkaBrokers: readonly string[]
  readonly registryUrl: string
  readonly access: LogAccess
  readonly mongodbUrl: DatabaseUrl
}

export interface HealthParts {
  readonly endpoints: ProbedEndpoints
  readonly database: Database
  readonly folders: readonly string[]
  /** Whether the views hold what was in Kafka at the start, and the producer is connected. */
  readonly isCaughtUp: () => boolean
  readonly writeFailedAt: () => number | null
  readonly troubles: () => Troubles
  /** Names of the processors that are kept stopped. */
  readonly paused: () => readonly string[]
}

/** Looks at what the bridge depends on. */
export function healthProbe(parts: HealthParts): () => Promise<Health> {
  const { registryUrl, access } = parts.endpoints
  const registry = registryConnection(registryUrl, access.registry)
  let lookedAt = -Infinity
  let looked: Promise<Health> | null = null
  return () => {
    if (looked !== null && performance.now() - lookedAt < LOOK_EVERY_MS) return looked
    lookedAt = performance.now()
    looked = look(parts, registry)
    return looked
  }
}

async function look(looked: HealthParts, schemas: RegistryConnection): Promise<Health> {
  const { endpoints, database, folders, isCaughtUp, writeFailedAt } = looked
  const { kafkaBrokers, registryUrl, mongodbUrl } = endpoints
  const [kafka, registry, mongodb, library] = await Promise.all([
    healthOf(`Kafka does not answer at ${kafkaBrokers.join(', ')}: start it.`, async () => {
      await Promise.any(kafkaBrokers.map(reach))
      const failedAt = writeFailedAt()
      if (failedAt !== null && Date.now() - failedAt < FAILED_WRITE_COUNTS_MS) throw new Error('a write just failed')
    }),
    healthOf(`The schema registry does not answer at ${new URL(registryUrl).host}: start it.`, async () => {
      const { status } = await schemas.ask('/subjects', { ms: ANSWER_WITHIN_MS })
      if (status < 200 || status > 299) throw new Error(`status ${status}`)
    }),
    healthOf(`MongoDB does not answer at ${hostsOf(mongodbUrl)}: start it. History and likes wait for it.`, () =>
      database.ping(),
    ),
    healthOf('A library folder cannot be read: its tracks cannot be played. Is its disk connected?', async () => {
      for (const folder of folders) if (!(await stat(folder)).isDirectory()) throw new Error('not a folder')
    }),
  ])
  const caughtUp: PartHealth = isCaughtUp()
    ? kafka
    : { ok: false, why: kafka.why ?? 'The library is still being read from Kafka: this takes a moment.' }
  const processors = processorsHealth(looked.troubles(), looked.paused())
  return { ready: caughtUp.ok, parts: { kafka: caughtUp, registry, mongodb, library, processors } }
}

/** What was paused has not failed. */
export function processorsHealth(
  troubles: Troubles,
  paused: readonly string[],
): NonNullable<Health['parts']>['processors'] {
  const why = troublesText(troubles.filter(({ processor }) => !paused.includes(processor)))
  return {
    ...(why === null ? { ok: true } : { ok: false, why }),
    ...(paused.length > 0 && { paused: [...paused] }),
  }
}

async function healthOf(why: string, probe: () => Promise<void>): Promise<PartHealth> {
  try {
    await probe()
    return { ok: true }
  } catch {
    return { ok: false, why }
  }
}

/** Resolves once a TCP connection to `host:port` stands; whether this program is let in, its consumers and producers find out. */
function reach(address: string): Promise<void> {
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? []
  return new Promise((resolve, reject) => {
    const socket = connect({ host: host ?? '', port: Number(port), timeout: ANSWER_WITHIN_MS })
    const fail = () => {
      socket.destroy()
      reject(new Error('no answer'))
    }
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
    socket.once('timeout', fail)
    socket.once('error', fail)
  })
}

/** Liveness: the process answers. Readiness: it can work, and which part does not answer. */
export function healthRoutes(app: FastifyInstance, probe: () => Promise<Health>, watchers: Watchers): void {
  serve(app, readLiveness, () => ({ live: true }))
  serve(app, readReadiness, async (_query, request, reply) => {
    const health = await probe()
    void reply.code(health.ready ? 200 : 503).header('cache-control', 'no-store')
    return watchers.includes(request.raw) ? health : { ready: health.ready }
  })
}
