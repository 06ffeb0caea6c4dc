import { isDeepStrictEqual } from 'node:util'
import type { AudioReference, FileCopy, TrackId } from '../../schemas/generated.ts'
import { record } from '../../streams/engine/topic.ts'
import type { RecordOf } from '../../streams/engine/topic.ts'
import { audioReferences } from '../../schemas/topics.ts'
import { comparePaths, compareText, fileCopy } from './library-path.ts'
import type { LibraryOrigin } from './reference.ts'

export type ReferenceRecord = RecordOf<typeof audioReferences>

/**
 * One scan under way. Each track is in one of these states:
 * - known: the topic holds it, and no file of it has been visited yet;
 * - visited: a file with its bytes was reconciled; further files are its copies;
 * - absent: still known after the last file. `absentTracks` lists these, and deletions.ts decides about them.
 *
 * Changed in place, by `reconcile` alone. As big as the library.
 */
export interface Reconciliation {
  readonly known: ReadonlyMap<TrackId, AudioReference>
  /** In the order of the visits. */
  readonly visited: Map<TrackId, VisitedTrack>
  /** Timestamp of every record of this scan, epoch ms. */
  readonly scannedAt: number
}

interface VisitedTrack {
  /** As the topic holds it, or will once the record of the visit is written. */
  readonly reference: AudioReference
  /** Its further files that this scan visited. */
  readonly copies: readonly FileCopy[]
}

/** The transition of one file's track. `duplicate`: another file with the same bytes stands for the track. */
export interface Visit {
  readonly outcome: 'new' | 'changed' | 'unchanged' | 'duplicate'
  /** To be written; null when the topic holds this already. */
  readonly record: ReferenceRecord | null
}

const ORIGINS: ReadonlySet<string> = new Set<LibraryOrigin>(['folder', 'demo', 'fma'])
/** More copies of one track are not stored; their bytes are hashed again after each start. */
const MAX_COPIES = 50

export function startReconciliation(known: ReadonlyMap<TrackId, AudioReference>, scannedAt: number): Reconciliation {
  return { known, visited: new Map(), scannedAt }
}

/** Moves the track of one file to `visited`. Must be called in the order of `comparePaths`. */
export function reconcile(reconciliation: Reconciliation, reference: AudioReference): Visit {
  const { known, visited, scannedAt } = reconciliation
  const id = reference.trackId
  const earlier = visited.get(id)
  if (earlier !== undefined) {
    const copies = [...earlier.copies.slice(0, MAX_COPIES - 1), fileCopy(reference)]
    visited.set(id, { ...earlier, copies })
    return { outcome: 'duplicate', record: null }
  }
  const before = known.get(id)
  const copies = (before?.copies ?? []).filter((copy) => comparePaths(copy, reference) !== 0)
  const now = { ...reference, copies }
  visited.set(id, { reference: now, copies: [] })
  if (isDeepStrictEqual(before, now)) return { outcome: 'unchanged', record: null }
  return { outcome: before === undefined ? 'new' : 'changed', record: record(audioReferences, id, now, scannedAt) }
}

/** After the last file: a record for each visited track whose copies differ from those in the topic. */
export function changedCopies({ visited, scannedAt }: Reconciliation): readonly ReferenceRecord[] {
  return [...visited].flatMap(([id, { reference, copies }]) =>
    isDeepStrictEqual(reference.copies, copies)
      ? []
      : [record(audioReferences, id, { ...reference, copies: [...copies] }, scannedAt)],
  )
}

/** After the last file: the known tracks that were not visited, by track id. References of other sources are left out. */
export function absentTracks({ known, visited }: Reconciliation): readonly AudioReference[] {
  return [...known.values()]
    .filter(({ trackId, source }) => !visited.has(trackId) && ORIGINS.has(source))
    .sort((a, b) => compareText(a.trackId, b.trackId))
}

export function tombstone({ scannedAt }: Reconciliation, { trackId }: AudioReference): ReferenceRecord {
  return record(audioReferences, trackId, null, scannedAt)
}
