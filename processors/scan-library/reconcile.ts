import { isDeepStrictEqual } from 'node:util'
import type { AudioReference, FileCopy, TrackId } from '../../schemas/generated.ts'
import { record } from '../../streams/engine/topic.ts'
import type { RecordOf } from '../../streams/engine/topic.ts'
import { audioReferences, trackAliases } from '../../schemas/topics.ts'
import { copyOf, filesOf, fromCopies, inOrderOfStanding, isSameFile } from './copies.ts'
import type { FileOfTrack } from './copies.ts'
import { isCut } from './cue-layout.ts'
import { comparePaths, compareText, fileKey } from './library-path.ts'
import type { FilePlace, IsWithin, LibraryPath } from './library-path.ts'
import { idOfSound, soundKeyOf } from './reference.ts'
import type { FoundFile, LibraryOrigin } from './reference.ts'

export type ReferenceRecord = RecordOf<typeof audioReferences>
export type AliasRecord = RecordOf<typeof trackAliases>

/**
 * One scan under way. Each track is in one of these states:
 * - known: the topic holds it, and no file of it has been visited yet;
 * - visited: a file with its sound was reconciled; further files are its copies;
 * - merged: a version that told it apart by its tags found it; a track of the same sound was visited first, and its id stands for it;
 * - absent: still known after the last file. `absentTracks` lists these, and deletions.ts decides about them.
 *
 * The record of a track with one file is there as soon as that is visited; of a track with several, once all are (`settle`): which of
 * them stands for it depends on all of them (copies.ts).
 *
 * A track that another instance found, and that is there, is left as it is: only its own instance changes or removes it.
 *
 * Changed in place, by `reconcile` and `settle` alone. As big as the library.
 */
export interface Reconciliation {
  readonly known: ReadonlyMap<TrackId, AudioReference>
  /** In the order of the visits. */
  readonly visited: Map<TrackId, VisitedTrack>
  /** The tracks that stand for the sounds of the visited files, by their keys. */
  readonly standing: Map<string, TrackId>
  /** The known tracks that were merged: their sound, and the track that stands for each. */
  readonly merged: Map<TrackId, { readonly soundHash: string | null; readonly stands: TrackId }>
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
  /** Whether this scan visits the file at a place, whatever it is now. */
  readonly isFound: (file: LibraryPath) => boolean
  /** Whether a file may still be being written: the next scan will visit it. */
  readonly isUnstable: IsWithin
}

interface VisitedTrack {
  /** As the topic holds it, or will once the records of its visits are written; null: it has none. */
  reference: AudioReference | null
  readonly files: FileOfTrack[]
  /** Its further files that this scan cannot look for. */
  readonly elsewhere: FileCopy[]
  /** Whether it is another instance's. */
  isOfOthers: boolean
  /** Whether nothing was written of it yet, since other files of it are to be visited. */
  isPending: boolean
}

/**
 * The transition of one file's track. `duplicate`: it is a further file of a track; null: what becomes of its track is said by
 * `settle`, or was said before.
 */
export interface Visit {
  readonly outcome: 'new' | 'changed' | 'unchanged' | 'duplicate' | null
  /** To be written; null when the topic holds this already. */
  readonly record: ReferenceRecord | null
}

const ORIGINS: ReadonlySet<string> = new Set<LibraryOrigin>(['folder', 'demo', 'fma'])
/** More copies of one track are not stored; they are read again in each scan. */
const MAX_COPIES = 50

export function startReconciliation(known: ReadonlyMap<TrackId, AudioReference>, scan: ScanIdentity): Reconciliation {
  return { known, visited: new Map(), standing: new Map(), merged: new Map(), scan }
}

/** Whether a track is there, by the word of another instance. */
export function isOfAnother({ scannedBy, absentSince }: AudioReference, instance: string): boolean {
  return scannedBy !== null && scannedBy !== instance && absentSince === null
}

