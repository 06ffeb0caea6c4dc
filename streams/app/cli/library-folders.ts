import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fmaProblem } from '../../../processors/scan-library/edge/fma-library.ts'
import { ConfigError } from '../../engine/errors.ts'
import type { Config } from '../config.ts'

export interface LibraryFolders {
  readonly folders: readonly string[]
  /** Those that cannot be reached now: their disks may be away. */
  readonly away: readonly string[]
}

/**
 * The library folders of the command line, then those of the environment, each once. A folder of an earlier start may be away:
 * its disk or share is not there yet. One that was never there is a slip of the pen.
 * @param seenBefore folders of earlier starts.
 * @throws {ConfigError} with one line for each folder that cannot be a library or data set.
 */
export function libraryFolders(
  config: Config,
  music: readonly string[],
  seenBefore: ReadonlySet<string> = new Set(),
): LibraryFolders {
  const folders = [...new Set([...music.map((folder) => resolve(folder)), ...config.SLIPSTREAM_MUSIC])]
  const fma = config.SLIPSTREAM_FMA === undefined ? [] : [config.SLIPSTREAM_FMA]
  const isAway = (folder: string) => seenBefore.has(folder) && stateOf(folder) === 'away'
  const problems = [
    ...folders.filter((folder) => !isAway(folder)).map(libraryProblem),
    ...fma.filter((folder) => !isAway(folder)).map(fmaProblem),
  ].filter((problem) => problem !== null)
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return { folders, away: [...folders, ...fma].filter(isAway) }
}

/** Any error but that there is no such file is one of the disk, the share or the permissions. */
function stateOf(folder: string): 'folder' | 'file' | 'away' {
  try {
    const stat = statSync(folder, { throwIfNoEntry: false })
    return stat === undefined ? 'away' : stat.isDirectory() ? 'folder' : 'file'
  } catch {
    return 'away'
  }
}

function libraryProblem(folder: string): string | null {
  const state = stateOf(folder)
  if (state === 'away')
    return `The library folder ${folder} does not exist or cannot be reached: give another one with --music.`
  if (state === 'file') return `${folder} is no folder: give the folder that it is in with --music.`
  if (folder.includes(delimiter)) return `The library folder ${folder} has "${delimiter}" in its name: rename it.`
  return null
}

const FOLDERS_FILE = 'library-folders.json'

/** The library folders of earlier starts with a data folder; none when that is not known. */
export function foldersSeenBefore(dataFolder: string): ReadonlySet<string> {
  try {
    const known: unknown = JSON.parse(readFileSync(join(dataFolder, FOLDERS_FILE), 'utf8'))
    return new Set(Array.isArray(known) ? known.filter((folder) => typeof folder === 'string') : [])
  } catch {
    return new Set()
  }
}

/** Remembers the folders of this start. Without it a start still works; only a folder that is away is an error then. */
export function rememberFolders(dataFolder: string, folders: readonly string[]): void {
  const all = [...new Set([...foldersSeenBefore(dataFolder), ...folders])].slice(-MOST_FOLDERS)
  try {
    writeFileSync(join(dataFolder, FOLDERS_FILE), `${JSON.stringify(all, null, 2)}\n`)
  } catch {
    // A full disk, say: the start goes on.
  }
}

/** Folders that are remembered; the first ones are forgotten. */
const MOST_FOLDERS = 1_000
