import type { Logger } from 'pino'
import type { AudioReference, ScanProblem, TrackId } from '../../../schemas/generated.ts'
import { decideDeletions } from '../deletions.ts'
import { knownLibrary } from '../known-library.ts'
import type { KnownLibrary } from '../known-library.ts'
import type { MusicLibrary } from '../library.ts'
import { fileKey } from '../library-path.ts'
import { NO_COUNTS } from '../progress.ts'
import type { ScanCounts } from '../progress.ts'
import { absentTracks, changedCopies, reconcile, startReconciliation, tombstone } from '../reconcile.ts'
import type { Reconciliation, ReferenceRecord } from '../reconcile.ts'
import { knownReferences } from '../scan-library.ts'
import { unmountedFolders, whyKept } from '../unmounted.ts'
import { findFiles } from './find-files.ts'
import type { FoundFiles } from './find-files.ts'
import { inOrder } from './in-order.ts'
import { openProblemLog } from './problem-log.ts'
import type { ProblemLog } from './problem-log.ts'
import { readReference } from './read-reference.ts'
import { stabilityCheck } from './stability.ts'
import type { TagReader } from './tag-reader.ts'

export interface ScannerOptions {
  readonly log: Logger
  readonly signal: AbortSignal
  readonly tags: TagReader
  /** Epoch ms. */
  now(): number
  /** Whether files that may still be written are left to a later scan. */
  readonly skipUnstable: boolean
  /** Called with one batch of records at a time, in order. */
  send(records: readonly ReferenceRecord[]): Promise<void>
  /** Called after each file, with its path; the counts are changed in place afterwards. */
  onProgress(counts: ScanCounts, current: string | null): void
}

export interface ScanResult {
  readonly counts: ScanCounts
  readonly problems: readonly ScanProblem[]
  /** Whether another scan is needed soon, for unstable files or suspected deletions. */
  readonly incomplete: boolean
}

export interface Scanner {
  /**
   * Compares the library folders once with the topic, and sends a record for each difference. Holds one entry per file and
   * one batch of records in memory. A file or folder that cannot be read is logged and counted, and does not end the scan.
   * @param onWalked called with the absolute real paths of all folders, before any file is read.
   * @throws {Error} when `signal` aborts or `send` rejects. What was sent by then is correct; the next scan sends the rest.
   */
  scan(onWalked?: (folders: readonly string[]) => void): Promise<ScanResult>
}

/** Enough to keep a disk busy, and few enough to leave the player its share. */
const FILES_READ_AT_ONCE = 4
const BATCH_RECORDS = 500

/** One scan under way. */
interface Scan {
  readonly libraries: ReadonlyMap<string, MusicLibrary>
  readonly known: KnownLibrary
  readonly reconciliation: Reconciliation
  readonly problems: ProblemLog
  readonly counts: { -readonly [K in keyof ScanCounts]: ScanCounts[K] }
  readonly batches: RecordBatches
}

/** @param known the content of the topic; owned by the scanner, which applies every record that it has sent. */
export function openScanner(
  libraries: readonly MusicLibrary[],
  known: Map<TrackId, AudioReference>,
  options: ScannerOptions,
): Scanner {
  const byFolder = new Map(libraries.map((library) => [library.folder, library]))
  const stability = options.skipUnstable ? stabilityCheck(options.now) : null
  let absentBefore: ReadonlySet<TrackId> | null = null

  return {
    async scan(onWalked) {
      stability?.begin()
      const knownBefore = knownLibrary(known)
      const scan: Scan = {
        libraries: byFolder,
        known: knownBefore,
        reconciliation: startReconciliation(knownBefore.tracks, options.now()),
        problems: openProblemLog(options.log),
        counts: { ...NO_COUNTS },
        batches: recordBatches(known, options.send),
      }
      const found = await findFiles(byFolder.values(), scan.known, { ...options, problems: scan.problems, stability })
      onWalked?.(found.folders)
      await visitFiles(scan, found, options)
      const { deleted, suspected } = await deleteAbsent(scan, found, absentBefore)
      await scan.batches.flush()
      absentBefore = new Set([...deleted, ...suspected].map(({ trackId }) => trackId))
      scan.counts.failed = scan.problems.problems.length
      const incomplete = found.unstable.length > 0 || suspected.length > 0
      return { counts: scan.counts, problems: scan.problems.problems, incomplete }
    },
  }
}

/** Reads and reconciles every stable file, in order. */
async function visitFiles(scan: Scan, found: FoundFiles, options: ScannerOptions): Promise<void> {
  const { counts, reconciliation, problems, batches, libraries, known } = scan
  counts.found = found.stable.length
  counts.unstable = found.unstable.length
  counts.withoutFile = found.withoutFile
  counts.failed = problems.problems.length
  options.onProgress(counts, null)
  const foundKeys = new Set(found.stable.map(fileKey))
  const read = {
    ...{ log: options.log, signal: options.signal, tags: options.tags, known },
    isFound: (file: AudioReference) => foundKeys.has(fileKey(file)),
    onHashed(bytes: number) {
      counts.hashed += 1
      counts.hashedBytes += bytes
    },
  }
  const referenceOrProblem = (file: FoundFiles['stable'][number]) => {
    const library = libraries.get(file.library) ?? { folder: file.library, origin: 'folder' }
    return readReference(file, library, read)
  }
  for await (const answer of inOrder(found.stable, FILES_READ_AT_ONCE, referenceOrProblem)) {
    counts.visited += 1
    if ('why' in answer) {
      problems.report(answer)
      counts.failed = problems.problems.length
    } else {
      const { outcome, record } = reconcile(reconciliation, answer)
      counts[outcome] += 1
      if (record !== null) await batches.add(record)
    }
    options.onProgress(counts, answer.path)
  }
  for (const record of changedCopies(reconciliation)) await batches.add(record)
}

/** Writes a tombstone for each deleted track. */
async function deleteAbsent(scan: Scan, found: FoundFiles, absentBefore: ReadonlySet<TrackId> | null) {
  const { reconciliation, problems, batches, counts, libraries } = scan
  const absent = absentTracks(reconciliation)
  for (const folder of unmountedFolders(absent, found.walked))
    problems.report({ library: folder.library, path: folder.path, why: whyKept(folder) })
  const decided = decideDeletions(absent, {
    libraries: [...libraries.keys()],
    undecided: [...problems.problems, ...found.unstable],
    absentBefore,
  })
  counts.removed = decided.deleted.length
  for (const track of decided.deleted) await batches.add(tombstone(reconciliation, track))
  return decided
}

interface RecordBatches {
  /** Resolves once there is room for another record. */
  add(record: ReferenceRecord): Promise<void>
  flush(): Promise<void>
}

function recordBatches(known: Map<TrackId, AudioReference>, send: ScannerOptions['send']): RecordBatches {
  let batch: ReferenceRecord[] = []
  const flush = async (): Promise<void> => {
    const full = batch
    batch = []
    if (full.length === 0) return
    await send(full)
    for (const sent of full) knownReferences.apply(known, sent)
  }
  return {
    flush,
    async add(record) {
      batch.push(record)
      if (batch.length >= BATCH_RECORDS) await flush()
    },
  }
}
