import type { Dirent, Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { getSystemErrorMap } from 'node:util'
import type { ScanProblem } from '../../../schemas/generated.ts'
import { isAudioFile, isHidden, isSystemFolder, kindOfList } from '../audio-files.ts'
import type { FolderPictures } from '../folder-art.ts'
import { IGNORE_FILE, ignoredBy, NO_RULES, withIgnoreFile } from '../ignore-rules.ts'
import type { IgnoreRules } from '../ignore-rules.ts'
import { lyricsBeside } from '../lyrics-beside.ts'
import { compareText } from '../library-path.ts'
import type { FilePlace } from '../library-path.ts'
import { recordedTime } from '../reference.ts'
import type { FoundFile } from '../reference.ts'
import { folderPictures } from './folder-pictures.ts'
import { isWithoutVideo } from './without-video.ts'
import { readIgnoreFile } from './ignore-file.ts'

export interface Walk {
  readonly files: readonly FoundFile[]
  /** Cue sheets and playlists. */
  readonly lists: readonly FilePlace[]
  readonly unreadable: readonly ScanProblem[]
  /** Symbolic links that were not followed, since their targets are missing or outside the library folder. */
  readonly links: readonly ScanProblem[]
  /** Absolute real paths of all folders that were visited. */
  readonly folders: readonly string[]
  /** Paths of the visited folders without music in or below them, below the library folder; the topmost of each. */
  readonly silentFolders: readonly string[]
  /** Paths of the folders and audio files that do not belong to the library: hidden, ignored, or the system's. */
  readonly skipped: readonly string[]
}

/** Calls of stat at once. */
const STATS_AT_ONCE = 32

/** A folder to be read, and the rules of the folders above it. */
interface Folder {
  readonly path: string
  /** Its real path; null: it was reached through a link, and is asked for. */
  readonly real: string | null
  readonly rules: IgnoreRules
}

/** What lies in a folder for its audio files. */
interface Beside {
  readonly pictures: FolderPictures
  readonly lyricsOf: (name: string) => string | null
}

/** One walk under way. */
interface Walking {
  readonly library: string
  /** Real path of the library folder. */
  readonly root: string
  readonly files: FoundFile[]
  readonly lists: FilePlace[]
  readonly unreadable: ScanProblem[]
  readonly links: ScanProblem[]
  readonly skipped: string[]
  readonly visited: { readonly real: Set<string>; readonly paths: string[] }
  readonly picturesIn: Map<string, FolderPictures>
  readonly folders: Folder[]
  readonly linkedFolders: Folder[]
}

/**
 * Finds the audio files in a library folder and in all folders below it, without reading them. What is hidden, a system's or
 * named by an ignore file is skipped. Every real folder is visited once, so that links which form a loop end.
 * @param library absolute path.
 * @param roots the folders to begin with, relative to the library folder.
 */
export async function walk(library: string, signal: AbortSignal, roots: readonly string[] = ['']): Promise<Walk> {
  const walking: Walking = {
    ...{ library, root: '', files: [], lists: [], unreadable: [], links: [], skipped: [] },
    ...{ visited: { real: new Set(), paths: [] }, picturesIn: new Map() },
    ...{ folders: roots.map((path) => ({ path, real: null, rules: NO_RULES })), linkedFolders: [] },
  }
  const { files, lists, unreadable, links, skipped, visited, folders, linkedFolders } = walking
  const root = await realpath(library).catch((error: unknown) => {
    unreadable.push({ library, path: '', why: whyUnreadable(error) })
    return null
  })
  if (root === null) return { files, lists, unreadable, links, folders: [], silentFolders: [], skipped }
  // Links last: a folder that can be reached without one is known by its own path.
  for (let next = folders.pop(); next !== undefined; next = folders.pop() ?? nextLinked(linkedFolders)) {
    signal.throwIfAborted()
    try {
      await readFolder({ ...walking, root }, next)
    } catch (error) {
      unreadable.push({ library, path: next.path, why: whyUnreadable(error) })
    }
  }
  const silentFolders = silent(visited.paths, files)
  return { files, lists, unreadable, links, folders: [...visited.real], silentFolders, skipped }
}

function nextLinked(folders: Folder[]): Folder | undefined {
  return folders.sort((a, b) => compareText(a.path, b.path)).shift()
}

async function readFolder(walking: Walking, { path, real: known, rules: outer }: Folder): Promise<void> {
  const { library, visited, picturesIn } = walking
  const real = known ?? (await realpath(join(library, path)))
  if (visited.real.has(real)) return
  visited.real.add(real)
  const entries = await readdir(join(library, path), { withFileTypes: true })
  const hasRules = entries.some(({ name }) => name === IGNORE_FILE)
  const rules = hasRules ? withIgnoreFile(outer, path, await readIgnoreFile(library, path)) : outer
  visited.paths.push(path)
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
  const pictures = await folderPictures(library, path, names, path === '' ? undefined : picturesIn.get(parentOf(path)))
  picturesIn.set(path, pictures)
  const lyricsOf = lyricsBeside(path, names)
  for (let first = 0; first < entries.length; first += STATS_AT_ONCE)
    await Promise.all(
      entries
        .slice(first, first + STATS_AT_ONCE)
        .map((entry) => look(walking, { path: below(path, entry.name), real, rules }, entry, { pictures, lyricsOf })),
    )
}

/** @param place of the entry, with the real path of the folder that it lies in. */
async function look(walking: Walking, place: Folder, entry: Dirent, beside: Beside): Promise<void> {
  const { library, files, unreadable, links, folders } = walking
  const { path, real, rules } = place
  if (isSkipped(place, entry.name, entry.isDirectory())) {
    if (entry.isDirectory() || isAudioFile(path)) walking.skipped.push(path)
    return
  }
  if (entry.isDirectory()) {
    folders.push({ path, real: real && join(real, entry.name), rules })
    return
  }
  const isList = entry.isFile() && kindOfList(path) !== null
  if (!entry.isSymbolicLink() && !(entry.isFile() && (isAudioFile(path) || isList))) return
  try {
    const status = await stat(join(library, path))
    if (isList && status.isFile())
      walking.lists.push({ library, path, sizeBytes: status.size, modifiedAt: recordedTime(status.mtimeMs) })
    if (entry.isSymbolicLink() && (status.isDirectory() || isAudioFile(path)))
      if (!(await isFollowed(walking, place, entry.name, status.isDirectory()))) return
    if (status.isFile() && isAudioFile(path) && (await isWithoutVideo(library, path, status)))
      files.push(foundFile(library, path, status, beside.lyricsOf(entry.name), beside.pictures))
  } catch (error) {
    if (!entry.isSymbolicLink()) unreadable.push({ library, path, why: whyUnreadable(error) })
    else if (isAudioFile(path)) links.push({ library, path, why: 'its target is missing; remove it' })
  }
}

/** A literal: objects made of spread parts take more time and memory, and a library has many files. */
function foundFile(
  library: string,
  path: string,
  { size, mtimeMs }: Stats,
  lyricsPath: string | null,
  { folderArt, folderArtVersion, artistArt, artistArtVersion }: FolderPictures,
): FoundFile {
  return {
    library,
    path,
    sizeBytes: size,
    modifiedAt: recordedTime(mtimeMs),
    lyricsPath,
    folderArt,
    folderArtVersion,
    artistArt,
    artistArtVersion,
  }
}

async function isFollowed(walking: Walking, place: Folder, name: string, isFolder: boolean): Promise<boolean> {
  const { library, root, links, linkedFolders, skipped } = walking
  const { path } = place
  if (isFolder && isSkipped(place, name, isFolder)) {
    skipped.push(path)
    return false
  }
  if (!isInside(root, await realpath(join(library, path)))) {
    links.push({ library, path, why: 'its target is outside the library folder; add the target to SLIPSTREAM_MUSIC' })
    return false
  }
  if (isFolder) linkedFolders.push({ ...place, real: null })
  return true
}

/** An ignore file has the last word, so that one can also bring in what is hidden. */
function isSkipped({ path, rules }: Folder, name: string, isFolder: boolean): boolean {
  const word = ignoredBy(rules, path, isFolder)
  return word === null ? isHidden(name) || (isFolder && isSystemFolder(name)) : word === 'ignored'
}

/** The topmost of the folders that have no music in or below them; the library folder is none of these. */
function silent(paths: readonly string[], files: readonly FoundFile[]): readonly string[] {
  const withMusic = new Set([''])
  for (const { path } of files)
    for (let folder = parentOf(path); !withMusic.has(folder); folder = parentOf(folder)) withMusic.add(folder)
  return paths.filter((path) => !withMusic.has(path) && withMusic.has(parentOf(path)))
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
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
