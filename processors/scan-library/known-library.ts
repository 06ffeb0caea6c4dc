import type { AudioReference, CopyTags, TrackId } from '../../schemas/generated.ts'
import { copyTagsOf, isSameFile, readFileOf, withoutCopies } from './copies.ts'
import type { FileOfTrack } from './copies.ts'
import { fileKey } from './library-path.ts'
import type { FilePlace, LibraryPath } from './library-path.ts'
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
  changed: Iterable<string> = [],
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

/** The reference of the track whose sound an unchanged file holds; null when it is not known. Another file may stand for it. */
export function knownReference(known: KnownLibrary, file: FilePlace): AudioReference | null {
  return known.files.get(fileKey(file)) ?? null
}

/** Whether an unchanged file stands for its track, rather than being a copy. */
export function isKnownMainFile(known: KnownLibrary, file: FilePlace): boolean {
  const reference = knownReference(known, file)
  return reference !== null && isSameFile(reference, file)
}

/** What an earlier scan read of an unchanged file, whether it stands for its track or not; null: nothing. */
export function knownTags(known: KnownLibrary, file: FilePlace): CopyTags | null {
  const reference = knownReference(known, file)
  if (reference === null) return null
  if (isSameFile(reference, file)) return copyTagsOf(reference)
  return reference.copies.find((copy) => isSameFile(copy, file))?.tags ?? null
}

/**
 * A file that need not be read. Null when it must be: the file is new or has changed, its origin changed, its lyrics came or went,
 * it is a copy of one that has gone, an older version of the tag reader read it, or its sound hash is not known.
 * @param isFound whether this scan visits the file at a place.
 */
export function unchangedFile(
  known: KnownLibrary,
  file: FoundFile,
  origin: LibraryOrigin,
  isFound: (file: LibraryPath) => boolean,
): FileOfTrack | null {
  const reference = knownReference(known, file)
  const tags = knownTags(known, file)
  if (reference === null || tags === null) return null
  if (tags.tagsVersion !== TAGS_VERSION || tags.lyricsPath !== (file.lyricsPath ?? null)) return null
  if (isSameFile(reference, file))
    return reference.source === origin ? readFileOf(file, withoutCopies(reference, file)) : null
  const { trackId, soundHash } = reference
  return isFound(reference) ? { file, trackId, soundHash, reference: null, tags } : null
}
