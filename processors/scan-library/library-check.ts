import type { AudioReference, LibraryCheck, TrackId } from '../../schemas/generated.ts'
import { FULL_REQUEST_KEY, REQUEST_KEY } from '../../schemas/keys.ts'
import { filesOf } from './copies.ts'
import { comparePaths, fileKey, filePlace } from './library-path.ts'
import type { FilePlace } from './library-path.ts'

/**
 * Rounds of reading every file again, in order of library and path. A round goes on a share of files an hour, from where it was
 * before a restart; a request begins a new one, which goes on without pauses.
 */

const HOUR_MS = 3_600_000

/** A file as it was when it was last read. */
export interface CheckedFile extends FilePlace {
  /** Of its bytes; null for a copy of which only the sound is known. */
  readonly contentHash: string | null
  readonly soundHash: string
}

const FIRST_ROUND: LibraryCheck = {
  ...{ requestedAt: null, isFull: false, library: null, path: null, readAt: null, readFiles: 0, changedFiles: 0 },
}

/** Where the check of an instance is. A full request that it has not begun with begins a new round. */
export function checkOf(checks: ReadonlyMap<string, LibraryCheck>, instance: string): LibraryCheck {
  const own = checks.get(instance) ?? FIRST_ROUND
  const requestedAt = newestRequest(checks, ({ isFull }) => isFull)
  const isNew = requestedAt > (own.requestedAt ?? 0)
  return isNew ? { ...FIRST_ROUND, requestedAt, isFull: true, readAt: own.readAt } : own
}

/** When a scan was last asked for, by either request; 0: never. */
export const scanRequestedAt = (checks: ReadonlyMap<string, LibraryCheck>): number => newestRequest(checks, () => true)

function newestRequest(
  checks: ReadonlyMap<string, LibraryCheck>,
  isOfKind: (request: LibraryCheck) => boolean,
): number {
  const requests = [REQUEST_KEY, FULL_REQUEST_KEY].flatMap((key) => checks.get(key) ?? [])
  return Math.max(0, ...requests.filter(isOfKind).map(({ requestedAt }) => requestedAt ?? 0))
}

/** How long until the next share of files is due, ms; 0: now. */
export function dueInMs({ isFull, readAt }: LibraryCheck, now: number): number {
  if (isFull || readAt === null || readAt > now) return 0
  return Math.max(0, readAt + HOUR_MS - now)
}

/** Number of files to be read each hour, so that all are read within `days`. */
export function shareOf(files: number, days: number): number {
  return Math.ceil(files / (days * 24))
}

/** The files that an instance has found, those to be read in this round first. */
export interface Round {
  readonly left: readonly CheckedFile[]
  /** Number of all files. */
  readonly files: number
}

export function roundOf(references: ReadonlyMap<TrackId, AudioReference>, instance: string, at: LibraryCheck): Round {
  const all = [...references.values()].filter(isOf(instance)).flatMap(checkedFiles)
  // The tracks of a cue sheet have one file.
  const files = [...new Map(all.map((file) => [fileKey(file), file])).values()].sort(comparePaths)
  const { library, path } = at
  const left =
    library === null || path === null ? files : files.filter((file) => comparePaths(file, { library, path }) > 0)
  return { left, files: files.length }
}

const isOf =
  (instance: string) =>
  ({ absentSince, scannedBy }: AudioReference) =>
    absentSince === null && (scannedBy === null || scannedBy === instance)

function checkedFiles(reference: AudioReference): readonly CheckedFile[] {
  const { soundHash } = reference
  if (soundHash === null) return [] // a version without one found it: the next scan reads it
  return filesOf(reference).map((file) => ({
    ...filePlace(file),
    contentHash: file.tags?.contentHash || null,
    soundHash,
  }))
}

/** The check after some files were read, the last of which is given; null: there were none left, and the round is over. */
export function checkAfter(
  check: LibraryCheck,
  last: CheckedFile | null,
  read: CheckCounts,
  now: number,
): LibraryCheck {
  const counts = { readFiles: check.readFiles + read.readFiles, changedFiles: check.changedFiles + read.changedFiles }
  if (last === null) return { ...FIRST_ROUND, requestedAt: check.requestedAt, readAt: now }
  return { ...check, ...counts, library: last.library, path: last.path, readAt: now }
}

export interface CheckCounts {
  readonly readFiles: number
  readonly changedFiles: number
}
