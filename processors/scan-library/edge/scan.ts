import { join } from 'node:path'
import type { Logger } from 'pino'
import type { AudioReference, TrackId } from '../../../schemas/generated.ts'
import type { RecordOf } from '../../../streams/topic.ts'
import type { audioReferences } from '../../../streams/topics.ts'
import { claim, compareFiles, startComparison, tombstones, unchangedReference } from '../compare.ts'
import { referenceOf } from '../reference.ts'
import type { FoundFile, Origin } from '../reference.ts'
import { contentHash } from './content-hash.ts'
import { inOrder } from './in-order.ts'
import type { TagReader } from './tag-reader.ts'
import { walk, whyUnreadable } from './walk.ts'
import type { Trouble } from './walk.ts'

type ReferenceRecord = RecordOf<typeof audioReferences>

/** What a scan works with. */
export interface ScanParts {
  readonly log: Logger
  readonly signal: AbortSignal
  readonly tags: TagReader
  /** Called with the records in order, some at a time; the next are not made before it resolves. */
  send(records: readonly ReferenceRecord[]): Promise<void>
}

/** How many files there were of each kind; `failed` counts files and folders that could not be read. */
export interface Counts {
  found: number
  hashed: number
  new: number
  changed: number
  unchanged: number
  duplicate: number
  removed: number
  failed: number
}

/** A library folder by its absolute path, and how its tracks came here. */
export interface Library {
  readonly folder: string
  readonly origin: Origin
}

/** Files read at once: enough to keep a disk busy, few enough to leave it to the player. */
const AT_ONCE = 4
const BATCH = 500
const PROGRESS_MS = 1_000

/**
 * Scans the library folders once and sends what differs from what is known. Holds in memory one entry per file and one
 * batch of records. Problems with files and folders are logged and counted, and never end the scan.
 * @param known what the topic holds; read once at the start.
 * @param scannedAt time of all records, epoch ms.
 * @throws {Error} when `signal` aborts or `send` rejects; what was sent until then is right, and the next scan goes on.
 */
export async function scanFolders(
  libraries: readonly Library[],
  known: ReadonlyMap<TrackId, AudioReference>,
  scannedAt: number,
  parts: ScanParts,
): Promise<Readonly<Counts>> {
  const comparison = startComparison(known, scannedAt)
  const origins = new Map(libraries.map(({ folder, origin }) => [folder, origin]))
  const counts: Counts = { found: 0, hashed: 0, new: 0, changed: 0, unchanged: 0, duplicate: 0, removed: 0, failed: 0 }
  const unreadable: Trouble[] = []
  const progress = setInterval(() => parts.log.info({ ...counts }, 'Scanning the library.'), PROGRESS_MS)
  try {
    const files: FoundFile[] = []
    for (const library of origins.keys()) {
      const walked = await walk(library, parts.signal)
      for (const file of walked.files) files.push(file)
      for (const trouble of walked.unreadable) report(trouble)
      for (const { path, why } of walked.links) parts.log.warn({ library, path }, `A link was not followed: ${why}.`)
      counts.found = files.length
    }
    files.sort(compareFiles)

    let batch: ReferenceRecord[] = []
    for await (const answer of inOrder(files, AT_ONCE, referenceFor)) {
      if ('why' in answer) {
        report(answer)
        continue
      }
      const { outcome, record } = claim(comparison, answer)
      counts[outcome] += 1
      if (record) batch.push(record)
      if (batch.length >= BATCH) batch = await sendAll(batch)
    }
    const gone = tombstones(comparison, [...origins.keys()], unreadable)
    counts.removed = gone.length
    for (let first = 0; first < gone.length; first += BATCH)
      batch = await sendAll([...batch, ...gone.slice(first, first + BATCH)])
    await sendAll(batch)
    return counts
  } finally {
    clearInterval(progress)
  }

  function report(trouble: Trouble): void {
    unreadable.push(trouble)
    counts.failed += 1
    const { library, path, why } = trouble
    if (path === '')
      parts.log.error(
        { library },
        `The library folder ${library} cannot be read, so its tracks stay as they were: ${why}.`,
      )
    else parts.log.warn({ library, path }, `Could not read ${path}: ${why}.`)
  }

  async function sendAll(records: readonly ReferenceRecord[]): Promise<[]> {
    if (records.length > 0) await parts.send(records)
    return []
  }

  async function referenceFor(file: FoundFile): Promise<AudioReference | Trouble> {
    const unchanged = unchangedReference(comparison, file)
    if (unchanged) return unchanged
    const place = join(file.library, file.path)
    try {
      const hash = await contentHash(place, file.sizeBytes, parts.signal)
      counts.hashed += 1
      const { tags, why } = await parts.tags.read(place)
      if (tags === null)
        parts.log.warn(
          { library: file.library, path: file.path, why },
          `The tags of ${file.path} cannot be read; its name is used.`,
        )
      return referenceOf(file, hash, tags, origins.get(file.library) ?? 'folder')
    } catch (error) {
      parts.signal.throwIfAborted()
      return { library: file.library, path: file.path, why: whyUnreadable(error) }
    }
  }
}
