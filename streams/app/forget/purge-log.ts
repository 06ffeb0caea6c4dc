import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { batchBytes, BATCH_PREFIX_BYTES, withoutMentions } from './record-batch.ts'

/** What was done to the log of an embedded Kafka. */
export interface Purged {
  readonly records: number
  /** Files that hold batches which could not be looked into, and may mention somebody still. */
  readonly opaque: readonly string[]
}

const SEGMENT = /^\d{20}\.log$/
/** They hold places in the segment; Kafka makes them again when it starts. */
const INDEXES = ['.index', '.timeindex']

/**
 * Removes every record that mentions one of some texts from the log of a Kafka that does not run: from all topics but Kafka's
 * own. Offsets stay, as after a compaction. A segment is written beside the old one, flushed and renamed; an interruption leaves
 * either of them, and the next call goes on.
 * @param logFolder `log.dirs` of the broker. One that does not exist holds nothing.
 */
export function purgeLog(logFolder: string, texts: readonly string[]): Purged {
  const needles = texts.map((text) => Buffer.from(text))
  const mentions = (record: Buffer) => needles.some((needle) => record.includes(needle))
  let records = 0
  const opaque: string[] = []
  for (const partition of partitionFolders(logFolder)) {
    const folder = join(logFolder, partition)
    const segments = readdirSync(folder).filter((name) => SEGMENT.test(name)).toSorted() // prettier-ignore
    for (const [i, name] of segments.entries()) {
      const path = join(folder, name)
      const result = purgeSegment(path, mentions, i === segments.length - 1)
      records += result.records
      if (result.isOpaque) opaque.push(path)
    }
  }
  return { records, opaque }
}

function partitionFolders(logFolder: string): readonly string[] {
  try {
    return readdirSync(logFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && /-\d+$/.test(entry.name) && !entry.name.startsWith('__'))
      .map(({ name }) => name)
      .toSorted()
  } catch {
    return []
  }
}

interface PurgedSegment {
  readonly records: number
  readonly isOpaque: boolean
}

/** @param isNewest whether the partition ends in this segment. */
function purgeSegment(path: string, mentions: (bytes: Buffer) => boolean, isNewest: boolean): PurgedSegment {
  const file = openSync(path, 'r')
  const part = `${path}.part`
  try {
    const { size } = fstatSync(file)
    if (!isMentioned(file, size, mentions)) return { records: 0, isOpaque: false }
    const to = openSync(part, 'w', 0o600)
    let result: PurgedSegment
    try {
      result = copyWithout(file, size, to, { mentions, isNewest })
      fsyncSync(to)
    } finally {
      closeSync(to)
    }
    if (result.records === 0) rmSync(part)
    else {
      // A missing index is made again; one of the segment before would lead to wrong places.
      for (const index of INDEXES) rmSync(path.replace(/\.log$/, index), { force: true })
      renameSync(part, path)
    }
    return result
  } finally {
    closeSync(file)
  }
}

function isMentioned(file: number, size: number, mentions: (bytes: Buffer) => boolean): boolean {
  for (const { batch } of batchesIn(file, size)) if (mentions(batch)) return true
  return false
}

function copyWithout(
  file: number,
  size: number,
  to: number,
  { mentions, isNewest }: { readonly mentions: (bytes: Buffer) => boolean; readonly isNewest: boolean },
): PurgedSegment {
  let records = 0
  let isOpaque = false
  let end = 0
  for (const { at, batch } of batchesIn(file, size)) {
    end = at + batch.length
    const isLast = isNewest && nextBatchBytes(file, end, size) === 0
    const filtered = mentions(batch) ? withoutMentions(batch, mentions, isLast) : null
    if (filtered?.kind === 'opaque') isOpaque = true
    if (filtered?.kind !== 'changed') writeSync(to, batch)
    else {
      records += filtered.removed
      if (filtered.batch !== null) writeSync(to, filtered.batch)
    }
  }
  // What a crash left behind the last whole batch: Kafka cuts it off.
  if (end < size) writeSync(to, readAt(file, end, size - end))
  return { records, isOpaque }
}

interface StoredBatch {
  readonly at: number
  readonly batch: Buffer
}

/** The whole batches of a segment, one at a time; a file is preallocated by no setting of ours. */
function* batchesIn(file: number, size: number): Generator<StoredBatch, void, void> {
  for (let at = 0; ;) {
    const bytes = nextBatchBytes(file, at, size)
    if (bytes === 0) return
    yield { at, batch: readAt(file, at, bytes) }
    at += bytes
  }
}

/** 0: there is no whole batch. */
function nextBatchBytes(file: number, at: number, size: number): number {
  if (at + BATCH_PREFIX_BYTES > size) return 0
  const bytes = batchBytes(readAt(file, at, BATCH_PREFIX_BYTES))
  return at + bytes > size ? 0 : bytes
}

function readAt(file: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  readSync(file, buffer, 0, bytes, at)
  return buffer
}
