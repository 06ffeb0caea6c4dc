import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { openInside } from '../../shared/files/open-inside.ts'
import type { ByteSource } from '../sound/byte-source.ts'
import { soundOf } from '../sound/sound.ts'
import type { HashedFile } from './content-hash.ts'

const CHUNK_BYTES = 256 * 1024

/**
 * SHA-256 of the parts of a file that hold its sound, hexadecimal. They are read piece by piece.
 * @throws the error of the file system, the signal's reason, or an Error when the file does not have the size it had when
 * it was found.
 */
export async function soundHash({ library, path, sizeBytes }: HashedFile, signal: AbortSignal): Promise<string> {
  const { handle } = await openInside(library, path)
  try {
    const source = byteSource(handle, sizeBytes)
    const hash = createHash('sha256')
    for await (const { start, end } of soundOf(source)) {
      for (let at = start; at < end; at += CHUNK_BYTES) {
        signal.throwIfAborted()
        const length = Math.min(CHUNK_BYTES, end - at)
        const bytes = await source.read(at, length)
        if (bytes.length !== length) throw changed()
        hash.update(bytes)
      }
    }
    if ((await handle.stat()).size !== sizeBytes) throw changed()
    return hash.digest('hex')
  } finally {
    await handle.close()
  }
}

const changed = () => new Error('it changed while it was read; the next scan will take it')

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