/** Moves the track of one file to `visited`. Must be called in the order of `comparePaths`. */
export function reconcile(reconciliation: Reconciliation, visit: FileOfTrack): Visit {
  const { known, visited, scan } = reconciliation
  const own = visit.trackId
  const id = standingFor(reconciliation, visit)
  const earlier = visited.get(id)
  if (earlier !== undefined) {
    if (id !== own) earlier.elsewhere.push(...filesOf(known.get(own)).filter(scan.isElsewhere))
    return furtherVisit(earlier, visit, scan)
  }
  const before = known.get(id) ?? null
  const isVeryFile = before !== null && isSameFile(before, visit.file)
  const isOfOthers = before !== null && isOfAnother(before, scan.instance) && !(scan.claims && isVeryFile)
  const hasOthers = before !== null && !(isVeryFile && before.copies.length === 0)
  const others = hasOthers ? filesOf(before).filter((file) => !isSameFile(file, visit.file)) : []
  const isPending = visit.reference === null || others.some((file) => scan.isFound(file) || scan.isUnstable(file))
  const elsewhere = others.filter(scan.isElsewhere)
  const track = { reference: before, files: [visit], elsewhere, isOfOthers, isPending: isPending && !isOfOthers }
  visited.set(id, track)
  if (isOfOthers) return { outcome: isVeryFile ? 'unchanged' : 'duplicate', record: null }
  return track.isPending ? { outcome: null, record: null } : written(reconciliation, id, track)
}

function furtherVisit(track: VisitedTrack, visit: FileOfTrack, scan: ScanIdentity): Visit {
  track.files.push(visit)
  const { reference } = track
  if (!track.isOfOthers || !scan.claims || reference === null || !isSameFile(reference, visit.file))
    return { outcome: 'duplicate', record: null }
  // The other instance lets a copy stand that does not come first by path.
  track.isOfOthers = false
  track.isPending = true
  return { outcome: null, record: null }
}

/** After the last file: the tracks about which `settle` has something to say. */
export function unsettledTracks({ visited }: Reconciliation): readonly TrackId[] {
  return [...visited]
    .filter(([, { isOfOthers, isPending, files }]) => !isOfOthers && (isPending || files.length > 1))
    .map(([id]) => id)
}

/** The file that stands for a visited track; its tags must be at hand before `settle`. Null: it has none that can be read. */
export function standingFile({ visited }: Reconciliation, id: TrackId): FileOfTrack | null {
  const [first = null] = inOrderOfStanding(visited.get(id)?.files ?? [])
  return first
}

/** Takes what was read of a visited file, or that it cannot be read (null). */
export function reread({ visited }: Reconciliation, id: TrackId, file: FilePlace, read: FileOfTrack | null): void {
  const files = visited.get(id)?.files ?? []
  const at = files.findIndex((each) => isSameFile(each.file, file))
  if (at >= 0) files.splice(at, 1, ...(read === null ? [] : [read]))
}

/**
 * After the last file: what becomes of a track with several files, the one that stands for it having been read. Nothing does while a
 * file of it may still be being written: it would stand back for its copies, and come back with the next scan.
 */
export function settle(reconciliation: Reconciliation, id: TrackId): Visit {
  const track = reconciliation.visited.get(id)
  if (track === undefined) return { outcome: null, record: null }
  const isFirst = track.isPending
  track.isPending = false
  const isWritten = filesOf(track.reference ?? undefined).some(reconciliation.scan.isUnstable)
  const { outcome, record: settled } =
    isWritten || track.files.length === 0
      ? ({ outcome: 'unchanged', record: null } as const)
      : written(reconciliation, id, track)
  return { outcome: isFirst ? outcome : null, record: settled }
}

/** The record of a visited track, as its files are known by now. */
function written({ scan }: Reconciliation, id: TrackId, track: VisitedTrack): Visit {
  const before = track.reference
  if (isAsBefore(track, scan.instance)) return { outcome: 'unchanged', record: null }
  const [standing, ...others] = inOrderOfStanding(track.files)
  if (standing?.reference == null) throw new Error(`The file that stands for the track ${id} has not been read.`)
  const now = {
    ...standing.reference,
    ...fromCopies(standing.reference, others),
    trackId: id,
    copies: ordered([...others.map(copyOf), ...track.elsewhere]),
    absentSince: null,
    scannedBy: scan.instance,
    addedAt: before === null ? scan.scannedAt : before.addedAt,
  }
  if (isDeepStrictEqual(before, now)) return { outcome: 'unchanged', record: null }
  track.reference = now
  const isSame = before !== null && isDeepStrictEqual({ ...before, copies: [] }, { ...now, copies: [] })
  const outcome = before === null ? 'new' : isSame ? 'unchanged' : 'changed'
  return { outcome, record: record(audioReferences, id, now, scan.scannedAt) }
}

/** Whether a track has the one file that it had, unchanged: most have, and are told so without a copy and a comparison of each. */
function isAsBefore({ reference, files: [only, ...others], elsewhere }: VisitedTrack, instance: string): boolean {
  return (
    reference !== null &&
    only?.reference === reference &&
    others.length + elsewhere.length + reference.copies.length === 0 &&
    reference.absentSince === null &&
    reference.scannedBy === instance
  )
}

