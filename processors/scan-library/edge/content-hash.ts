import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const CHUNK_BYTES = 256 * 1024

/**
 * SHA-256 of a file's bytes, hexadecimal, read piece by piece.
 * @throws the error of the file system, or an Error when the file does not have the size it had when it was found.
 */
export async function contentHash(file: string, sizeBytes: number, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  let readBytes = 0
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES, signal })) {
    const bytes = chunk as Buffer // what a stream without an encoding gives
    hash.update(bytes)
    readBytes += bytes.length
  }
  if (readBytes !== sizeBytes) throw new Error('it changed while it was read; the next scan will take it')
  return hash.digest('hex')
}
