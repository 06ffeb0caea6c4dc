import type { ScanProblem } from '../../../schemas/generated.ts'
import { bytesVersion } from '../../shared/files/picture-version.ts'
import { layOut } from '../cue-layout.ts'
import type { ReadSheet } from '../cue-layout.ts'
import { cueSheetOf } from '../cue-sheet.ts'
import { folderOf } from '../found-names.ts'
import { fileKey } from '../library-path.ts'
import type { FilePlace } from '../library-path.ts'
import type { FoundFile } from '../reference.ts'
import { textFile } from './text-file.ts'
import { whyUnreadable } from './walk.ts'

/** A sheet of 99 tracks with every command has some 30 KiB. */
const MAX_SHEET_BYTES = 256 * 1024

/** The cue sheets of all library folders. A sheet that has not changed is read once. */
export interface CueSheets {
  /** Begins a scan. Sheets that the scan before did not ask for are forgotten. */
  begin(): void
  /** Lays the sheets of a library folder on its files. @throws the signal's reason. */
  lay(files: readonly FoundFile[], sheets: readonly FilePlace[], signal: AbortSignal): Promise<LaidFiles>
}

export interface LaidFiles {
  /** All of them, with what a sheet says of each. */
  readonly files: readonly FoundFile[]
  /** Folders with a sheet that cannot be read now: what it cuts is left as it is. */
  readonly unreadable: ReadonlySet<string>
  readonly problems: readonly ScanProblem[]
}

export function openCueSheets(): CueSheets {
  let readBefore = new Map<string, ReadSheet>()
  let read = new Map<string, ReadSheet>()

  const sheetOf = async (file: FilePlace): Promise<ReadSheet> => {
    const key = fileKey(file)
    const known = readBefore.get(key) ?? (await readSheet(file))
    read.set(key, known)
    return known
  }

  return {
    begin() {
      readBefore = read
      read = new Map()
    },
    async lay(files, sheets, signal) {
      if (sheets.length === 0) return { files, unreadable: new Set(), problems: [] }
      const problems: ScanProblem[] = []
      const unreadable = new Set<string>()
      const readable: ReadSheet[] = []
      for (const { library, path, ...file } of sheets) {
        signal.throwIfAborted()
        try {
          readable.push(await sheetOf({ library, path, ...file }))
        } catch (error) {
          problems.push({ library, path, why: whyUnreadable(error) })
          unreadable.add(folderOf(path))
        }
      }
      const { laid, problems: useless } = layOut(readable, files)
      return {
        files: files.map((file) => (laid.has(file.path) ? { ...file, sheet: laid.get(file.path) ?? null } : file)),
        unreadable,
        problems: [...problems, ...useless],
      }
    },
  }
}

async function readSheet(file: FilePlace): Promise<ReadSheet> {
  const { text, bytes } = await textFile(file, MAX_SHEET_BYTES)
  return { library: file.library, path: file.path, version: bytesVersion(bytes), sheet: cueSheetOf(text) }
}
