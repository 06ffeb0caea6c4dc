import { join } from 'node:path'
import type { Logger } from 'pino'
import type { AnalysisFailure, AudioReference, ScanProblem, TrackId } from '../../../schemas/generated.ts'
import type { FileOfTrack } from '../copies.ts'
import { decideDeletions } from '../deletions.ts'
import type { Deletions } from '../deletions.ts'
import { knownLibrary } from '../known-library.ts'
import type { KnownLibrary } from '../known-library.ts'
import type { MusicLibrary } from '../library.ts'
import type { FoundFile } from '../reference.ts'
import { whyBehindTheEnd } from '../cue-layout.ts'
import { behindTheEnd } from '../cue-parts.ts'
import { ownAliases, recutTracks } from '../cue-recut.ts'
import { atPlaceOf, fileKey, within } from '../library-path.ts'
import type { FilePlace, IsWithin } from '../library-path.ts'
import { NO_COUNTS } from '../progress.ts'
import type { ScanCounts } from '../progress.ts'
import {
  absentTracks,
  cutKey,
  filesOfOthers,
  isOfAnother,
  putAway,
  reconcile,
  repeated,
  reread,
  settle,
  standingFile,
  unsettledTracks,
  deletionAliases,
  mergeAliases,
  mergedTracks,
  startReconciliation,
  tombstone,
} from '../reconcile.ts'
import type { AliasRecord, Reconciliation, ReferenceRecord, Visit } from '../reconcile.ts'
import { retries, STORAGE_FAILURES } from '../retries.ts'
import type { Retries } from '../retries.ts'
import { massDeletions, unmountedFolders, whyKept } from '../unmounted.ts'
import { deviceMemory, deviceOf } from './device.ts'
import type { FolderDevice } from './device.ts'
import { openCueSheets } from './cue-sheets.ts'
import type { CueSheets } from './cue-sheets.ts'
import { findFiles } from './find-files.ts'
import type { FoundFiles } from './find-files.ts'
import { inOrder } from './in-order.ts'
import type { ScannedPlaylists } from './playlist-files.ts'
import { openAwayLog, openProblemLog } from './problem-log.ts'
import type { ProblemLog } from './problem-log.ts'
import { readAgain, unreadTracks } from './read-reference.ts'
import { stabilityCheck } from './stability.ts'
import type { TagReader } from './tag-reader.ts'
import { topicContent } from './topic-content.ts'
import type { TopicContent } from './topic-content.ts'

export interface ScannerOptions {
  readonly log: Logger
  readonly signal: AbortSignal
  readonly tags: TagReader
  /** Names this Slipstream: of the tracks that several found, each removes its own. */
  readonly instance: string
  /** How long a track whose library folder is away or not configured is remembered. */
  readonly forgetAfterMs: number
  /** Library folders that were mounted in earlier runs. */
  readonly mountedBefore?: readonly string[]
  /** Why tracks could not be analysed; follows its topic. */
  readonly failures?: ReadonlyMap<TrackId, AnalysisFailure>
  /** Epoch ms. */
  now(): number
  /** Whether files that may still be written are left to a later scan. */
  readonly skipUnstable: boolean
  /** The device of a folder; by default the file system says. */
  readonly deviceOf?: (folder: string) => Promise<FolderDevice | null>
  /** Called with one batch of records at a time, in order. */
  send(records: readonly ReferenceRecord[]): Promise<void>
  /** Called before the tombstones of the tracks whose ids lead elsewhere then. */
  sendAliases(records: readonly AliasRecord[]): Promise<void>
  /** Called after each file, with its path; the counts are changed in place afterwards. */
  onProgress(counts: ScanCounts, current: string | null): void
}

export interface ScanResult {
  readonly counts: ScanCounts
  readonly problems: readonly ScanProblem[]
  /** The library folders that could not be looked into, and those whose disk was mounted when they could. */
  readonly folders: { readonly away: readonly string[]; readonly mounted: readonly string[] }
  readonly playlists: ScannedPlaylists
  /** Whether another scan is needed soon, for unstable files or suspected deletions. */
  readonly incomplete: boolean
  /** When the first unstable file will count as written, epoch ms; null: there is none. */
  readonly settlesAt: number | null
  /** Whether a library folder is waited for. */
  readonly waits: boolean
}

