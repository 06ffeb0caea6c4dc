import { join } from 'node:path'
import { addressesOf, replacedParts } from '../addresses.ts'
import type { Addresses } from '../addresses.ts'
import type { Config } from '../config.ts'
import { haveJars, resolveJars } from './jars.ts'
import { compilePatch } from './java-patch.ts'
import { takeOutForgotten } from '../forget/take-out-forgotten.ts'
import { kafka, kafkaLog } from './kafka.ts'
import { mongod, mongoStore, onPath } from './mongodb.ts'
import type { Java, Part, PartName } from './part.ts'
import { startParts } from './parts.ts'
import type { PartContext, RunningParts } from './parts.ts'
import { freePort, LOOPBACK } from './ports.ts'
import type { NeededPort, Needs, Tools } from './preflight.ts'
import { hiddenLoopback, registry } from './registry.ts'

/** The running parts, each under supervision. */
export interface Embedded extends RunningParts {
  readonly addresses: Addresses
}

export interface EmbeddedOptions extends PartContext {
  /** The folder of downloads; may be shared by many data folders. */
  readonly cacheFolder: string
  readonly tools: Tools
}

/** For two copies of the jars, Maven's and ours, and the records of a first library. */
const FIRST_START_MB = 1_000
const LATER_START_MB = 200

/** Replaces each port 0 by a free one. */
export async function assignPorts(config: Config): Promise<Config> {
  const assigned = (port: number) => (port === 0 ? freePort() : Promise.resolve(port))
  return {
    ...config,
    SLIPSTREAM_PORT: await assigned(config.SLIPSTREAM_PORT),
    SLIPSTREAM_KAFKA_PORT: await assigned(config.SLIPSTREAM_KAFKA_PORT),
    SLIPSTREAM_REGISTRY_PORT: await assigned(config.SLIPSTREAM_REGISTRY_PORT),
    SLIPSTREAM_MONGODB_PORT: await assigned(config.SLIPSTREAM_MONGODB_PORT),
  }
}

/** The requirements of the parts that the configuration does not replace. */
export function needsOf(config: Config, cacheFolder: string, env: Readonly<Record<string, string | undefined>>): Needs {
  const replaced = replacedParts(config)
  const store = !replaced.mongodb && mongodCommand(env) === null
  const java = !replaced.kafka || !replaced.registry || store
  const maven = java && !haveJars(cacheFolder)
  const freeMb = maven ? FIRST_START_MB : LATER_START_MB
  return {
    java,
    compiler: store || !replaced.kafka,
    maven,
    folders: [
      { path: config.SLIPSTREAM_DATA, variable: 'SLIPSTREAM_DATA', freeMb },
      ...(maven ? [{ path: cacheFolder, variable: null, freeMb }] : []),
    ],
    ports: portsOf(config),
  }
}

function portsOf(config: Config): readonly NeededPort[] {
  const replaced = replacedParts(config)
  const needed = [
    { isSet: replaced.kafka, title: 'Kafka', variable: 'SLIPSTREAM_KAFKA_PORT' },
    { isSet: replaced.registry, title: 'the schema registry', variable: 'SLIPSTREAM_REGISTRY_PORT' },
    { isSet: replaced.mongodb, title: 'the MongoDB-compatible store', variable: 'SLIPSTREAM_MONGODB_PORT' },
  ] as const
  return needed
    .filter(({ isSet }) => !isSet)
    .map(({ title, variable }) => ({ port: config[variable], host: LOOPBACK, title, variable }))
}

/**
 * Starts the parts that the configuration does not replace, in parallel, and resolves when all answer.
 * @throws {PartFailed | JarsUnavailable} when one does not start, or the signal's reason; the others are stopped by then.
 */
export async function startEmbedded(config: Config, surroundings: EmbeddedOptions): Promise<Embedded> {
  const parts = await partsOf(config, surroundings)
  const running = await startParts(parts, join(config.SLIPSTREAM_DATA, 'logs'), surroundings, stopInOrder)
  return { addresses: addressesOf(config), ...running }
}

async function partsOf(
  config: Config,
  { cacheFolder, tools, report, signal }: EmbeddedOptions,
): Promise<readonly Part[]> {
  const folderOf = (name: PartName) => join(config.SLIPSTREAM_DATA, name)
  let resolved: Java | null = null
  const java = async (): Promise<Java> =>
    (resolved ??= { command: tools.java, jars: await resolveJars(cacheFolder, tools.maven, report, signal) })

  const replaced = replacedParts(config)
  const parts: Part[] = []
  if (!replaced.kafka) {
    const patched = { ...(await java()), patch: await compilePatch(tools.java, cacheFolder) }
    takeOutForgotten(config.SLIPSTREAM_DATA, kafkaLog(folderOf('kafka')), report)
    parts.push(kafka(patched, folderOf('kafka'), config.SLIPSTREAM_KAFKA_PORT, await freePort()))
  }
  if (!replaced.registry) {
    const inner = { host: hiddenLoopback(), port: await freePort() }
    parts.push(registry(await java(), folderOf('registry'), config.SLIPSTREAM_REGISTRY_PORT, inner))
  }
  if (!replaced.mongodb) {
    const own = mongodCommand(process.env)
    const port = config.SLIPSTREAM_MONGODB_PORT
    parts.push(
      own === null ? mongoStore(await java(), folderOf('mongodb'), port) : mongod(own, folderOf('mongodb'), port),
    )
  }
  return parts
}

/** Kafka last: the registry and the store may still be asked. */
async function stopInOrder(stop: (name: PartName) => Promise<void>): Promise<void> {
  await Promise.all([stop('registry'), stop('mongodb')])
  await stop('kafka')
}

const mongodCommand = (env: Readonly<Record<string, string | undefined>>): string | null =>
  onPath('mongod', env['PATH'])

export const logPath = (config: Config, name: string): string => join(config.SLIPSTREAM_DATA, 'logs', `${name}.log`)
