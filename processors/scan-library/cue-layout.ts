import type { ScanProblem } from '../../schemas/generated.ts'
import { digestOf } from '../shared/entities/digest.ts'
import { cueSheetOf } from './cue-sheet.ts'
import type { CueFile, CueSheet, CueTrack } from './cue-sheet.ts'
import { below, folderOf, foundNames, nameOf, pathSeenFrom, stemOf } from './found-names.ts'
import type { FoundNames } from './found-names.ts'
import { comparePaths } from './library-path.ts'
import type { LibraryPath } from './library-path.ts'

/** A cue sheet of a library that was read. */
export interface ReadSheet extends LibraryPath {
  /** Changes with its content. */
  readonly version: string
  readonly sheet: CueSheet
}

/** What a cue sheet says of one audio file. */
export interface LaidSheet {
  readonly version: string
  readonly sheet: Omit<CueSheet, 'files'>
  /** Those in this file. One alone is the whole file: then the sheet says what it is called and nothing more. */
  readonly tracks: readonly CueTrack[]
  /** Tracks of the sheet, also those in other files. */
  readonly trackTotal: number
}

/** What the version of a sheet begins with that is in the tags of its file. */
const IN_TAGS = 'tag-'

/** Whether a sheet is in the tags of its file, which changes with it. */
export function isInTags(version: string | null): boolean {
  return version?.startsWith(IN_TAGS) === true
}

/** The sheet in the tags of a file: what it calls the file does not matter. Null: it has no tracks, or names several files. */
export function sheetInTags(text: string | null): LaidSheet | null {
  if (text === null) return null
  const { files, ...sheet } = cueSheetOf(text)
  const [file, ...others] = files
  if (file === undefined || others.length > 0) return null
  return { version: IN_TAGS + digestOf(text), sheet, tracks: file.tracks, trackTotal: file.tracks.length }
}

/** Whether the file is cut into tracks. */
export function isCut({ sheet }: { readonly sheet?: LaidSheet | null }): boolean {
  return (sheet?.tracks.length ?? 0) > 1
}

/** How surely a sheet means a file: by its name; by its name before it was converted; as a sheet of that name lies beside it. */
type Certainty = 0 | 1 | 2

/** What sheets say of files, by path below the library folder, and what is wrong with sheets. */
export interface LaidSheets {
  readonly laid: ReadonlyMap<string, LaidSheet>
  readonly problems: readonly ScanProblem[]
}

/**
 * Finds the files that sheets are of. Of several sheets of one file the surest counts, of these the first by path.
 * @param sheets of one library folder. @param files the audio files in it.
 */
export function layOut(sheets: readonly ReadSheet[], files: readonly LibraryPath[]): LaidSheets {
  const laid = new Map<string, { readonly of: LaidSheet; readonly certainty: Certainty }>()
  if (sheets.length === 0) return { laid: new Map(), problems: [] }
  const names = foundNames(files)
  const problems: ScanProblem[] = []
  for (const { library, path, version, sheet } of sheets.toSorted(comparePaths)) {
    const missing: string[] = []
    const { files: named, ...album } = sheet
    const trackTotal = named.reduce((sum, { tracks }) => sum + tracks.length, 0)
    for (const file of named) {
      const { found, certainty } = filesNamed(names, path, file, named.length === 1)
      if (found.length === 0) missing.push(file.name)
      for (const each of found)
        if (certainty < (laid.get(each.path)?.certainty ?? 3))
          laid.set(each.path, { of: { version, sheet: album, tracks: file.tracks, trackTotal }, certainty })
    }
    const why = whyOfNoUse(named.length, missing)
    if (why !== null) problems.push({ library, path, why })
  }
  return { laid: new Map([...laid].map(([path, { of }]) => [path, of])), problems }
}

function filesNamed(
  names: FoundNames<LibraryPath>,
  sheetPath: string,
  { name }: CueFile,
  isOnly: boolean,
): { readonly found: readonly LibraryPath[]; readonly certainty: Certainty } {
  const folder = folderOf(sheetPath)
  const beside = below(folder, nameOf(name.replaceAll('\\', '/')))
  // Of a path of another machine, or one that leads out, the name alone counts.
  for (const path of new Set([pathSeenFrom(folder, name) ?? beside, beside])) {
    const named = names.at(path)
    if (named !== null) return { found: [named], certainty: 0 }
    const converted = names.withStem(folderOf(path), nameOf(path))
    if (converted.length > 0) return { found: converted, certainty: 1 }
  }
  if (!isOnly) return { found: [], certainty: 1 }
  const own = names.at(stemOf(sheetPath)) // album.flac.cue
  return { found: own === null ? names.withStem(folder, nameOf(sheetPath)) : [own], certainty: 2 }
}

const LONGEST_SHOWN = 200

function whyOfNoUse(named: number, missing: readonly string[]): string | null {
  if (named === 0) return 'this cue sheet has no track whose start can be read; mend it, or remove it'
  const [first] = missing
  if (first === undefined) return null
  const others = missing.length === 1 ? '' : ` and ${missing.length - 1} more`
  return `this cue sheet names ${first.slice(0, LONGEST_SHOWN)}${others}, which is not there; put it beside the sheet, or remove the sheet`
}

/** Said of a sheet whose times do not fit the file. */
export function whyBehindTheEnd(behind: number, path: string): string {
  const [tracks, are] =
    behind === 1 ? ['a track of its cue sheet starts', 'is'] : [`${behind} tracks of its cue sheet start`, 'are']
  return `${tracks} behind the end of ${nameOf(path)}, and ${are} left out; mend the sheet, or copy the file again`
}
