import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { getSystemErrorMap } from 'node:util'
import type { ScanProblem } from '../../../schemas/generated.ts'
import { isAudioFile, isHidden } from '../audio-files.ts'
import { folderArt } from '../folder-art.ts'
import { recordedTime } from '../reference.ts'
import type { FoundFile } from '../reference.ts'

export interface Walk {
  readonly files: readonly FoundFile[]
  readonly unreadable: readonly ScanProblem[]
  /** Symbolic links that were not followed, since their targets are missing or outside the library folder. */
  readonly links: readonly ScanProblem[]
  /** Absolute real paths of all folders that were visited. */
  readonly folders: readonly string[]
  /** Paths of the folders without any entry, below the library folder. */
  readonly emptyFolders: readonly string[]
}

/** Calls of stat at once. */
const STATS_AT_ONCE = 32
/** Such as `CD 2`: the folder of a part of an album, which has the album's cover. */
const PART_OF_ALBUM = /(?:^|\/)(?:cd|disc|disk|dvd|side|part|vol|volume)[ ._-]*\w{1,2}$/i

/**
 * Finds the audio files in a library folder and in all folders below it, without reading them. Hidden files and folders
 * are skipped. Every real folder is visited once, so that links which form a loop end.
 * @param library absolute path.
 * @param roots the folders to begin with, relative to the library folder.
 */
export async function walk(library: string, signal: AbortSignal, roots: readonly string[] = ['']): Promise<Walk> {
  const files: FoundFile[] = []
  const emptyFolders: string[] = []
  const artIn = new Map<string, string | null>()
  const unreadable: ScanProblem[] = []
  const links: ScanProblem[] = []
  const root = await realpath(library).catch((error: unknown) => {
    unreadable.push({ library, path: '', why: whyUnreadable(error) })
    return null
  })
  if (root === null) return { files, unreadable, links, folders: [], emptyFolders }

  const visited = new Set<string>()
  const folders = [...roots]
  const linkedFolders: string[] = []

  const look = async (path: string, entry: Dirent, art: string | null): Promise<void> => {
    if (isHidden(entry.name)) return
    if (entry.isDirectory()) {
      folders.push(path)
      return
    }
    if (!entry.isSymbolicLink() && !(entry.isFile() && isAudioFile(path))) return
    try {
      const status = await stat(join(library, path))
      if (entry.isSymbolicLink() && (status.isDirectory() || isAudioFile(path))) {
        if (!isInside(root, await realpath(join(library, path)))) {
          links.push({
            library,
            path,
            why: 'its target is outside the library folder; add the target to SLIPSTREAM_MUSIC',
          })
          return
        }
        if (status.isDirectory()) linkedFolders.push(path)
      }
      if (status.isFile() && isAudioFile(path))
        files.push({ library, path, sizeBytes: status.size, modifiedAt: recordedTime(status.mtimeMs), folderArt: art })
    } catch (error) {
      if (!entry.isSymbolicLink()) unreadable.push({ library, path, why: whyUnreadable(error) })
      else if (isAudioFile(path)) links.push({ library, path, why: 'its target is missing; remove it' })
    }
  }

  // Links last: a folder that can be reached without one is known by its own path.
  for (let path = folders.pop(); path !== undefined; path = folders.pop() ?? linkedFolders.sort().shift()) {
    signal.throwIfAborted()
    try {
      const real = await realpath(join(library, path))
      if (visited.has(real)) continue
      visited.add(real)
      const entries = await readdir(join(library, path), { withFileTypes: true })
      if (entries.length === 0 && path !== '') emptyFolders.push(path)
      const art = artOf(path, entries, artIn)
      artIn.set(path, art)
      for (let first = 0; first < entries.length; first += STATS_AT_ONCE)
        await Promise.all(
          entries.slice(first, first + STATS_AT_ONCE).map((entry) => look(below(path, entry.name), entry, art)),
        )
    } catch (error) {
      unreadable.push({ library, path, why: whyUnreadable(error) })
    }
  }
  return { files, unreadable, links, folders: [...visited], emptyFolders }
}

function artOf(path: string, entries: readonly Dirent[], artIn: ReadonlyMap<string, string | null>): string | null {
  const own = folderArt(entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name))
  if (own !== null) return below(path, own)
  return PART_OF_ALBUM.test(path) ? (artIn.get(path.slice(0, Math.max(0, path.lastIndexOf('/')))) ?? null) : null
}

function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

function isInside(root: string, real: string): boolean {
  const path = relative(root, real)
  return path !== '..' && !path.startsWith(`..${sep}`)
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; let the user that runs Slipstream read it',
  EPERM: 'permission denied; let the user that runs Slipstream read it',
  ENOENT: 'it does not exist; if it should, mount its disk, or give it a name in valid UTF-8',
  ENOTDIR: 'it is not a folder; SLIPSTREAM_MUSIC takes folders',
  EIO: 'the disk reported a read error; check the disk',
  ELOOP: 'its symbolic links form a loop; remove one',
}

/**
 * Why a file or folder could not be read, and what to do about it, from the file system's error. Node's own message would
 * name the absolute path, and this reaches clients.
 */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!('code' in error)) return error.message
  const code = String(error.code)
  const [, text = 'it cannot be read'] =
    'errno' in error && typeof error.errno === 'number' ? (getSystemErrorMap().get(error.errno) ?? []) : []
  return REASONS[code] ?? `${text} (${code}); check the disk that it is on`
}
