import { isDeepStrictEqual } from 'node:util'
import type { AudioReference, FileCopy, TrackId } from '../../schemas/generated.ts'
import { record } from '../../streams/engine/topic.ts'
import type { RecordOf } from '../../streams/engine/topic.ts'
import { audioReferences, trackAliases } from '../../schemas/topics.ts'
import { comparePaths, compareText, fileCopy, fileKey } from './library-path.ts'
import type { IsWithin } from './library-path.ts'
import { trackIdOf } from './reference.ts'
import type { LibraryOrigin } from './reference.ts'

export type ReferenceRecord = RecordOf<typeof audioReferences>
export type AliasRecord = RecordOf<typeof trackAliases>

/**
 * One scan under way. Each track is in one of these states:
 * - known: the topic holds it, and no file of it has been visited yet;
 * - visited: a file with its sound was reconciled; further files are its copies;
 * - merged: a version that told it apart by its tags found it; a track of the same sound was visited first, and stands for it;
 * - absent: still known after the last file. `absentTracks` lists these, and deletions.ts decides about them.
 *
 * A track that another instance found, and that is there, is left as it is: only its own instance changes or removes it.
 *
 * Changed in place, by `reconcile` alone. As big as the library.
 */
export interface Reconciliation {
  readonly known: ReadonlyMap<TrackId, AudioReference>
  /** In the order of the visits. */
  readonly visited: Map<TrackId, VisitedTrack>
  /** The tracks that stand for the sounds of the visited files, by sound hash. */
  readonly standing: Map<string, TrackId>
  /** The references of the files by which known tracks were merged, and the track that stands for each. */
  readonly merged: Map<TrackId, { readonly reference: AudioReference; readonly stands: TrackId }>
  readonly scan: ScanIdentity
}

/** Whose scan it is, and what it can see. */
export interface ScanIdentity {
  /** Timestamp of every record of this scan, epoch ms. */
  readonly scannedAt: number
  readonly instance: string
  /** Whether the scan takes over a track of another instance whose very file it finds: the first scan after a start does. */
  readonly claims: boolean
  /** Whether this scan cannot look for a file: its library folder is not configured, or is away. */
  readonly isElsewhere: IsWithin
}

interface VisitedTrack {
  /** As the topic holds it, or will once the record of the visit is written. */
  readonly reference: AudioReference
  /** Its further files that this scan visited or cannot look for; null: it is another instance's. */
  readonly copies: readonly FileCopy[] | null
}

/** The transition of one file's track. `duplicate`: another file with the same sound stands for the track. */
export interface Visit {
  readonly outcome: 'new' | 'changed' | 'unchanged' | 'duplicate'
  /** To be written; null when the topic holds this already. */
  readonly record: ReferenceRecord | null
}

const ORIGINS: ReadonlySet<string> = new Set<LibraryOrigin>(['folder', 'demo', 'fma'])
/** More copies of one track are not stored; they are hashed again after each start. */
const MAX_COPIES = 50

export function startReconciliation(known: ReadonlyMap<TrackId, AudioReference>, scan: ScanIdentity): Reconciliation {
  return { known, visited: new Map(), standing: new Map(), merged: new Map(), scan }
}

/** Whether a track is there, by the word of another instance. */
export function isOfAnother({ scannedBy, absentSince }: AudioReference, instance: string): boolean {
  return scannedBy !== null && scannedBy !== instance && absentSince === null
}

/** Moves the track of one file to `visited`. Must be called in the order of `comparePaths`. */
export function reconcile(reconciliation: Reconciliation, reference: AudioReference): Visit {
  const { known, visited, scan } = reconciliation
  const own = reference.trackId
  const id = standingFor(reconciliation, reference)
  const earlier = visited.get(id)
  if (earlier !== undefined) {
    const further = id === own ? [] : filesOf(known.get(own)).filter(scan.isElsewhere)
    const copies = earlier.copies && [...earlier.copies, fileCopy(reference), ...further]
    visited.set(id, { ...earlier, copies })
    return { outcome: 'duplicate', record: null }
  }
  const before = known.get(id)
  if (before !== undefined && isOfAnother(before, scan.instance)) {
    const isSameFile = comparePaths(before, reference) === 0
    if (!(scan.claims && isSameFile)) {
      visited.set(id, { reference: before, copies: null })
      return { outcome: isSameFile ? 'unchanged' : 'duplicate', record: null }
    }
  }
  const isOther = (copy: FileCopy) => comparePaths(copy, reference) !== 0
  const elsewhere = filesOf(before).filter((file) => isOther(file) && scan.isElsewhere(file))
  const copies = ordered([...(before?.copies ?? []).filter(isOther), ...elsewhere])
  const addedAt = before === undefined ? scan.scannedAt : before.addedAt
  const now = { ...reference, copies, absentSince: null, scannedBy: scan.instance, addedAt }
  visited.set(id, { reference: now, copies: elsewhere })
  if (isDeepStrictEqual(before, now)) return { outcome: 'unchanged', record: null }
  return { outcome: before === undefined ? 'new' : 'changed', record: record(audioReferences, id, now, scan.scannedAt) }
}

