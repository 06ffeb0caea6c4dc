import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Appends to a file, and rotates it at its size limit: it becomes `<path>.1`, which replaces the previous one. */
export interface LogFile {
  readonly path: string
  write(chunk: string | Uint8Array): void
  close(): void
}

const MAX_BYTES = 5 * 1024 * 1024

/** @param maxBytes size limit; both files together hold at most twice that and one chunk. */
export function openLogFile(path: string, maxBytes: number = MAX_BYTES): LogFile {
  mkdirSync(dirname(path), { recursive: true })
  let file = openSync(path, 'a')
  let size = fstatSync(file).size
  return {
    path,
    write(chunk) {
      if (size > 0 && size + Buffer.byteLength(chunk) > maxBytes) {
        closeSync(file)
        renameSync(path, `${path}.1`)
        file = openSync(path, 'a')
        size = 0
      }
      // Synchronous, so that the last lines of a process are in the file when its exit is reported.
      size += typeof chunk === 'string' ? writeSync(file, chunk) : writeSync(file, chunk)
    },
    close: () => closeSync(file),
  }
}
