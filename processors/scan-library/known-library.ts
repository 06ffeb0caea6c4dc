import type { AudioReference, FileCopy, TrackId } from '../../schemas/generated.ts'
import { comparePaths, fileKey, fileCopy } from './library-path.ts'
import type { FoundFile, LibraryOrigin } from './reference.ts'
import { TAGS_VERSION } from './tags.ts'

/** What the topic held when a scan began. */
export interface KnownLibrary {
  readonly tracks: ReadonlyMap<TrackId, AudioReference>
  /** Every known file, copies too, by `fileKey`. */
  readonly files: ReadonlyMap<string, AudioReference>
}

/** @param tracks is copied: records that the scan writes do not change what it compares with. */
export function knownLibrary(tracks: ReadonlyMap<TrackId, AudioReference>): KnownLibrary {
  const files = new Map<string, AudioReference>()
  for (const reference of tracks.values()) {
    for (const copy of reference.copies) files.set(fileKey(copy), reference)
    files.set(fileKey(reference), reference)
  }
  return { tracks: new Map(tracks), files }
}

/**
 * The reference of the track whose bytes an unchanged file holds; null when the file has to be read. The reference may
 * name another file, of which this one is a copy.
 */
export function knownReference(known: KnownLibrary, file: FileCopy): AudioReference | null {
  return known.files.get(fileKey(file)) ?? null
}

/** Whether an unchanged file stands for its track, rather than being a copy. */
export function isKnownMainFile(known: KnownLibrary, file: FileCopy): boolean {
  const reference = knownReference(known, file)
  return reference !== null && comparePaths(reference, file) === 0
}

/**
 * The reference of a file whose tags need not be read. Null when they must be: the file is new or has changed, its origin
 * changed, it is a copy that now comes first, or an older version of the tag reader read it.
 * @param isFound whether this scan found a file.
 */
export function unchangedReference(
  known: KnownLibrary,
  file: FoundFile,
  origin: LibraryOrigin,
  isFound: (file: FileCopy) => boolean,
): AudioReference | null {
  const reference = knownReference(known, file)
  if (reference === null || reference.tagsVersion !== TAGS_VERSION) return null
  const order = comparePaths(reference, file)
  if (order === 0) return reference.source === origin ? { ...reference, folderArt: file.folderArt } : null
  return order < 0 && isFound(reference) ? { ...reference, ...fileCopy(file) } : null
}
