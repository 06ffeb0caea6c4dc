import type { Logger } from 'pino'
import type { ScanProblem } from '../../../schemas/generated.ts'
import { isKnownMainFile, isKnownOfSheet } from '../known-library.ts'
import type { KnownLibrary } from '../known-library.ts'
import type { MusicLibrary } from '../library.ts'
import { atPlaceOf, comparePaths, isAtOrBelow, within } from '../library-path.ts'
import type { FilePlace, LibraryPath } from '../library-path.ts'
import { kindOfList } from '../audio-files.ts'
import { folderOf } from '../found-names.ts'
import type { FoundFile } from '../reference.ts'
import type { WalkedLibrary } from '../unmounted.ts'
import type { CueSheets } from './cue-sheets.ts'
import type { DeviceMemory, FolderDevice } from './device.ts'
import type { ProblemLog } from './problem-log.ts'
import type { StabilityCheck } from './stability.ts'
import { walk, whyUnreadable } from './walk.ts'

export interface FindOptions {
  readonly log: Logger
  readonly signal: AbortSignal
  readonly problems: ProblemLog
  /** Null when no file is taken for unstable. */
  readonly stability: StabilityCheck | null
  readonly devices: DeviceMemory
  readonly cueSheets: CueSheets
  deviceOf(folder: string): Promise<FolderDevice | null>
}

/** What lies in the library folders, unread. */
export interface FoundFiles {
  /** To be reconciled, in the order of `comparePaths`. */
  readonly stable: readonly FoundFile[]
  /** Perhaps still being written; left to a later scan. */
  readonly unstable: readonly FoundFile[]
  /** Of a sheet that cannot be read now; left as they are until it can. */
  readonly held: readonly FoundFile[]
  /** Absolute real paths of all folders. */
  readonly folders: readonly string[]
  /** The library folders that could be read. */
  readonly walked: readonly (WalkedLibrary & { readonly device: FolderDevice | null })[]
  /** The library folders that could not. */
  readonly unreadable: readonly string[]
  /** Number of tracks that a data set describes and has no file of. */
  readonly withoutFile: number
  /** Playlist files. */
  readonly playlists: readonly FilePlace[]
  /** Playlists and cue sheets that may still be being written; nothing is read of them, and what they said before stays. */
  readonly unsettledLists: readonly FilePlace[]
  /** Cue sheets that are of no use, or of less than they say. */
  readonly sheetProblems: readonly ScanProblem[]
}

/** Walks all library folders. What cannot be read is reported as a problem, or as away. @throws the signal's reason. */
export async function findFiles(
  libraries: Iterable<MusicLibrary>,
  known: KnownLibrary,
  options: FindOptions,
): Promise<FoundFiles> {
  const { log, signal, problems } = options
  const [stable, unstable, held]: [FoundFile[], FoundFile[], FoundFile[]] = [[], [], []]
  const folders: string[] = []
  const unreadable: string[] = []
  const walked: FoundFiles['walked'][number][] = []
  const sheetProblems: ScanProblem[] = []
  const playlists: FilePlace[] = []
  const unsettledLists: FilePlace[] = []
  let withoutFile = 0
  const isKnown = knownPlaces(known)
  for (const library of libraries) {
    const { folder, origin, dataSet } = library
    const found = await walk(folder, signal, dataSet?.roots())
    for (const problem of found.unreadable)
      if (problem.path === '') problems.reportAway(problem)
      else problems.report(problem)
    for (const { path, why } of found.links) log.warn({ library: folder, path }, `A link was not followed: ${why}.`)
    folders.push(...found.folders)
    if (found.unreadable.some(({ path }) => path === '')) {
      unreadable.push(folder)
      continue
    }
    const device = await options.deviceOf(folder)
    const isOnOtherDevice = device !== null && options.devices.isOther(folder, device)
    walked.push({
      ...{ library: folder, files: found.files.length, silentFolders: found.silentFolders },
      isSkipped: within(found.skipped.map((path) => ({ library: folder, path }))),
      ...{ device, isOnOtherDevice },
    })
    const wanted = await selectFiles(library, found.files, known, options)
    withoutFile += wanted.withoutFile
    // A demo track gets its name only once it is complete.
    const stability = origin === 'demo' ? null : options.stability
    for (const file of found.lists.filter(({ path }) => kindOfList(path) === 'playlist'))
      (stability?.isUnstable(file) === true ? unsettledLists : playlists).push(file)
    // A table of a data set says what its tracks are.
    const sheets = dataSet === undefined ? found.lists.filter(({ path }) => kindOfList(path) === 'cue-sheet') : []
    const unsettled = sheets.filter((sheet) => stability?.isUnstable(sheet))
    unsettledLists.push(...unsettled)
    const settled = unsettled.length === 0 ? sheets : sheets.filter((sheet) => !unsettled.includes(sheet))
    const laid = await options.cueSheets.lay(wanted.files, settled, signal)
    sheetProblems.push(...laid.problems)
    const written = sheetFolders(unsettled.map(({ path }) => folderOf(path)))
    const unreadableSheets = sheetFolders(laid.unreadable)
    for (const file of laid.files) {
      const isWritten = written.hasBeside(file) || (written.mayMean(file) && isKnownOfSheet(known, file))
      const isUnstable = stability?.isUnstable(file, isKnown(file)) === true || isWritten
      const isUnread = unreadableSheets.hasBeside(file) || unreadableSheets.mayMean(file)
      const list = isUnstable ? unstable : isUnread && isKnownOfSheet(known, file) ? held : stable
      list.push(file)
    }
  }
  stable.sort(comparePaths)
  return {
    ...{ stable, unstable, held, folders, walked, unreadable, withoutFile },
    ...{ sheetProblems, playlists, unsettledLists },
  }
}

/** What sheets that are not read now may say of files. @param folders that they lie in. */
function sheetFolders(folders: Iterable<string>) {
  const own = new Set(folders)
  // `../album.flac` and `CD1/album.flac`: a sheet may have a folder of its own, or be above its files.
  const reached = new Set(Array.from(own, folderOf))
  return {
    hasBeside: ({ path }: FoundFile) => own.has(folderOf(path)),
    /** Whether one may mean a file that no other sheet is of. */
    mayMean: ({ path, sheet = null }: FoundFile) => sheet === null && reached.size > 0 && isAtOrBelow(reached, path),
  }
}

/** Whether the library has a file at a place. The places are gathered when one is asked for: few scans find a young file. */
function knownPlaces({ tracks }: KnownLibrary): (file: LibraryPath) => boolean {
  let isKnown: ((file: LibraryPath) => boolean) | null = null
  return (file) => (isKnown ??= atPlaceOf([...tracks.values()].flatMap((track) => [track, ...track.copies])))(file)
}

/** The wanted files of a data set; none, and a problem, when its table cannot be read. */
async function selectFiles(
  { folder, dataSet }: MusicLibrary,
  files: readonly FoundFile[],
  known: KnownLibrary,
  { signal, problems }: FindOptions,
): Promise<{ readonly files: readonly FoundFile[]; readonly withoutFile: number }> {
  if (dataSet === undefined) return { files, withoutFile: 0 }
  try {
    return await dataSet.choose(files, (file) => !isKnownMainFile(known, file), signal)
  } catch (error) {
    signal.throwIfAborted()
    problems.report({ library: folder, path: '', why: whyUnreadable(error) })
    return { files: [], withoutFile: 0 }
  }
}
