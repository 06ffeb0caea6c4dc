import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { openInside } from '../../shared/files/open-inside.ts'
import type { FilePlace } from '../library-path.ts'
import { soundOf } from '../sound/sound.ts'
import { CHUNK_BYTES, byteSource } from './byte-window.ts'

export type HashedFile = Pick<FilePlace, 'library' | 'path' | 'sizeBytes'>

/** Hashes of a file, hexadecimal; null: it was not asked for. */
export interface FileHashes {
  /** SHA-256 of its bytes. */
  readonly content: string | null
  /** SHA-256 of the parts that hold its sound. */
  readonly sound: string | null
}

/**
 * Reads a file piece by piece for its hashes, for both through one opening.
 * @throws the error of the file system, the signal's reason, or an Error when it is no regular file of the folder, or does not have the
 * size it had when it was found.
 */
export async function hashesOf(
  { library, path, sizeBytes }: HashedFile,
  wanted: { readonly content: boolean; readonly sound: boolean },
  signal: AbortSignal,
): Promise<FileHashes> {
  signal.throwIfAborted()
  const { handle, status } = await openInside(library, path)
  try {
    if (status.size !== BigInt(sizeBytes)) throw changed()
    const source = byteSource(handle, sizeBytes)
    const scratch = sizeBytes > CHUNK_BYTES ? Buffer.allocUnsafe(CHUNK_BYTES) : null
    const hashing: Hashing = { hash: createHash('sha256'), handle, source, scratch, signal }
    if (wanted.content) await addSpan(hashing, 0, sizeBytes)
    const content = wanted.content ? hashing.hash.digest('hex') : null
    const ofSound = { ...hashing, hash: createHash('sha256') }
    if (wanted.sound) for await (const { start, end } of soundOf(source)) await addSpan(ofSound, start, end)
    const sound = wanted.sound ? ofSound.hash.digest('hex') : null
    if ((await handle.stat()).size !== sizeBytes) throw changed()
    return { content, sound }
  } finally {
    await handle.close()
  }
}

export async function contentHash(file: HashedFile, signal: AbortSignal): Promise<string> {
  return (await hashesOf(file, { content: true, sound: false }, signal)).content ?? ''
}

export async function soundHash(file: HashedFile, signal: AbortSignal): Promise<string> {
  return (await hashesOf(file, { content: false, sound: true }, signal)).sound ?? ''
}

interface Hashing {
  readonly hash: Hash
  readonly handle: FileHandle
  readonly source: ReturnType<typeof byteSource>
  /** For large pieces: a buffer for each of them would be garbage that the collector learns of too late. Null: the file is small. */
  readonly scratch: Buffer | null
  readonly signal: AbortSignal
}

/** Adds the bytes from `start` to `end`. Small pieces come from what was read ahead. */
async function addSpan({ hash, handle, source, scratch, signal }: Hashing, start: number, end: number): Promise<void> {
  for (let at = start; at < end; at += CHUNK_BYTES) {
    signal.throwIfAborted()
    const length = Math.min(CHUNK_BYTES, end - at)
    const isLarge = scratch !== null && length > CHUNK_BYTES / 4
    const bytes = isLarge ? await readInto(handle, scratch, at, length) : await source.read(at, length)
    if (bytes.length !== length) throw changed()
    hash.update(bytes)
  }
}

async function readInto(handle: FileHandle, scratch: Buffer, at: number, length: number): Promise<Buffer> {
  const { bytesRead } = await handle.read(scratch, 0, length, at)
  return scratch.subarray(0, bytesRead)
}

const changed = () => new Error('it changed while it was read; the next scan will take it')