export interface Scanner {
  /**
   * Compares the library folders once with the topic, and sends a record for each difference. Holds one entry per file and
   * one batch of records in memory. A file or folder that cannot be read is logged and counted, and does not end the scan.
   * @param onWalked called with the absolute real paths of all folders, before any file is read.
   * @throws {Error} when `signal` aborts or `send` rejects. What was sent by then is correct; the next scan sends the rest.
   */
  scan(onWalked?: (folders: readonly string[]) => void): Promise<ScanResult>
  /** Lets the next scan read a file although its size and time are as they were. Resolves once one has. */
  reread(file: FilePlace): Promise<void>
}

/** Enough to keep a disk busy, and few enough to leave the player its share. */
const FILES_READ_AT_ONCE = 4
const BATCH_RECORDS = 500

/** What a scanner remembers from scan to scan. */
interface Memory {
  readonly content: TopicContent
  readonly retries: Retries
  /** Tracks of the files that were read and that another instance stands for, by `cutKey`; as many as such files. */
  ofOthers: ReadonlyMap<string, readonly TrackId[]>
  /** Files that the next scan reads although they look unchanged, by `fileKey`, and who waits for that. */
  changed: Map<string, () => void>
  /** The tracks that the last scan missed; null before the first. */
  absentBefore: ReadonlySet<TrackId> | null
  readonly cueSheets: CueSheets
  /** What was said of cue sheets in the last scan. */
  sheetProblems: ReadonlySet<string>
}

/** One scan under way. */
interface Scan {
  readonly memory: Memory
  readonly libraries: ReadonlyMap<string, MusicLibrary>
  readonly known: KnownLibrary
  readonly reconciliation: Reconciliation
  readonly problems: ProblemLog
  /** Cue sheets that are of no use; they are told after the files that could not be read. */
  readonly sheetProblems: ScanProblem[]
  readonly counts: { -readonly [K in keyof ScanCounts]: ScanCounts[K] }
  readonly batches: RecordBatches
}

/** @param known the content of the topic, which follows it. */
export function openScanner(
  libraries: readonly MusicLibrary[],
  known: ReadonlyMap<TrackId, AudioReference>,
  options: ScannerOptions,
): Scanner {
  const byFolder = new Map(libraries.map((library) => [library.folder, library]))
  const stability = options.skipUnstable ? stabilityCheck(options.now) : null
  const devices = deviceMemory(options.mountedBefore ?? [])
  const awayLog = openAwayLog(options.log)
  const memory: Memory = {
    content: topicContent(known, options.now),
    retries: retries(),
    ofOthers: new Map(),
    changed: new Map(),
    absentBefore: null,
    cueSheets: openCueSheets(),
    sheetProblems: new Set(),
  }

  return {
    reread(file) {
      const key = fileKey(file)
      const before = memory.changed.get(key)
      return new Promise((resolve) => {
        memory.changed.set(key, () => {
          before?.()
          resolve()
        })
      })
    },
    async scan(onWalked) {
      stability?.begin()
      memory.retries.begin()
      memory.cueSheets.begin()
      const problems = openProblemLog(options.log, awayLog)
      const { changed } = memory
      memory.changed = new Map()
      const knownBefore = knownLibrary(memory.content.current(), changed.keys())
      const found = await findFiles(byFolder.values(), knownBefore, {
        ...{ log: options.log, signal: options.signal, problems, stability, devices, cueSheets: memory.cueSheets },
        deviceOf: options.deviceOf ?? deviceOf,
      })
      onWalked?.(found.folders)
      const scannedAt = options.now()
      const scan: Scan = {
        ...{ memory, libraries: byFolder, known: knownBefore, problems, sheetProblems: [...found.sheetProblems] },
        reconciliation: startReconciliation(knownBefore.tracks, {
          ...{ scannedAt, instance: options.instance, claims: memory.absentBefore === null },
          isElsewhere: elsewhere(byFolder, found, [...found.unreadable, ...withoutFiles(found)]),
          isFound: atPlaceOf(found.stable),
          isUnstable: within(found.unstable),
        }),
        counts: { ...NO_COUNTS },
        batches: recordBatches(memory.content, options.send),
      }
      const waitsForAnalysis = await visitFiles(scan, found, options)
      await deleteMerged(scan, options)
      const { decided, away } = await deleteAbsent(scan, found, options)
      await scan.batches.flush()
      awayLog.endScan()
      for (const { library, device } of found.walked)
        if (device !== null && !away.includes(library)) devices.remember(library, device)
      const missed = [...decided.deleted, ...decided.away, ...decided.suspected]
      memory.absentBefore = new Set(missed.map(({ trackId }) => trackId))
      scan.counts.failed = problems.problems.length
      for (const scanned of changed.values()) scanned()
      memory.sheetProblems = tellSheetProblems(scan, options)
      return {
        counts: scan.counts,
        problems: [...problems.problems, ...scan.sheetProblems],
        folders: { away, mounted: devices.mounted() },
        playlists: scannedPlaylists(scan, found, away),
        incomplete: found.unstable.length + found.unsettledLists.length + decided.suspected.length > 0,
        settlesAt: stability?.settlesAt() ?? null,
        waits: away.length > 0 || waitsForAnalysis,
      }
    },
  }
}

