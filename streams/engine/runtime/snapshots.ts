import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { z } from 'zod'
import { reach } from '../fail-points.ts'
import type { InputMark } from './input-positions.ts'

/**
 * The compacted content of a changelog partition up to a checkpoint offset, as one file of the data folder: a start reads it
 * and then only the records after the checkpoint. The file is written atomically (temporary name, fsync, rename), carries a
 * checksum, and names its log. The log is authoritative: a file that does not fit it is ignored.
 */
export interface SnapshotPosition {
  readonly topic: string
  /** Differs for a topic that was deleted and created again. */
  readonly topicId: string
  readonly partition: number
  /** Checkpoint offset: the first record of the changelog that is not in the snapshot. */
  readonly next: number
}

/** A key and its newest value, as bytes of the changelog. */
export interface SnapshotEntry {
  readonly key: Buffer
  readonly value: Buffer
}

export interface Snapshot extends SnapshotPosition {
  /** How far the inputs had been read; null in a file of an earlier version. */
  readonly inputs: readonly InputMark[] | null
  /** When it was written, epoch ms. */
  readonly at: number
  readonly entries: readonly SnapshotEntry[]
}

const FORMAT = 'slipstream-snapshot-1'
const headerSchema = z.object({
  format: z.literal(FORMAT),
  topic: z.string(),
  topicId: z.string(),
  partition: z.number().int(),
  next: z.number().int().nonnegative(),
  at: z.number(),
  count: z.number().int().nonnegative(),
  inputs: z
    .array(z.object({ topic: z.string(), partition: z.number(), next: z.number(), timestamp: z.number() }))
    .optional(),
})

const PART = '.part'
const LENGTH_BYTES = 4
const CHECKSUM = 'sha256'
const CHECKSUM_BYTES = 32
/** Entries between two yields: encoding them is the costly part. */
const ENTRIES_AT_ONCE = 100

export function snapshotPath(dataFolder: string, processor: string, taskId: number): string {
  return join(dataFolder, 'state', `${encodeURIComponent(processor)}-${taskId}.snapshot`)
}

/** @param entries taken lazily, with yields to the event loop in between. @throws {Error} when the file cannot be written. */
export async function writeSnapshot(
  path: string,
  position: SnapshotPosition & { readonly inputs?: readonly InputMark[] },
  count: number,
  entries: Iterable<SnapshotEntry>,
  atMs: number,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const part = `${path}.${process.pid}${PART}`
  try {
    await writePart(part, position, count, entries, atMs)
    reach('before-snapshot-rename', position.topic)
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined) // on a full disk it would take what is left
    throw error
  }
  await flushFolder(dirname(path))
  reach('after-snapshot-rename', position.topic)
}

async function writePart(
  part: string,
  position: SnapshotPosition,
  count: number,
  entries: Iterable<SnapshotEntry>,
  atMs: number,
): Promise<void> {
  const file = await open(part, 'w')
  try {
    const hash = createHash(CHECKSUM)
    const write = async (bytes: Buffer) => {
      hash.update(bytes)
      await file.appendFile(bytes)
    }
    await write(Buffer.from(`${JSON.stringify({ format: FORMAT, ...position, at: atMs, count })}\n`))
    let waiting: Buffer[] = []
    for (const { key, value } of entries) {
      waiting.push(length(key), key, length(value), value)
      if (waiting.length < ENTRIES_AT_ONCE * 4) continue
      await write(Buffer.concat(waiting))
      waiting = []
      await yieldToEventLoop()
    }
    await write(Buffer.concat(waiting))
    await file.appendFile(hash.digest())
    await file.sync()
  } finally {
    await file.close()
  }
}

/** @returns null when there is none. @throws {Error} saying what is wrong with it. */
export async function readSnapshot(path: string): Promise<Snapshot | null> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  return bytes === null ? null : decodeSnapshot(bytes)
}

export function decodeSnapshot(bytes: Buffer): Snapshot {
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES))
  if (!createHash(CHECKSUM).update(body).digest().equals(bytes.subarray(body.length))) {
    throw new Error('its checksum does not fit')
  }
  const headerEnd = body.indexOf('\n')
  const header = headerSchema.parse(JSON.parse(body.toString('utf8', 0, headerEnd)))
  const entries: SnapshotEntry[] = []
  let at = headerEnd + 1
  const next = (): Buffer => {
    const size = body.readUInt32BE(at)
    at += LENGTH_BYTES + size
    if (at > body.length) throw new Error('an entry goes beyond its end')
    return body.subarray(at - size, at)
  }
  while (entries.length < header.count) entries.push({ key: next(), value: next() })
  if (at !== body.length) throw new Error('something follows its last entry')
  const { topic, topicId, partition, next: checkpoint, at: writtenAt, inputs = null } = header
  return { topic, topicId, partition, next: checkpoint, at: writtenAt, inputs, entries }
}

export const removeSnapshot = (path: string): Promise<void> => rm(path, { force: true })

/** Removes the temporary files of processes that died while writing. */
export async function removeHalfWritten(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => [])
  const parts = names.filter((name) => name.startsWith(`${basename(path)}.`) && name.endsWith(PART))
  for (const name of parts) await rm(join(dirname(path), name), { force: true })
}

function length(bytes: Buffer): Buffer {
  const prefix = Buffer.allocUnsafe(LENGTH_BYTES)
  prefix.writeUInt32BE(bytes.length)
  return prefix
}

/** A rename is durable once its folder is flushed. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