/** The visited track of the same sound, into which the track of a file is merged if it is another; else that track itself. */
function standingFor(reconciliation: Reconciliation, visit: FileOfTrack): TrackId {
  const { known, visited, standing, merged, scan } = reconciliation
  const { trackId: own, soundKey } = visit
  if (soundKey === null) return own
  const stands = standing.get(soundKey)
  if (stands === undefined) standing.set(soundKey, own)
  if (stands === undefined || stands === own || visited.has(own)) return own
  const before = known.get(own)
  // A track that another instance keeps is neither merged nor merged into.
  const isOfOthers = before !== undefined && isOfAnother(before, scan.instance)
  if (isOfOthers || visited.get(stands)?.isOfOthers === true) return own
  // Parts of one sound have one id: whole files alone may have had others.
  if (before !== undefined) merged.set(own, { soundHash: soundKey, stands })
  return stands
}

/** After the last file: where the ids of merged tracks lead. A track that stands is itself, whatever its id led to before. */
export function mergeAliases(
  { merged, scan }: Reconciliation,
  tracks: readonly AudioReference[],
): readonly AliasRecord[] {
  const of = tracks.flatMap(({ trackId }) => {
    const each = merged.get(trackId)
    return each === undefined ? [] : [{ ...each, old: trackId }]
  })
  return [
    ...of.map(({ old, soundHash, stands }) =>
      record(trackAliases, old, { trackId: stands, soundHash }, scan.scannedAt),
    ),
    ...[...new Set(of.map(({ stands }) => stands))].map((id) => record(trackAliases, id, null, scan.scannedAt)),
  ]
}

/** Where the id of a track leads that is deleted: if it does not come from the sound, to that which its file gets when it is back. */
export function deletionAliases({ scan }: Reconciliation, track: AudioReference): readonly AliasRecord[] {
  const { trackId, soundHash } = track
  const later = idOfSound(soundKeyOf(track) ?? trackId)
  if (later === trackId) return []
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

/** After the last file: the visited files for all of whose tracks other instances stand, by `cutKey`, with these. */
export function filesOfOthers({ visited }: Reconciliation): ReadonlyMap<string, readonly TrackId[]> {
  const all = new Map<string, TrackId[]>()
  for (const [id, { isOfOthers, files }] of visited) {
    if (!isOfOthers) continue
    for (const { file } of files) {
      const key = cutKey(file)
      all.set(key, [...(all.get(key) ?? []), id])
    }
  }
  if (all.size > 0)
    for (const { isOfOthers, files } of visited.values())
      if (!isOfOthers) for (const { file } of files) all.delete(cutKey(file))
  return all
}

/** Equal for a file that has not changed, and is cut into tracks as it was. */
export function cutKey(file: FoundFile): string {
  return [fileKey(file), isCut(file) ? file.sheet?.version : ''].join('\0')
}

/**
 * After the last file: the known tracks that were not visited, by track id. References of other sources are left out, and those of
 * other instances, unless this scan takes over their folder.
 */
export function absentTracks(reconciliation: Reconciliation): readonly AudioReference[] {
  const { known, visited, merged, scan } = reconciliation
  const takenOver = scan.claims ? foldersTakenOver(reconciliation) : NONE
  const absent = [...known.values()]
    .filter(({ trackId, source }) => !visited.has(trackId) && !merged.has(trackId) && ORIGINS.has(source))
    .filter((track) => [null, scan.instance].includes(track.scannedBy) || takenOver.has(folderOf(track)))
    .sort((a, b) => compareText(a.trackId, b.trackId))
  return withSounds(absent, visited)
}

/**
 * Of tracks that an earlier version told by the bytes of their files, and whose sound it did not know: that of the visited file
 * with these bytes. A cue sheet cuts it now; its id leads to the whole file from then on.
 */
function withSounds(absent: readonly AudioReference[], visited: Reconciliation['visited']): readonly AudioReference[] {
  if (absent.every(({ soundHash }) => soundHash !== null)) return absent
  const sounds = new Map<string, string | null>()
  for (const { reference } of visited.values())
    if (reference !== null) sounds.set(reference.contentHash, reference.soundHash)
  return absent.map((track) =>
    track.soundHash === null ? { ...track, soundHash: sounds.get(track.contentHash) ?? null } : track,
  )
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
    const files = visited.get(track.trackId)?.files ?? []
    if (files.some(({ file }) => fileKey(file) === fileKey(track))) count.found += 1
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
  return track === undefined || track.isOfOthers || track.reference === null
    ? null
    : record(audioReferences, id, track.reference, scan.scannedAt)
}