function scannedPlaylists(scan: Scan, found: FoundFiles, away: readonly string[]): ScannedPlaylists {
  const isUndecided = within([...scan.problems.problems, ...found.unsettledLists])
  const looked = new Set(found.walked.filter(({ files }) => files > 0).map(({ library }) => library))
  const isLookedInto = (library: string) => looked.has(library) && !away.includes(library)
  return {
    files: found.playlists,
    isGone: (file) => !scan.libraries.has(file.library) || (isLookedInto(file.library) && !isUndecided(file)),
    hasChanged: scan.batches.sent() > 0,
    tracks: () => scan.memory.content.current(),
  }
}

/** Logs what the scan before did not: a sheet of no use may lie beside its album for ever. @returns what is told now. */
function tellSheetProblems({ memory, sheetProblems }: Scan, { log }: ScannerOptions): ReadonlySet<string> {
  const told = new Set<string>()
  for (const { library, path, why } of sheetProblems) {
    const line = `${path}: ${why}.`
    if (!memory.sheetProblems.has(line)) log.warn({ library, path }, line)
    told.add(line)
  }
  return told
}

/**
 * Whether a scan cannot look for a file: its library folder is not configured, or is one of `away`. Of a file that is left out
 * on purpose that is never so.
 */
function elsewhere(libraries: ReadonlyMap<string, MusicLibrary>, found: FoundFiles, away: readonly string[]): IsWithin {
  const isAway = new Set(away)
  const isSkipped = skippedIn(found)
  return (file) => !libraries.has(file.library) || (isAway.has(file.library) && !isSkipped(file))
}

/** Whether a file is left out by its name or by an ignore file. */
function skippedIn({ walked }: FoundFiles): IsWithin {
  const byLibrary = new Map(walked.map(({ library, isSkipped }) => [library, isSkipped]))
  return (file) => byLibrary.get(file.library)?.(file) === true
}

const withoutFiles = ({ walked }: FoundFiles): readonly string[] =>
  walked.filter(({ files }) => files === 0).map(({ library }) => library)

