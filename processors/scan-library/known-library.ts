import type { AudioReference, FileCopy, TrackId } from '../../schemas/generated.ts'
import { embeddedVersion, shownPictures } from './folder-art.ts'
import { comparePaths, fileKey, fileCopy } from './library-path.ts'
import type { FoundFile, LibraryOrigin } from './reference.ts'
import { TAGS_VERSION } from './tags.ts'

/** What the topic held when a scan began. */
export interface KnownLibrary {
  readonly tracks: ReadonlyMap<TrackId, AudioReference>
  /** Every known file, copies too, by `fileKey`. */
  readonly files: ReadonlyMap<string, AudioReference>
  /** By sound hash. Of tracks of one sound, which earlier versions told apart by their tags, the first by id. */
  readonly bySound: ReadonlyMap<string, TrackId>
}

/**
 * @param tracks is copied: records that the scan writes do not change what it compares with.
 * @param changed files by `fileKey` that have changed though their keys have not: as good as unknown.
 */
export function knownLibrary(
  tracks: ReadonlyMap<TrackId, AudioReference>,
  changed: ReadonlySet<string> = new Set(),
): KnownLibrary {
  const files = new Map<string, AudioReference>()
  const bySound = new Map<string, TrackId>()
  for (const reference of tracks.values()) {
    const { trackId, soundHash } = reference
    if (soundHash !== null && trackId < (bySound.get(soundHash) ?? '~')) bySound.set(soundHash, trackId)
    for (const copy of reference.copies) files.set(fileKey(copy), reference)
    files.set(fileKey(reference), reference)
  }
  for (const key of changed) files.delete(key)
  return { tracks: new Map(tracks), files, bySound }
}

/**
 * The reference of the track whose sound an unchanged file holds; null when the file has to be read. The reference may
 * name another file, of which this one is a copy with other tags perhaps.
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
 * changed, its lyrics came or went, it is a copy that now comes first, an older version of the tag reader read it, or its sound
 * hash is not known.
 * @param isFound whether this scan found a file.
 */
export function unchangedReference(
  known: KnownLibrary,
  file: FoundFile,
  origin: LibraryOrigin,
  isFound: (file: FileCopy) => boolean,
): AudioReference | null {
  const reference = knownReference(known, file)
  if (reference === null || reference.tagsVersion !== TAGS_VERSION || reference.soundHash === null) return null
  const order = comparePaths(reference, file)
  if (order === 0)
    return reference.source === origin && reference.lyricsPath === (file.lyricsPath ?? null)
      ? { ...reference, ...shownPictures(file, embeddedVersion(reference)) }
      : null
  return order < 0 && isFound(reference) ? { ...reference, ...fileCopy(file) } : null
}
