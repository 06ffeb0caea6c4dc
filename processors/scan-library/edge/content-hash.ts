import { createHash } from 'node:crypto'
import { openInside } from '../../shared/files/open-inside.ts'

const CHUNK_BYTES = 256 * 1024

export interface HashedFile {
  /** Absolute path of the library folder. */
  readonly library: string
  readonly path: string
  readonly sizeBytes: number
}

/**
 * SHA-256 of a file's bytes, hexadecimal, read piece by piece.
 * @throws the error of the file system, or an Error when it is no regular file of the folder, or does not have the size it had
 * when it was found.
 */
export async function contentHash({ library, path, sizeBytes }: HashedFile, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  const { handle } = await openInside(library, path)
  const hash = createHash('sha256')
  let readBytes = 0
  // Ending the stream closes the file.
  for await (const chunk of handle.createReadStream({ highWaterMark: CHUNK_BYTES, signal })) {
    const bytes = chunk as Buffer // what a stream without an encoding gives
    hash.update(bytes)
    readBytes += bytes.length
  }
  if (readBytes !== sizeBytes) throw new Error('it changed while it was read; the next scan will take it')
  return hash.digest('hex')
}