/** Reads and reconciles every stable file, in order. @returns whether an analysis waits for one of them. */
async function visitFiles(scan: Scan, found: FoundFiles, options: ScannerOptions): Promise<boolean> {
  const { memory, counts, reconciliation, problems, libraries, known } = scan
  counts.found = found.stable.length
  counts.unstable = found.unstable.length
  counts.withoutFile = found.withoutFile
  counts.failed = problems.problems.length
  options.onProgress(counts, null)
  const read = {
    ...{ log: options.log, signal: options.signal, tags: options.tags, known },
    readOf: (file: FoundFile) => (memory.ofOthers.size === 0 ? [] : (memory.ofOthers.get(cutKey(file)) ?? [])),
    isFound: reconciliation.scan.isFound,
    onHashed(bytes: number) {
      counts.hashed += 1
      counts.hashedBytes += bytes
    },
  }
  const libraryOf = (file: FoundFile): MusicLibrary =>
    libraries.get(file.library) ?? { folder: file.library, origin: 'folder' }
  const visit = (file: FoundFile) => {
    const library = libraryOf(file)
    const answer = unreadTracks(file, library, read)
    if (answer !== null) return { file, answer }
    return readAgain(file, library, read).then((tracks) => ({ file, answer: tracks }))
  }
  let waits = false
  for await (const { file, answer } of inOrder(found.stable, FILES_READ_AT_ONCE, visit)) {
    counts.visited += 1
    if ('why' in answer) {
      problems.report(answer)
      counts.failed = problems.problems.length
    } else waits = (await visitTracks(scan, file, answer, options)) || waits
    options.onProgress(counts, file.path)
  }
  for (const id of unsettledTracks(reconciliation)) {
    options.signal.throwIfAborted()
    await readStanding(scan, id, (file) => readAgain(file, libraryOf(file), read))
    const written = recordOf(scan, id, settle(reconciliation, id), options)
    if (written !== null) await scan.batches.add(written)
    waits ||= doesWait(id, options)
  }
  memory.ofOthers = filesOfOthers(reconciliation)
  return waits
}

/** Reconciles the tracks of one file. @returns whether the analysis of one waits. */
async function visitTracks(
  scan: Scan,
  file: FoundFile,
  tracks: readonly FileOfTrack[],
  options: ScannerOptions,
): Promise<boolean> {
  const { reconciliation, sheetProblems } = scan
  const own = ownAliases(tracks, reconciliation)
  if (own.length > 0) await options.sendAliases(own)
  let waits = false
  for (const track of tracks) {
    const written = recordOf(scan, track.trackId, reconcile(reconciliation, track), options)
    if (written !== null) await scan.batches.add(written)
    waits ||= doesWait(track.trackId, options)
  }
  const behind = behindTheEnd(file, tracks.length)
  const { library, path } = file
  if (behind > 0) sheetProblems.push({ library, path, why: whyBehindTheEnd(behind, path) })
  return waits
}

/** Counts a visit of a track. @returns the record to be written; null: none. */
function recordOf(
  { memory, counts, reconciliation }: Scan,
  id: TrackId,
  { outcome, record }: Visit,
  { failures }: ScannerOptions,
): ReferenceRecord | null {
  if (outcome === null) return record
  counts[outcome] += 1
  const isRetried =
    STORAGE_FAILURES.has(failures?.get(id)?.code ?? '') && memory.retries.isDue(id, reconciliation.scan.scannedAt)
  return record ?? (isRetried ? repeated(reconciliation, id) : null)
}

const doesWait = (id: TrackId, { failures }: ScannerOptions): boolean => failures?.get(id)?.code === 'library-away'

/** Reads the tags of the file that is to stand for a track, until one that stands has been read. */
async function readStanding(
  { reconciliation, problems, counts }: Scan,
  id: TrackId,
  read: (file: FoundFile) => ReturnType<typeof readAgain>,
): Promise<void> {
  for (;;) {
    const standing = standingFile(reconciliation, id)
    if (standing === null || standing.reference !== null) return
    const answer = await read(standing.file)
    const isUnreadable = 'why' in answer
    if (isUnreadable) problems.report(answer)
    counts.failed = problems.problems.length
    const own = isUnreadable ? undefined : answer.find(({ trackId }) => trackId === standing.trackId)
    reread(reconciliation, id, standing.file, own ?? null)
  }
}