/** The visited track of the same sound, into which the track of a file is merged if it is another; else that track itself. */
function standingFor(reconciliation: Reconciliation, reference: AudioReference): TrackId {
  const { known, visited, standing, merged, scan } = reconciliation
  const { trackId: own, soundHash } = reference
  if (soundHash === null) return own
  const stands = standing.get(soundHash)
  if (stands === undefined) standing.set(soundHash, own)
  if (stands === undefined || stands === own || visited.has(own)) return own
  const before = known.get(own)
  // A track that another instance keeps is neither merged nor merged into.
  const isOfOthers = before !== undefined && isOfAnother(before, scan.instance)
  if (isOfOthers || visited.get(stands)?.copies === null) return own
  if (before !== undefined) merged.set(own, { reference, stands })
  return stands
}

/** After the last file: where the ids of merged tracks lead. A track that stands is itself, whatever its id led to before. */
export function mergeAliases({ merged, scan }: Reconciliation): readonly AliasRecord[] {
  const standing = new Set([...merged.values()].map(({ stands }) => stands))
  return [
    ...[...merged].map(([old, { reference, stands }]) =>
      record(trackAliases, old, { trackId: stands, soundHash: reference.soundHash }, scan.scannedAt),
    ),
    ...[...standing].map((id) => record(trackAliases, id, null, scan.scannedAt)),
  ]
}

/** Where the id of a track leads that is deleted: if it does not come from the sound, to that which its file gets when it is back. */
export function deletionAliases({ scan }: Reconciliation, track: AudioReference): readonly AliasRecord[] {
  const { trackId, soundHash } = track
  if (soundHash === null || trackIdOf(soundHash) === trackId) return []
  const later = trackIdOf(soundHash)
  return [
    record(trackAliases, trackId, { trackId: later, soundHash }, scan.scannedAt),
    record(trackAliases, later, null, scan.scannedAt),
  ]
}

/** After the last file: the known tracks that another one stands for now, by track id. */
export function mergedTracks({ known, merged }: Reconciliation): readonly AudioReference[] {
  return [...merged.keys()].flatMap((id) => known.get(id) ?? []).sort((a, b) => compareText(a.trackId, b.trackId))
}

function ordered(copies: readonly FileCopy[]): readonly FileCopy[] {
  return [...new Map(copies.map((copy) => [fileKey(copy), copy])).values()].sort(comparePaths).slice(0, MAX_COPIES)
}

function filesOf(reference: AudioReference | undefined): readonly FileCopy[] {
  return reference === undefined ? [] : [fileCopy(reference), ...reference.copies]
}

/** After the last file: a record for each visited track whose copies differ from those in the topic. */
export function changedCopies({ visited, scan }: Reconciliation): readonly ReferenceRecord[] {
  return [...visited].flatMap(([id, { reference, copies: found }]) => {
    if (found === null) return []
    const copies = ordered(found)
    return isDeepStrictEqual(reference.copies, copies)
      ? []
      : [record(audioReferences, id, { ...reference, copies }, scan.scannedAt)]
  })
}

/**
 * After the last file: the known tracks that were not visited, by track id. References of other sources are left out, and those of
 * other instances, unless this scan takes over their folder.
 */
export function absentTracks(reconciliation: Reconciliation): readonly AudioReference[] {
  const { known, visited, merged, scan } = reconciliation
  const takenOver = scan.claims ? foldersTakenOver(reconciliation) : NONE
  return [...known.values()]
    .filter(({ trackId, source }) => !visited.has(trackId) && !merged.has(trackId) && ORIGINS.has(source))
    .filter((track) => [null, scan.instance].includes(track.scannedBy) || takenOver.has(folderOf(track)))
    .sort((a, b) => compareText(a.trackId, b.trackId))
}

const NONE: ReadonlySet<string> = new Set()
const folderOf = ({ scannedBy, library }: AudioReference): string => `${scannedBy ?? ''}\0${library}`

/**
 * The library folders of other instances that are folders of this one: of at least half of the tracks that the other found there,
 * this scan found the very file, unchanged. So it is after a data folder was lost, and with it the name of its instance; what
 * is missing there is gone, and nobody else would ever say so.
 */
function foldersTakenOver({ known, visited, scan }: Reconciliation): ReadonlySet<string> {
  const counts = new Map<string, { tracks: number; found: number }>()
  for (const track of known.values()) {
    if (!isOfAnother(track, scan.instance)) continue
    const count = counts.get(folderOf(track)) ?? { tracks: 0, found: 0 }
    count.tracks += 1
    const now = visited.get(track.trackId)?.reference
    if (now !== undefined && fileKey(now) === fileKey(track)) count.found += 1
    counts.set(folderOf(track), count)
  }
  return new Set([...counts].filter(([, { tracks, found }]) => 2 * found >= tracks).map(([folder]) => folder))
}

export function tombstone({ scan }: Reconciliation, { trackId }: AudioReference): ReferenceRecord {
  return record(audioReferences, trackId, null, scan.scannedAt)
}

/** The record of a track that cannot be looked for any more. */
export function putAway({ scan }: Reconciliation, reference: AudioReference): ReferenceRecord {
  return record(audioReferences, reference.trackId, { ...reference, scannedBy: scan.instance }, scan.scannedAt)
}

/** The record of a visited track as the topic holds it: extract-features then tries it again. Null: another instance's. */
export function repeated({ visited, scan }: Reconciliation, id: TrackId): ReferenceRecord | null {
  const track = visited.get(id)
  return track === undefined || track.copies === null
    ? null
    : record(audioReferences, id, track.reference, scan.scannedAt)
}
