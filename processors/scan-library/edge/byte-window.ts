import type { FileHandle } from 'node:fs/promises'
import type { ByteSource } from '../sound/byte-source.ts'

export const CHUNK_BYTES = 256 * 1024

/** Reads ahead: parsers ask for some bytes here and there, and pages of Ogg lie a few kilobytes apart. */
export function byteSource(handle: FileHandle, size: number): ByteSource {
  let [windowStart, window] = [0, Buffer.alloc(0)]
  return {
    size,
    async read(start, length) {
      const wanted = Math.max(0, Math.min(length, size - start))
      if (start < windowStart || start + wanted > windowStart + window.length) {
        const bytes = Buffer.allocUnsafe(Math.max(wanted, Math.min(CHUNK_BYTES, Math.max(0, size - start))))
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
        ;[windowStart, window] = [start, bytes.subarray(0, bytesRead)]
      }
      return window.subarray(start - windowStart, start - windowStart + wanted)
    },
  }
}
