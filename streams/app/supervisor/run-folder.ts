import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { ConfigError } from '../../engine/errors.ts'
import { identityOf, isAlive, signalGroup } from '../../engine/process-identity.ts'
import type { Identity } from '../../engine/process-identity.ts'

/** A process that was started on a data folder. */
export interface RunRecord extends Identity {
  readonly name: string
  readonly command: string
}

/** The lock of a data folder: its holder alone may start processes on it. */
export interface RunFolder {
  record(entry: RunRecord): void
  forget(name: string): void
  release(): void
}

const LOCK = 'lock'
const SUFFIX = '.json'
/** As long as Kafka may take to write its log to the disk; the others are gone at once. */
const TERMINATE_WITHIN_MS = 30_000
const KILL_WITHIN_MS = 2_000
const LOOK_EVERY_MS = 25

const identitySchema = z.object({ pid: z.number().int().positive(), startedAt: z.string() })
const recordSchema = identitySchema.extend({ name: z.string(), command: z.string() })

/**
 * Locks the data folder for this process, and ends the processes that an earlier, killed run left there. A recorded process
 * is recognised by its start time, since process ids are reused.
 * @throws {ConfigError} when another live process holds the lock.
 */
export async function openRunFolder(dataFolder: string, say: (line: string) => void): Promise<RunFolder> {
  const folder = join(dataFolder, 'run')
  mkdirSync(folder, { recursive: true })
  const abandoned = takeLock(folder, dataFolder)
  const left = leftovers(folder)
  if (abandoned || left.length > 0) say(leftoverLine(left))
  await end(left)
  for (const name of recordFiles(folder)) rmSync(join(folder, name), { force: true })
  return {
    record: (entry) => writeWhole(join(folder, entry.name + SUFFIX), entry),
    forget: (name) => rmSync(join(folder, name + SUFFIX), { force: true }),
    release: () => rmSync(join(folder, LOCK), { force: true }),
  }
}

/** The recorded processes of a run folder that are alive. */
export function leftovers(folder: string): readonly RunRecord[] {
  return recordFiles(folder)
    .map((name) => recordSchema.safeParse(readJson(join(folder, name))))
    .flatMap((parsed) => (parsed.success && isAlive(parsed.data) ? [parsed.data] : []))
}

/** The live process that holds the lock of a data folder; null when it is free. */
export function holderOf(dataFolder: string): Identity | null {
  const held = identitySchema.safeParse(readJson(join(dataFolder, 'run', LOCK)))
  return held.success && isAlive(held.data) ? held.data : null
}

export function leftoverLine(left: readonly RunRecord[]): string {
  if (left.length === 0) return 'The last run was not stopped in order; none of its processes is left.'
  const names = left.map(({ name, pid }) => `${name} (${pid})`).join(', ')
  return `The last run was not stopped in order: ending its processes ${names}.`
}

/** @returns whether a dead process held the lock. */
function takeLock(folder: string, dataFolder: string): boolean {
  const lock = join(folder, LOCK)
  const own = identityOf(process.pid)
  const staged = join(folder, `${LOCK}.${process.pid}`)
  writeFileSync(staged, JSON.stringify(own))
  try {
    if (linked(staged, lock)) return false
    const holder = holderOf(dataFolder)
    if (holder !== null) throw heldError(dataFolder, holder)
    takeAway(lock, `${staged}.dead`, dataFolder)
    if (!linked(staged, lock)) throw heldError(dataFolder, holderOf(dataFolder))
    return true
  } finally {
    rmSync(staged, { force: true })
  }
}

/** Removes the lock of a dead holder. Another starter may have replaced it meanwhile: then its lock is put back. */
function takeAway(lock: string, aside: string, dataFolder: string): void {
  renameSync(lock, aside)
  const taken = identitySchema.safeParse(readJson(aside))
  if (taken.success && isAlive(taken.data)) {
    renameSync(aside, lock)
    throw heldError(dataFolder, taken.data)
  }
  rmSync(aside, { force: true })
}

/** Whether the lock was free. A link, unlike a rename, does not replace an existing file. */
function linked(staged: string, lock: string): boolean {
  try {
    linkSync(staged, lock)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function heldError(dataFolder: string, holder: Identity | null): ConfigError {
  const who = holder === null ? 'Another Slipstream' : `Another Slipstream (process ${holder.pid})`
  return new ConfigError(
    `${who} runs on ${dataFolder}: stop it first, or set SLIPSTREAM_DATA to another folder (and other ports).`,
  )
}

async function end(left: readonly RunRecord[]): Promise<void> {
  const rounds = [
    { signal: 'SIGTERM', withinMs: TERMINATE_WITHIN_MS },
    { signal: 'SIGKILL', withinMs: KILL_WITHIN_MS },
  ] as const
  for (const { signal, withinMs } of rounds) {
    for (const entry of left.filter(isAlive)) signalGroup(entry.pid, signal)
    // Exits of processes that are no children of this one are not reported, so they are polled.
    for (let waitedMs = 0; waitedMs < withinMs && left.some(isAlive); waitedMs += LOOK_EVERY_MS) {
      await wait(LOOK_EVERY_MS)
    }
  }
  const alive = left.filter(isAlive)
  if (alive.length === 0) return
  const pids = alive.map(({ pid }) => pid).join(', ')
  throw new ConfigError(`Processes of an earlier run cannot be ended: ${pids}. End them by hand and start again.`)
}

const recordFiles = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.endsWith(SUFFIX))

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** By a rename, which is atomic: the file is never seen half written. */
function writeWhole(path: string, value: unknown): void {
  writeFileSync(`${path}.part`, JSON.stringify(value))
  renameSync(`${path}.part`, path)
}
