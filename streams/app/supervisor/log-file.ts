import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Appends to a file; when it is full, it becomes `<path>.1`, replacing the one before. */
export interface LogFile {
  readonly path: string
  write(chunk: string | Uint8Array): void
  close(): void
}

const MAX_BYTES = 5 * 1024 * 1024

/** @param maxBytes bounds the file; both files together never hold more than twice that and one chunk. */
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
      // Written at once: a line that says why a process died must be there when it is looked for.
      size += typeof chunk === 'string' ? writeSync(file, chunk) : writeSync(file, chunk)
    },
    close: () => closeSync(file),
  }
}
