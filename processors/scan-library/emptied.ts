import type { AudioReference } from '../../schemas/generated.ts'
import type { Unreadable } from './compare.ts'

/** A place that holds nothing although it held music: rather a disk that is not mounted than a wish. */
export interface Emptied extends Unreadable {
  readonly tracks: number
}

/** What a walk saw of one library folder. */
export interface Seen {
  readonly library: string
  /** Audio files. */
  readonly files: number
  /** Folders below it, by path, without any entry. */
  readonly emptyFolders: readonly string[]
}

/** A folder below the library folder that held fewer tracks is taken at its word: albums are emptied by hand. */
const MANY_TRACKS = 50

/**
 * The guard against a mount point whose disk is away, which looks like an empty folder. Tracks are not believed gone
 * - when their library folder has no music at all: they go when the folder is no longer configured, or has music again;
 * - when they lay, with many others, in a folder that has no entry any more: they go when that folder goes too.
 * @param missing the known tracks that were not found anywhere.
 */
export function emptied(missing: readonly AudioReference[], seen: readonly Seen[]): readonly Emptied[] {
  return seen.flatMap(({ library, files, emptyFolders }) => {
    const lost = missing.filter((track) => track.library === library)
    if (lost.length === 0) return []
    if (files === 0) return [{ library, path: '', tracks: lost.length }]
    return emptyFolders.flatMap((path) => {
      const tracks = lost.filter((track) => track.path.startsWith(`${path}/`)).length
      return tracks >= MANY_TRACKS ? [{ library, path, tracks }] : []
    })
  })
}
