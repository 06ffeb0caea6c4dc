import { isDeepStrictEqual } from 'node:util'
import type { AudioReference, TrackId } from '../../schemas/generated.ts'
import { record } from '../../streams/topic.ts'
import type { RecordOf } from '../../streams/topic.ts'
import { audioReferences } from '../../streams/topics.ts'
import type { FoundFile, Origin } from './reference.ts'

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
  readonly knownFiles: ReadonlyMap<string, AudioReference>
  readonly claimed: Set<TrackId>
  /** Time of every record of this scan, epoch ms. */
  readonly scannedAt: number
}

/** What became of one file, and the record to send, if any. `duplicate`: another file of the same bytes stands for it. */
export interface Claim {
  readonly outcome: 'new' | 'changed' | 'unchanged' | 'duplicate'
  readonly record: ReferenceRecord | null
}

const ORIGINS: ReadonlySet<string> = new Set<Origin>(['folder', 'demo'])

/** @param known is not kept: a later change to it does not reach the comparison. */
export function startComparison(known: ReadonlyMap<TrackId, AudioReference>, scannedAt: number): Comparison {
  const before = new Map(known)
  const knownFiles = new Map(Array.from(before.values(), (reference) => [fileKey(reference), reference]))
  return { known: before, knownFiles, claimed: new Set(), scannedAt }
}

/** The order in which files must be claimed: of two copies the first one stands for the track, however they were found. */
export function compareFiles(a: FoundFile, b: FoundFile): number {
  return compareText(a.library, b.library) || compareText(a.path, b.path)
}

/** The reference of a file that is as it was: same place, size and time of change. Null: it must be read. */
export function unchangedReference(comparison: Comparison, file: FoundFile): AudioReference | null {
  return comparison.knownFiles.get(fileKey(file)) ?? null
}

/** Puts one file beside what is known of its track. Call it in the order of `compareFiles`. */
export function claim(comparison: Comparison, reference: AudioReference): Claim {
  const { known, claimed, scannedAt } = comparison
  if (claimed.has(reference.trackId)) return { outcome: 'duplicate', record: null }
  claimed.add(reference.trackId)
  const before = known.get(reference.trackId)
  if (isDeepStrictEqual(before, reference)) return { outcome: 'unchanged', record: null }
  const outcome = before === undefined ? 'new' : 'changed'
  return { outcome, record: record(audioReferences, reference.trackId, reference, scannedAt) }
}

/**
 * Tombstones of the tracks that no file stood for: the file is gone, or its library folder is no longer configured. What
 * lies in an unreadable place is kept, as is what another source wrote.
 * @param libraries the configured folders, readable or not.
 */
export function tombstones(
  comparison: Comparison,
  libraries: readonly string[],
  unreadable: readonly Unreadable[],
): readonly ReferenceRecord[] {
  const configured = new Set(libraries)
  const dark = new Map<string, Set<string>>()
  for (const { library, path } of unreadable) dark.set(library, (dark.get(library) ?? new Set()).add(path))
  const gone: ReferenceRecord[] = []
  for (const [id, { library, path, source }] of comparison.known) {
    if (comparison.claimed.has(id) || !ORIGINS.has(source)) continue
    if (configured.has(library) && isIn(dark.get(library), path)) continue
    gone.push(record(audioReferences, id, null, comparison.scannedAt))
  }
  return gone.sort((a, b) => compareText(a.key, b.key))
}

/** Whether the path or a folder above it is one of `places`. */
function isIn(places: ReadonlySet<string> | undefined, path: string): boolean {
  if (places === undefined) return false
  if (places.has('') || places.has(path)) return true
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
    if (places.has(path.slice(0, slash))) return true
  return false
}

/** NUL cannot be in a path. */
function fileKey({ library, path, sizeBytes, modifiedAt }: FoundFile): string {
  return [library, path, sizeBytes, modifiedAt].join('\0')
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
