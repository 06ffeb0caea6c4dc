import { accessSync, constants, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Java, Part } from './part.ts'
import { partEnvironment, QUICK_START, STOP_STORES_WITHIN_MS } from './part.ts'
import { accepts, LOOPBACK } from './ports.ts'

/** An installed MongoDB server. */
export function mongod(command: string, folder: string, port: number): Part {
  const dbPath = join(folder, 'mongod')
  return {
    name: 'mongodb',
    title: 'MongoDB (the mongod on the PATH)',
    port,
    stopWithinMs: STOP_STORES_WITHIN_MS,
    prepare: () => make(dbPath),
    program: {
      name: 'mongodb',
      command,
      args: ['--dbpath', dbPath, '--port', String(port), '--bind_ip', LOOPBACK, '--wiredTigerCacheSizeGB', '0.25'],
      env: partEnvironment(process.env),
      cwd: folder,
      diesWithParent: false,
    },
    answers: () => accepts(port),
  }
}

/** A server of MongoDB's protocol that stores everything in one H2 file. */
export function mongoStore(java: Java, folder: string, port: number): Part {
  return {
    name: 'mongodb',
    title: 'the MongoDB-compatible store',
    port,
    stopWithinMs: STOP_STORES_WITHIN_MS,
    prepare: () => make(folder),
    program: {
      name: 'mongodb',
      command: java.command,
      args: [
        '-Xmx256m',
        ...QUICK_START,
        `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.properties')}`,
        '-cp',
        join(java.jars, 'lib', '*'),
        join(import.meta.dirname, 'MongoStore.java'),
        join(folder, 'store.mv'),
        LOOPBACK,
        String(port),
      ],
      env: partEnvironment(process.env),
      cwd: folder,
      diesWithParent: false,
    },
    answers: () => accepts(port),
  }
}

/** @returns the path of a command, or null when no folder of the PATH holds it. */
export function onPath(command: string, path: string | undefined): string | null {
  for (const folder of (path ?? '').split(delimiter).filter((part) => part !== '')) {
    const candidate = join(folder, command)
    try {
      accessSync(candidate, constants.X_OK)
      return candidate
    } catch {
      // Not in this folder.
    }
  }
  return null
}

function make(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  return Promise.resolve()
}
