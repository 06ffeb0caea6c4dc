import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Appends to a file, and rotates it at its size limit: it becomes `<path>.1`, which replaces the previous one. */
export interface LogFile {
  readonly path: string
  /** Never throws: on a full disk the chunk is lost, and the next one that fits is preceded by how many were. */
  write(chunk: string | Uint8Array): void
  close(): void
}

export interface LogFileOptions {
  /** Both files together hold at most twice that and one chunk. */
  readonly maxBytes?: number
  /** Called once for each time in which nothing can be written. */
  onLost?(error: unknown): void
}

const MAX_BYTES = 5 * 1024 * 1024

export function openLogFile(path: string, { maxBytes = MAX_BYTES, onLost }: LogFileOptions = {}): LogFile {
  let file: number | null = null
  let size = 0
  let lost = 0
  const open = (): number => {
    mkdirSync(dirname(path), { recursive: true })
    const opened = openSync(path, 'a')
    size = fstatSync(opened).size
    return opened
  }
  const close = () => {
    if (file !== null) closeSync(file)
    file = null
  }
  const append = (chunk: string | Uint8Array) => {
    if (size > 0 && size + Buffer.byteLength(chunk) > maxBytes) {
      close()
      renameSync(path, `${path}.1`)
    }
    file ??= open()
    const bytes = Buffer.from(chunk)
    // Synchronous, so that the last lines of a process are in the file when its exit is reported.
    const written = writeSync(file, bytes)
    size += written
    if (written < bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes were written`)
  }
  return {
    path,
    write(chunk) {
      try {
        if (lost > 0) append(`${lost} lines are missing here: they could not be written.\n`)
        lost = 0
        append(chunk)
      } catch (error) {
        if (lost === 0) onLost?.(error)
        lost += 1
      }
    },
    close,
  }
}
