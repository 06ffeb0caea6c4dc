import type { AudioReference } from '../../schemas/generated.ts'
import { filesOf } from './copies.ts'
import { ancestorsOf } from './library-path.ts'
import type { IsWithin, LibraryPath } from './library-path.ts'

/** A folder that held tracks and cannot be looked into now: its disk may be unmounted. */
export interface UnmountedFolder extends LibraryPath {
  readonly tracks: number
  readonly sign: 'silent' | 'other-device'
}

/** What a walk found in one library folder that could be read. */
export interface WalkedLibrary {
  readonly library: string
  /** Number of audio files. */
  readonly files: number
  /** Paths of the topmost folders below it without music. */
  readonly silentFolders: readonly string[]
  /** Whether a file is left out by its name or an ignore file: its track is gone, whatever else its folder held. */
  readonly isSkipped: IsWithin
  /** Whether it lies on another device than it did: a mount point whose disk is gone shows what is below it. */
  readonly isOnOtherDevice: boolean
}

/** A folder that lost fewer tracks counts as emptied by hand, as albums are. */
const MIN_TRACKS = 50

/**
 * The guard against unmounted disks. A mount point looks like a folder without music: empty, or with what other programs left
 * there, such as the `.stfolder` of Syncthing. It finds
 * - a library folder without any audio file, or on another device than before: its tracks are kept as not here now;
 * - a folder without music in or below it that held at least MIN_TRACKS tracks: they are deleted when the folder itself is.
 * @param absent the known tracks of which no file was found.
 */
export function unmountedFolders(
  absent: readonly AudioReference[],
  walked: readonly WalkedLibrary[],
): readonly UnmountedFolder[] {
  return walked.flatMap(({ library, files, silentFolders, isSkipped, isOnOtherDevice }): UnmountedFolder[] => {
    // By every file: of a disk with copies, no file stands for a track.
    const lost = absent
      .map((track) => filesOf(track).filter((file) => file.library === library && !isSkipped(file)))
      .filter((files) => files.length > 0)
    if (lost.length === 0) return []
    if (files === 0) return [{ library, path: '', tracks: lost.length, sign: 'silent' }]
    if (isOnOtherDevice) return [{ library, path: '', tracks: lost.length, sign: 'other-device' }]
    return [...lostBelow(silentFolders, lost)].flatMap(([path, tracks]) =>
      tracks >= MIN_TRACKS ? [{ library, path, tracks, sign: 'silent' } as const] : [],
    )
  })
}

/**
 * How many tracks were lost below each of some folders, none of which is below another.
 * @param lost the files of each track.
 */
function lostBelow(folders: readonly string[], lost: readonly (readonly LibraryPath[])[]): ReadonlyMap<string, number> {
  const counts = new Map(folders.map((folder) => [folder, 0]))
  for (const files of lost) {
    const held = files.flatMap(({ path }) => ancestorsOf(path).find((each) => counts.has(each)) ?? [])
    for (const folder of new Set(held)) counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return counts
}

/** Why the tracks of such a folder are kept, and what the user can do. */
export function whyKept({ path, tracks, sign }: UnmountedFolder): string {
  const held = tracks === 1 ? 'it held a track' : `it held ${tracks} tracks`
  const state = sign === 'silent' ? 'has no music now' : 'is on another device now'
  const wanted = path === '' ? 'use "npx slipstream library forget"' : 'delete that folder'
  return `${held} and ${state}; if its disk is unmounted, mount it; if the tracks should go, ${wanted}`
}

/**
 * A warning for each library folder whose scan deletes many tracks at once.
 * @param isSkipped those tracks were left out on purpose.
 */
export function massDeletions(deleted: readonly AudioReference[], isSkipped: IsWithin): readonly string[] {
  const byLibrary = new Map<string, string[]>()
  for (const track of deleted) {
    const { library, path, absentSince } = track
    // What was not here before was spoken of when it went.
    if (absentSince !== null || isSkipped(track)) continue
    const paths = byLibrary.get(library)
    if (paths === undefined) byLibrary.set(library, [path])
    else paths.push(path)
  }
  return [...byLibrary].flatMap(([library, paths]) =>
    paths.length < MIN_TRACKS
      ? []
      : [
          `${paths.length} tracks were removed, since their files in ${[library, commonFolder(paths)].filter(Boolean).join('/')} ` +
            'are gone; if they should not be, bring the files back: likes are kept',
        ],
  )
}

/** The deepest folder that all paths are in. */
function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths
  const folders = ancestorsOf(first)
  return folders.findLast((folder) => others.every((path) => path.startsWith(`${folder}/`))) ?? ''
}
