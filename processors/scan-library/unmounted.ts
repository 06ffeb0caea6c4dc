import type { AudioReference } from '../../schemas/generated.ts'
import type { LibraryPath } from './library-path.ts'

/** A folder that held tracks and cannot be looked into now: its disk may be unmounted. */
export interface UnmountedFolder extends LibraryPath {
  readonly tracks: number
  readonly sign: 'empty' | 'other-device'
}

/** What a walk found in one library folder that could be read. */
export interface WalkedLibrary {
  readonly library: string
  /** Number of audio files. */
  readonly files: number
  /** Paths of the folders below it that have no entry. */
  readonly emptyFolders: readonly string[]
  /** Whether it lies on another device than it did: a mount point whose disk is gone shows what is below it. */
  readonly isOnOtherDevice: boolean
}

/** An empty folder below the library folder that held fewer tracks counts as emptied by hand, as albums are. */
const MIN_TRACKS = 50

/**
 * The guard against unmounted disks, whose mount points look like empty folders. It finds
 * - a library folder without any audio file, or on another device than before: its tracks are kept as not here now;
 * - a folder without any entry that held at least MIN_TRACKS tracks: they are deleted when the folder itself is.
 * @param absent the known tracks of which no file was found.
 */
export function unmountedFolders(
  absent: readonly AudioReference[],
  walked: readonly WalkedLibrary[],
): readonly UnmountedFolder[] {
  return walked.flatMap(({ library, files, emptyFolders, isOnOtherDevice }): UnmountedFolder[] => {
    const lost = absent.filter((track) => track.library === library)
    if (lost.length === 0) return []
    if (files === 0) return [{ library, path: '', tracks: lost.length, sign: 'empty' }]
    if (isOnOtherDevice) return [{ library, path: '', tracks: lost.length, sign: 'other-device' }]
    return emptyFolders.flatMap((path) => {
      const tracks = lost.filter((track) => track.path.startsWith(`${path}/`)).length
      return tracks >= MIN_TRACKS ? [{ library, path, tracks, sign: 'empty' } as const] : []
    })
  })
}

/** Why the tracks of such a folder are kept, and what the user can do. */
export function whyKept({ path, tracks, sign }: UnmountedFolder): string {
  const held = tracks === 1 ? 'it held a track' : `it held ${tracks} tracks`
  const state = sign === 'empty' ? 'is empty now' : 'is on another device now'
  const wanted = path === '' ? 'use "npx slipstream library forget"' : 'delete the empty folder'
  return `${held} and ${state}; if its disk is unmounted, mount it; if the tracks should go, ${wanted}`
}
