import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BrokerName, Java, Part } from './part.ts'
import { partEnvironment, QUICK_START } from './part.ts'
import { LOOPBACK } from './ports.ts'
import { BROKER_ENDS, embeddedBroker, propertiesFile } from './settings.ts'

const execute = promisify(execFile)

/** A stop that is cut short makes the next start check all that was not on the disk. */
const STOP_KAFKA_WITHIN_MS = 30_000
/** The settings may hold passwords. */
const OWNER_ONLY = 0o600

/** With the folder of the classes that take the place of Java's own. */
export type PatchedJava = Java & { readonly patch: string }

export interface Broker extends Pick<Part, 'title' | 'port'> {
  readonly name: 'kafka' | BrokerName
  readonly folder: string
  /** Settings of the broker for a folder of its log. */
  settings(logFolder: string): Readonly<Record<string, string>>
  /** That all brokers of a cluster share; its own unless given. */
  readonly clusterId?: string
  /** More arguments for formatting an empty log folder. */
  readonly format?: readonly string[]
  /** Loopback unless given. */
  readonly host?: string
  /** Where it answers without TLS; `port` unless given. */
  readonly plainPort?: number
}

/** The only broker, and controller, of the embedded stack. */
export function kafka(java: PatchedJava, folder: string, port: number, controllerPort: number): Part {
  const settings = (logFolder: string) => embeddedBroker({ port, controllerPort, folder: logFolder })
  return kafkaBroker(java, { name: 'kafka', title: 'Apache Kafka', port, folder, settings })
}

/** Where the partitions are. */
export const kafkaLog = (folder: string): string => join(folder, 'log')

/** Apache Kafka, broker and controller in one process. */
export function kafkaBroker(java: PatchedJava, broker: Broker): Part {
  const {
    name,
    title,
    folder,
    port,
    plainPort = port,
    host = LOOPBACK,
    clusterId = newClusterId(),
    format = [],
  } = broker
  const logFolder = kafkaLog(folder)
  const properties = join(folder, 'server.properties')
  const classPath = join(java.jars, 'lib', '*')
  return {
    name,
    title,
    port,
    stopWithinMs: STOP_KAFKA_WITHIN_MS,
    async prepare() {
      mkdirSync(folder, { recursive: true })
      writeFileSync(properties, propertiesFile(broker.settings(logFolder)), { mode: OWNER_ONLY })
      if (existsSync(join(logFolder, 'meta.properties'))) return
      const tool = ['kafka.tools.StorageTool', 'format', '--cluster-id', clusterId, '--config', properties, ...format]
      await execute(java.command, [...QUICK_START, '-Xmx256m', '-cp', classPath, ...tool], {
        env: partEnvironment(process.env),
      })
    },
    program: {
      name,
      command: java.command,
      // With the C2 compiler, unlike the other parts: the broker takes most of the load.
      args: [
        '-Xms128m',
        '-Xmx512m',
        '-XX:+UseSerialGC',
        BROKER_ENDS,
        '--patch-module',
        `java.base=${java.patch}`,
        `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.properties')}`,
        '-cp',
        classPath,
        'kafka.Kafka',
        properties,
      ],
      env: partEnvironment(process.env),
      cwd: folder,
      diesWithParent: false,
    },
    answers: () => answersApiVersions(host, plainPort),
  }
}

/** A Kafka UUID: 16 bytes in URL-safe base64. It must not begin with a dash, which the tool takes for an option. */
export function newClusterId(): string {
  const id = randomBytes(16)
  id.writeUInt8(id.readUInt8(0) & 0x7f, 0)
  return id.toString('base64url')
}

/** An ApiVersions request (key 18, version 0). An open port is not enough: the broker opens it before it serves requests. */
const API_VERSIONS = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff])
const ANSWER_WITHIN_MS = 1_000

function answersApiVersions(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host, timeout: ANSWER_WITHIN_MS })
    const settle = (answered: boolean) => {
      socket.destroy()
      resolve(answered)
    }
    socket.once('connect', () => socket.write(API_VERSIONS))
    socket.once('data', () => settle(true))
    socket.once('timeout', () => settle(false))
    socket.once('error', () => settle(false))
    socket.once('close', () => settle(false))
  })
}
