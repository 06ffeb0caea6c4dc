import type { FileHandle } from 'node:fs/promises'
import { rearranged, rearrangement } from './mp4-source.ts'

/** Bytes that are read at a time: the samples decoded from them take some ten megabytes at most. */
const CHUNK_BYTES = 131_072

interface Chunk {
  readonly bytes: Uint8Array
  /** In the file. */
  readonly position: number
}

/** Every byte of a file. Each chunk has a buffer of its own: a decoder may keep what it cannot use yet. */
export async function* chunksOf(file: FileHandle, onBytes: (bytes: Uint8Array) => void): AsyncGenerator<Chunk> {
  for (let position = 0; ;) {
    const buffer = new Uint8Array(CHUNK_BYTES)
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position)
    if (bytesRead === 0) return
    const bytes = buffer.subarray(0, bytesRead)
    onBytes(bytes)
    yield { bytes, position }
    position += bytesRead
  }
}

/** Every byte of a file, in an order that can be read without seeking. */
export async function* piped(
  file: FileHandle,
  isMp4: boolean,
  onBytes: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const change = isMp4 ? await rearrangement(file) : null
  for await (const { bytes, position } of chunksOf(file, onBytes)) {
    if (change === null) yield bytes
    else yield* rearranged(bytes, position, change)
  }
}
