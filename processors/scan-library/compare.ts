import { isDeepStrictEqual } from 'node:util'
import type { AudioReference, FileCopy, TrackId } from '../../schemas/generated.ts'
import { record } from '../../streams/engine/topic.ts'
import type { RecordOf } from '../../streams/engine/topic.ts'
import { audioReferences } from '../../schemas/topics.ts'
import type { FoundFile, Origin } from './reference.ts'
import { TAGS_VERSION } from './tags.ts'

type ReferenceRecord = RecordOf<typeof audioReferences>

/** A file or folder that could not be read; an empty path is the whole library folder. */
export interface Unreadable {
  readonly library: string
  readonly path: string
}

/**
 * One scan in progress: what was known before it, and which tracks it has met. Changed in place, by `claim` alone; as big
 * as the library.
 */
export interface Comparison {
  readonly known: ReadonlyMap<TrackId, AudioReference>
  /** Every file that is known, copies too, by place, size and time of change. */
  readonly knownFiles: ReadonlyMap<string, AudioReference>
  /** What was last sent, or need not be sent, of each track that was met. */
  readonly claimed: Map<TrackId, AudioReference>
  /** Further files of the tracks that were met more than once. */
  readonly copies: Map<TrackId, FileCopy[]>
  /** Time of every record of this scan, epoch ms. */
  readonly scannedAt: number
}

/** What became of one file, and the record to send, if any. `duplicate`: another file of the same bytes stands for it. */
export interface Claim {
  readonly outcome: 'new' | 'changed' | 'unchanged' | 'duplicate'
  readonly record: ReferenceRecord | null
}

const ORIGINS: ReadonlySet<string> = new Set<Origin>(['folder', 'demo', 'fma'])
/** Of so many copies it is remembered what is in them; more are read at each start. */
const MOST_COPIES = 50

/** @param known is not kept: a later change to it does not reach the comparison. */
export function startComparison(known: ReadonlyMap<TrackId, AudioReference>, scannedAt: number): Comparison {
  const before = new Map(known)
  const knownFiles = new Map<string, AudioReference>()
  for (const reference of before.values()) {
    for (const copy of reference.copies) knownFiles.set(fileKey(copy), reference)
    knownFiles.set(fileKey(reference), reference)
  }
  return { known: before, knownFiles, claimed: new Map(), copies: new Map(), scannedAt }
}

/** The order in which files must be claimed: of two copies the first one stands for the track, however they were found. */
export function compareFiles(a: Unreadable, b: Unreadable): number {
  return compareText(a.library, b.library) || compareText(a.path, b.path)
}

/**
 * The reference of the track whose bytes a file holds, when the file is as it was: same place, size and time of change.
 * It may name another file, of which this one is a copy. Null: it must be read.
 */
export function knownReference(comparison: Comparison, file: FileCopy): AudioReference | null {
  return comparison.knownFiles.get(fileKey(file)) ?? null
}

/**
 * What stands for a file whose tags need not be read. Null: they must, since the file is new or has changed, came from
 * elsewhere, is a copy that takes the place of another, or was read by an older version.
 * @param isThere whether a file was found by this scan.
 */
export function unreadReference(
  comparison: Comparison,
  file: FoundFile,
  source: Origin,
  isThere: (file: FileCopy) => boolean,
): AudioReference | null {
  const known = knownReference(comparison, file)
  if (known === null || known.tagsVersion !== TAGS_VERSION) return null
  const order = compareFiles(known, file)
  if (order === 0) return known.source === source ? { ...known, folderArt: file.folderArt } : null
  return order < 0 && isThere(known) ? { ...known, ...placeOf(file) } : null
}

/** Puts one file beside what is known of its track. Call it in the order of `compareFiles`. */
export function claim(comparison: Comparison, reference: AudioReference): Claim {
  const { known, claimed, copies, scannedAt } = comparison
  const id = reference.trackId
  if (claimed.has(id)) {
    copies.set(id, [...(copies.get(id) ?? []).slice(0, MOST_COPIES - 1), placeOf(reference)])
    return { outcome: 'duplicate', record: null }
  }
  const before = known.get(id)
  const copied = (before?.copies ?? []).filter((copy) => compareFiles(copy, reference) !== 0)
  const now = { ...reference, copies: copied }
  claimed.set(id, now)
  if (isDeepStrictEqual(before, now)) return { outcome: 'unchanged', record: null }
  return { outcome: before === undefined ? 'new' : 'changed', record: record(audioReferences, id, now, scannedAt) }
}

/** After the last claim: the tracks whose copies are others than was known. */
export function recopied({ claimed, copies, scannedAt }: Comparison): readonly ReferenceRecord[] {
  const records: ReferenceRecord[] = []
  for (const [id, reference] of claimed) {
    const now = copies.get(id) ?? []
    if (!isDeepStrictEqual(reference.copies, now))
      records.push(record(audioReferences, id, { ...reference, copies: now }, scannedAt))
  }
  return records
}

/** The known tracks that no file stood for, by track id. What another source wrote is not looked at. */
export function missing({ known, claimed }: Comparison): readonly AudioReference[] {
  return [...known.values()]
    .filter(({ trackId, source }) => !claimed.has(trackId) && ORIGINS.has(source))
    .sort((a, b) => compareText(a.trackId, b.trackId))
}

/**
 * Those of the missing that are gone: not in their place, or their library folder is no longer configured. What lies in an
 * unreadable place is kept.
 * @param libraries the configured folders, readable or not.
 */
export function gone(
  absent: readonly AudioReference[],
  libraries: readonly string[],
  unreadable: readonly Unreadable[],
): readonly AudioReference[] {
  const configured = new Set(libraries)
  const dark = new Map<string, Set<string>>()
  for (const { library, path } of unreadable) dark.set(library, (dark.get(library) ?? new Set()).add(path))
  return absent.filter(({ library, path }) => !configured.has(library) || !isIn(dark.get(library), path))
}

export function tombstone({ scannedAt }: Comparison, { trackId }: AudioReference): ReferenceRecord {
  return record(audioReferences, trackId, null, scannedAt)
}

/** Whether the path or a folder above it is one of `places`. */
function isIn(places: ReadonlySet<string> | undefined, path: string): boolean {
  if (places === undefined) return false
  if (places.has('') || places.has(path)) return true
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
    if (places.has(path.slice(0, slash))) return true
  return false
}

function placeOf({ library, path, sizeBytes, modifiedAt }: FileCopy): FileCopy {
  return { library, path, sizeBytes, modifiedAt }
}

/** NUL cannot be in a path. */
export function fileKey({ library, path, sizeBytes, modifiedAt }: FileCopy): string {
  return [library, path, sizeBytes, modifiedAt].join('\0')
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
