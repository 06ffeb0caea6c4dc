import { closeSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** A file of the data folder that mentions a listener. */
export interface MentioningFile {
  /** Below the data folder. */
  readonly path: string
  readonly kind: 'snapshot' | 'log' | 'kafka' | 'store' | 'other'
}

/** Sound, pictures and what is downloaded: no listener is named there, and they are large. */
const PASSED_OVER: ReadonlySet<string> = new Set(['covers', 'playable', 'demo-library', 'registry', 'schemas', 'forgotten', 'run']) // prettier-ignore
const CHUNK_BYTES = 1024 * 1024

/** Every file of the data folder that holds the id of a listener, byte for byte. Files that go meanwhile hold nothing. */
export function filesMentioning(dataFolder: string, listener: string): readonly MentioningFile[] {
  const found: MentioningFile[] = []
  const look = (folder: string) => {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      const below = relative(dataFolder, path)
      if (entry.isDirectory()) {
        if (folder !== dataFolder || !PASSED_OVER.has(entry.name)) look(path)
      } else if (entry.isFile() && placesOf(path, listener).length > 0) found.push({ path: below, kind: kindOf(below) })
    }
  }
  look(dataFolder)
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * A snapshot is only faster to read than its changelog, so it is removed. In a log the id is overwritten by as many zeros: its
 * writer goes on behind them.
 */
export function clearFile(dataFolder: string, { path, kind }: MentioningFile, listener: string): void {
  const whole = join(dataFolder, path)
  if (kind === 'snapshot') rmSync(whole, { force: true })
  if (kind !== 'log') return
  const zeros = Buffer.alloc(listener.length, '0')
  const places = placesOf(whole, listener)
  const file = openSync(whole, 'r+')
  try {
    for (const at of places) writeSync(file, zeros, 0, zeros.length, at)
  } finally {
    closeSync(file)
  }
}

function kindOf(path: string): MentioningFile['kind'] {
  const [folder = ''] = path.split(sep)
  if (folder === 'state') return 'snapshot'
  if (folder === 'logs' || folder === 'crashes') return 'log'
  if (folder === 'kafka') return 'kafka'
  return folder === 'mongodb' ? 'store' : 'other'
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Where a text stands in a file; at most one piece of the file is in memory. */
function placesOf(path: string, text: string): readonly number[] {
  const needle = Buffer.from(text)
  const places: number[] = []
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return []
  }
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES + needle.length)
    const { size } = statSync(path)
    for (let from = 0; from < size; from += CHUNK_BYTES) {
      const bytes = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, from))
      for (let at = bytes.indexOf(needle); at >= 0 && at < CHUNK_BYTES; at = bytes.indexOf(needle, at + 1))
        places.push(from + at)
    }
  } finally {
    closeSync(file)
  }
  return places
}
