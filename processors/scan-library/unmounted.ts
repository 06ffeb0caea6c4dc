import type { AudioReference } from '../../schemas/generated.ts'
import type { LibraryPath } from './library-path.ts'

/** A folder that held tracks and is empty now: its disk may be unmounted. */
export interface UnmountedFolder extends LibraryPath {
  readonly tracks: number
}

/** What a walk found in one library folder. */
export interface WalkedLibrary {
  readonly library: string
  /** Number of audio files. */
  readonly files: number
  /** Paths of the folders below it that have no entry. */
  readonly emptyFolders: readonly string[]
}

/** An empty folder below the library folder that held fewer tracks counts as emptied by hand, as albums are. */
const MIN_TRACKS = 50

/**
 * The guard against unmounted disks, whose mount points look like empty folders. It finds
 * - a library folder without any audio file: its tracks are deleted when it is no longer configured, or has files again;
 * - a folder without any entry that held at least MIN_TRACKS tracks: they are deleted when the folder itself is.
 * @param absent the known tracks of which no file was found.
 */
export function unmountedFolders(
  absent: readonly AudioReference[],
  walked: readonly WalkedLibrary[],
): readonly UnmountedFolder[] {
  return walked.flatMap(({ library, files, emptyFolders }) => {
    const lost = absent.filter((track) => track.library === library)
    if (lost.length === 0) return []
    if (files === 0) return [{ library, path: '', tracks: lost.length }]
    return emptyFolders.flatMap((path) => {
      const tracks = lost.filter((track) => track.path.startsWith(`${path}/`)).length
      return tracks >= MIN_TRACKS ? [{ library, path, tracks }] : []
    })
  })
}

/** Why the tracks of such a folder are kept, and what the user can do. */
export function whyKept({ path, tracks }: UnmountedFolder): string {
  const held = tracks === 1 ? 'it held a track' : `it held ${tracks} tracks`
  const wanted = path === '' ? 'leave it out of the library folders' : 'delete the empty folder'
  return `${held} and is empty now; if its disk is unmounted, mount it; if the tracks should go, ${wanted}`
}
