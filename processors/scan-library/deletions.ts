import type { AudioReference, TrackId } from '../../schemas/generated.ts'
import { isAtOrBelow } from './library-path.ts'
import type { LibraryPath } from './library-path.ts'

/** What a scan knows beside the absent tracks themselves. */
export interface Evidence {
  /** The configured library folders, readable or not. */
  readonly libraries: readonly string[]
  /** Files and folders about which this scan can say nothing: unreadable, perhaps unmounted, or unstable. */
  readonly undecided: readonly LibraryPath[]
  /** The tracks that the scan before would have deleted or suspected; null in the first scan. */
  readonly absentBefore: ReadonlySet<TrackId> | null
}

/** What becomes of absent tracks; those in neither list are kept as they are. */
export interface Deletions {
  readonly deleted: readonly AudioReference[]
  /** Deleted by the next scan if that does not find them either. */
  readonly suspected: readonly AudioReference[]
}

/**
 * Decides which absent tracks are deleted. A track is kept while its file may still be there, unless its library folder is
 * no longer configured. The first scan deletes at once; later ones, which run while people move files, delete what was
 * absent twice in a row, since a file can be moved from a folder not yet read into one already read.
 */
export function decideDeletions(
  absent: readonly AudioReference[],
  { libraries, undecided, absentBefore }: Evidence,
): Deletions {
  const configured = new Set(libraries)
  const undecidedIn = new Map<string, Set<string>>()
  for (const { library, path } of undecided) undecidedIn.set(library, (undecidedIn.get(library) ?? new Set()).add(path))
  const isKept = ({ library, path }: AudioReference): boolean =>
    configured.has(library) && isAtOrBelow(undecidedIn.get(library) ?? NONE, path)
  const isDeletedNow = ({ trackId }: AudioReference): boolean => absentBefore?.has(trackId) ?? true
  const gone = absent.filter((track) => !isKept(track))
  return { deleted: gone.filter(isDeletedNow), suspected: gone.filter((track) => !isDeletedNow(track)) }
}

const NONE: ReadonlySet<string> = new Set()