/** Says where the ids of merged tracks lead, and writes their tombstones; the records of those that stand are sent before. */
async function deleteMerged({ reconciliation, batches, memory }: Scan, options: ScannerOptions): Promise<void> {
  // Another instance may have found one since this scan began: then its id leads nowhere else.
  const merged = mergedTracks(reconciliation).filter(({ trackId }) => {
    const newest = memory.content.newest(trackId)
    return newest !== null && !isOfAnother(newest, reconciliation.scan.instance)
  })
  if (merged.length === 0) return
  await batches.flush()
  await options.sendAliases(mergeAliases(reconciliation, merged))
  for (const track of merged) await batches.add(tombstone(reconciliation, track))
  const [first] = merged
  options.log.info(
    { tracks: merged.length, first: first?.path },
    'Tracks of an earlier version that have the sound of another one were joined with it, with their likes.',
  )
}

/** Writes a tombstone for each deleted track, and a record for each that cannot be looked for any more. */
async function deleteAbsent(
  scan: Scan,
  found: FoundFiles,
  { log, forgetAfterMs, sendAliases }: ScannerOptions,
): Promise<{ readonly decided: Deletions; readonly away: readonly string[] }> {
  const { memory, reconciliation, problems, batches, counts, libraries } = scan
  const { scannedAt, instance } = reconciliation.scan
  const absent = absentTracks(reconciliation)
  const unmounted = unmountedFolders(absent, found.walked)
  // A problem without a path is a table that could not be read, which describes all files of its library folder.
  const undecided = [...problems.problems, ...found.unstable, ...found.held]
  const recut = recutTracks(reconciliation, absent)
  for (const folder of unmounted)
    problems.reportAway({ library: folder.library, path: folder.path, why: whyKept(folder) })
  const roots = [...found.unreadable, ...unmounted.filter(({ path }) => path === '').map(({ library }) => library)]
  const [isAway, isUnmounted, isSkipped] = [elsewhere(libraries, found, roots), within(unmounted), skippedIn(found)]
  const decided = decideDeletions(absent, {
    ...{ undecided, scannedAt, forgetAfterMs, absentBefore: memory.absentBefore },
    isElsewhere: (file) => isAway(file) || (isUnmounted(file) && !isSkipped(file)),
    isRecut: recut.has,
  })
  const lost = decided.deleted.filter((track) => !recut.has(track))
  for (const warning of massDeletions(lost, isSkipped)) log.warn(`${warning}.`)
  for (const track of decided.away) await batches.add(putAway(reconciliation, track))
  counts.putAway = decided.away.length
  // Another instance may have found one since this scan began: then it is not deleted, and its id leads nowhere else.
  const deleted = decided.deleted.filter((track) => {
    const newest = memory.content.newest(track.trackId)
    return newest !== null && (!isOfAnother(newest, instance) || newest.scannedBy === track.scannedBy)
  })
  const moved = recut.aliases(deleted)
  if (moved.length > 0) await batches.flush()
  const aliases = [...moved, ...deleted.flatMap((track) => deletionAliases(reconciliation, track))]
  if (aliases.length > 0) await sendAliases(aliases)
  for (const track of deleted) await batches.add(tombstone(reconciliation, track))
  counts.removed = deleted.length
  const below = unmounted.filter(({ path }) => path !== '').map(({ library, path }) => join(library, path))
  return { decided, away: [...roots, ...below] }
}

interface RecordBatches {
  /** Resolves once there is room for another record. */
  add(record: ReferenceRecord): Promise<void>
  flush(): Promise<void>
  /** Number of records. */
  readonly sent: () => number
}

function recordBatches(content: TopicContent, send: ScannerOptions['send']): RecordBatches {
  let batch: ReferenceRecord[] = []
  let sent = 0
  const flush = async (): Promise<void> => {
    const full = batch
    batch = []
    if (full.length === 0) return
    await send(full)
    sent += full.length
    content.written(full)
  }
  return {
    flush,
    sent: () => sent,
    async add(record) {
      batch.push(record)
      if (batch.length >= BATCH_RECORDS) await flush()
    },
  }
}
