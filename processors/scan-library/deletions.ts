import type { AudioReference, FileCopy, TrackId } from '../../schemas/generated.ts'
import { compareCopies, filesOf, standingUnread } from './copies.ts'
import { within } from './library-path.ts'
import type { IsWithin, LibraryPath } from './library-path.ts'

/** What a scan knows beside the absent tracks themselves. */
export interface Evidence {
  /** Whether this scan cannot look for a file: its library folder is not configured, or is away. */
  readonly isElsewhere: IsWithin
  /** Files and folders about which this scan can say nothing: unreadable, or unstable. */
  readonly undecided: readonly LibraryPath[]
  /** Whether the files of a track are there, cut otherwise. */
  isRecut(track: AudioReference): boolean
  /** The tracks that the scan before would have deleted, put away or suspected; null in the first scan. */
  readonly absentBefore: ReadonlySet<TrackId> | null
  /** When the scan began, epoch ms. */
  readonly scannedAt: number
  /** How long a track that cannot be looked for is remembered. */
  readonly forgetAfterMs: number
}

/** What becomes of absent tracks; those in no list are kept as they are. */
export interface Deletions {
  readonly deleted: readonly AudioReference[]
  /** Not here now: each by the best of its files that cannot be looked for, with `absentSince`. */
  readonly away: readonly AudioReference[]
  /** Deleted or put away by the next scan if that does not find them either. */
  readonly suspected: readonly AudioReference[]
}

/**
 * Decides what becomes of absent tracks.
 * - A track with a file that may still be there is kept as it is.
 * - One with a file that cannot be looked for is away: nothing of it is lost, and it returns with that file. It is forgotten
 *   after `forgetAfterMs`, or by the command `slipstream library forget`.
 * - Others are deleted.
 *
 * The first scan decides at once; later ones, which run while people move files, act on what was absent twice in a row, since
 * a file can be moved from a folder not yet read into one already read. What is cut otherwise was read in this very scan.
 */
export function decideDeletions(absent: readonly AudioReference[], evidence: Evidence): Deletions {
  const { isElsewhere, absentBefore, scannedAt, forgetAfterMs } = evidence
  const isUndecided = within(evidence.undecided)
  const decided = { deleted: [] as AudioReference[], away: [] as AudioReference[], suspected: [] as AudioReference[] }
  for (const track of absent) {
    const files = filesOf(track)
    const elsewhere = files.filter(isElsewhere)
    if (files.some((file) => !isElsewhere(file) && isUndecided(file))) continue
    const since = track.absentSince ?? scannedAt
    const isForgotten = elsewhere.length === 0 || scannedAt - since > forgetAfterMs
    if (!isForgotten && track.absentSince !== null && elsewhere.length === files.length) continue
    const isCertain = absentBefore === null || absentBefore.has(track.trackId) || evidence.isRecut(track)
    if (!isCertain) decided.suspected.push(track)
    else if (isForgotten) decided.deleted.push(track)
    else decided.away.push(standingFor(track, elsewhere, since))
  }
  return decided
}

function standingFor(track: AudioReference, elsewhere: readonly FileCopy[], since: number): AudioReference {
  const [first, ...copies] = [...elsewhere].sort(compareCopies)
  return { ...(first === undefined ? track : standingUnread(track, first, copies)), absentSince: since }
}
