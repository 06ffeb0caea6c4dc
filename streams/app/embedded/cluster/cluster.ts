import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { compilePatch } from '../java-patch.ts'
import { resolveJars } from '../jars.ts'
import { kafkaBroker, newClusterId } from '../kafka.ts'
import { BROKER_NAMES } from '../part.ts'
import type { Part, PartName } from '../part.ts'
import { startParts } from '../parts.ts'
import type { PartContext, RunningParts } from '../parts.ts'
import { freePort, LOOPBACK, whyNotFree } from '../ports.ts'
import type { Tools } from '../preflight.ts'
import { issueCertificate, newAuthority } from './certificate.ts'
import { clusterBroker, scramArguments } from './settings.ts'
import type { NodePorts, User } from './settings.ts'

export interface ClusterOptions {
  readonly brokers: number
  readonly tls: boolean
  readonly scram: boolean
  readonly acls: boolean
  /** Holds everything of the cluster; a later start on it finds its records, ports and passwords again. */
  readonly folder: string
  readonly cacheFolder: string
  readonly tools: Tools
  /** Where each broker runs; on loopback unless given. */
  readonly machines?: readonly BrokerMachine[]
}

/** A network of its own, in which a broker is alone. */
export interface BrokerMachine {
  /** Its IPv4 address. */
  readonly host: string
  /** Command by which a program is run in it. */
  readonly enter: readonly [string, ...string[]]
}

export interface LocalCluster extends RunningParts {
  /** What Slipstream is to be given, as its environment. */
  readonly settings: Readonly<Record<string, string>>
  /** Addresses without TLS and password, for programs that look at the cluster from outside. */
  readonly plainBrokers: readonly string[]
}

const OWNER_ONLY = 0o600
const USER = 'slipstream'
/** Copies of a processor go on for one that was killed within 5 s. */
const SESSION_TIMEOUT_MS = '3000'
const AUTHORITY = 'Slipstream cluster'
/** Without its own process a broker would outlive this one when it is killed. */
const WITH_PARENT = join(import.meta.dirname, 'with-parent.js')

/** What a cluster was made with. */
const madeSchema = z.object({
  clusterId: z.string(),
  nodes: z.array(z.object({ client: z.number(), broker: z.number(), controller: z.number() })),
})

/**
 * Starts brokers that are also the quorum of controllers, and resolves when all answer.
 * @throws {PartFailed | JarsUnavailable}
 */
export async function startCluster(options: ClusterOptions, context: PartContext): Promise<LocalCluster> {
  const { folder, cacheFolder, tools, tls, scram } = options
  const { report, signal } = context
  const jars = await resolveJars(cacheFolder, tools.maven, report, signal)
  const java = { command: tools.java, jars, patch: await compilePatch(tools.java, cacheFolder) }
  const { clusterId, nodes } = await placesOf(options)
  const user = scram ? { name: USER, password: secretIn(join(folder, 'password')) } : null
  if (tls) makeCertificates(folder, options.brokers)
  const parts = BROKER_NAMES.slice(0, nodes.length).map((name, index): Part => {
    const id = index + 1
    const ports = nodes[index] ?? { host: LOOPBACK, client: 0, broker: 0, controller: 0 }
    const part = kafkaBroker(java, {
      name,
      title: `Broker ${id}`,
      port: ports.client,
      host: ports.host,
      plainPort: ports.broker,
      folder: join(folder, name),
      clusterId,
      format: user === null ? [] : scramArguments(user),
      settings: (logFolder) =>
        clusterBroker({
          id,
          nodes,
          logFolder,
          tls: tls ? { identity: join(folder, `broker-${id}.pem`), authority: join(folder, 'ca.pem') } : null,
          user,
          acls: options.acls,
        }),
    })
    const { command, args } = part.program
    const [program = process.execPath, ...before] = [...(options.machines?.[index]?.enter ?? []), process.execPath]
    return {
      ...part,
      program: {
        ...part.program,
        command: program,
        args: [...before, WITH_PARENT, command, ...args],
        diesWithParent: true,
      },
    }
  })
  const running = await startParts(parts, join(folder, 'logs'), context, (stop) => stopAll(parts, stop))
  return {
    ...running,
    settings: settingsFor(options, nodes, user),
    plainBrokers: nodes.map(({ host, broker }) => `${host}:${broker}`),
  }
}

/** At once: a broker hands its partitions to those that stay, and waits for one that is already gone. */
async function stopAll(parts: readonly Part[], stop: (name: PartName) => Promise<void>): Promise<void> {
  await Promise.all(parts.map(({ name }) => stop(name)))
}

interface Places {
  readonly clusterId: string
  readonly nodes: readonly NodePorts[]
}

/** The cluster's id and ports: those of last time where they are still free. */
async function placesOf({ folder, brokers, machines }: ClusterOptions): Promise<Places> {
  const path = join(folder, 'cluster.json')
  const made = existsSync(path) ? madeSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null
  const nodes: NodePorts[] = []
  for (const [index] of Array.from({ length: brokers }).entries()) {
    const before = made?.nodes[index]
    nodes.push({
      host: machines?.[index]?.host ?? LOOPBACK,
      client: await portLike(before?.client),
      broker: await portLike(before?.broker),
      controller: await portLike(before?.controller),
    })
  }
  const places = { clusterId: made?.clusterId ?? newClusterId(), nodes }
  writeFileSync(path, JSON.stringify(places))
  return places
}

async function portLike(before: number | undefined): Promise<number> {
  if (before === undefined || (await whyNotFree(before, LOOPBACK)) !== null) return freePort()
  return before
}

/** The secret in a file, which is made when it is not there. */
function secretIn(path: string): string {
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(24).toString('base64url')}\n`, { mode: OWNER_ONLY })
  return readFileSync(path, 'utf8').trim()
}

/** An authority, an identity for each broker, and one for a client. Those of last time stay. */
function makeCertificates(folder: string, brokers: number): void {
  if (existsSync(join(folder, `broker-${brokers}.pem`))) return
  const nowMs = Date.now()
  const authority = { name: AUTHORITY, ...newAuthority(AUTHORITY, nowMs) }
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: OWNER_ONLY })
  write('ca.pem', authority.certificate)
  for (let id = 1; id <= brokers; id += 1) {
    const { key, certificate } = issueCertificate(authority, {
      name: `broker-${id}`,
      hosts: [LOOPBACK, 'localhost'],
      nowMs,
    })
    write(`broker-${id}.pem`, key + certificate)
  }
  const client = issueCertificate(authority, { name: USER, nowMs })
  write('client-certificate.pem', client.certificate)
  write('client-key.pem', client.key)
}

function settingsFor(
  { folder, tls }: ClusterOptions,
  nodes: readonly NodePorts[],
  user: User | null,
): Readonly<Record<string, string>> {
  return {
    SLIPSTREAM_SESSION_TIMEOUT_MS: SESSION_TIMEOUT_MS,
    KAFKA_BROKERS: nodes.map(({ host, client }) => `${host}:${client}`).join(','),
    ...(tls && {
      KAFKA_TLS: 'yes',
      KAFKA_TLS_CA_FILE: join(folder, 'ca.pem'),
      KAFKA_TLS_CERT_FILE: join(folder, 'client-certificate.pem'),
      KAFKA_TLS_KEY_FILE: join(folder, 'client-key.pem'),
    }),
    ...(user !== null && {
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: user.name,
      KAFKA_SASL_PASSWORD_FILE: join(folder, 'password'),
    }),
  }
}
