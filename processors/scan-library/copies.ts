import type { AudioReference, CopyTags, FileCopy, TrackId } from '../../schemas/generated.ts'
import { embeddedVersion, shownPictures } from './folder-art.ts'
import { comparePaths, filePlace } from './library-path.ts'
import type { LibraryPath } from './library-path.ts'
import { soundKeyOf } from './reference.ts'
import type { FoundFile } from './reference.ts'
import { comparedScore } from './tag-score.ts'

/**
 * Files of one sound are copies of one track. The file whose tags say most stands for it, of equals the first by library and path;
 * a cover and lyrics that it does not have come from the next that has them. What a reference says of a track therefore depends
 * on the files alone, not on the order in which they came.
 */

/** A file that a scan found, and the track that it is of. */
export interface FileOfTrack {
  readonly file: FoundFile
  readonly trackId: TrackId
  /** By `soundKeyOf`: that of the file, or of the part of it that is the track. */
  readonly soundKey: string | null
  /** Of this very file, without what its copies give; null: its tags are not at hand. */
  readonly reference: AudioReference | null
  /** What an earlier scan read of it, when `reference` is null. */
  readonly tags: CopyTags | null
}

/** A file that was read. */
export function readFileOf(file: FoundFile, reference: AudioReference): FileOfTrack {
  return { file, trackId: reference.trackId, soundKey: soundKeyOf(reference), reference, tags: null }
}

/** What is remembered of a file once it is a copy; null when it has to be read again then. */
export function copyTagsOf(reference: AudioReference): CopyTags | null {
  const { contentHash, tagsVersion, lyricsPath, soundHash, cueSheetVersion } = reference
  if (soundHash === null || tagsVersion === 0) return null
  const [artVersion, lyrics] = [embeddedVersion(reference), ownLyrics(reference)]
  const tagScore = comparedScore(reference)
  return { contentHash, tagsVersion, tagScore, artVersion, lyrics, lyricsPath, cueSheetVersion }
}

/** All files of a track, that which stands for it first. */
export function filesOf(reference: AudioReference | undefined): readonly FileCopy[] {
  return reference === undefined ? [] : [{ ...filePlace(reference), tags: copyTagsOf(reference) }, ...reference.copies]
}

/** What a file is as a copy. */
export function copyOf({ file, reference, tags }: FileOfTrack): FileCopy {
  return { ...filePlace(file), tags: reference === null ? tags : copyTagsOf(reference) }
}

/** The order in which files may stand for their track. */
export function compareCopies(a: FileCopy, b: FileCopy): number {
  return (b.tags?.tagScore ?? 0) - (a.tags?.tagScore ?? 0) || comparePaths(a, b)
}

/** Some files of a track, that which stands for it first. */
export function inOrderOfStanding(files: readonly FileOfTrack[]): readonly FileOfTrack[] {
  return files
    .map((each) => ({ each, copy: copyOf(each) }))
    .sort((a, b) => compareCopies(a.copy, b.copy))
    .map(({ each }) => each)
}

const ownLyrics = ({ lyrics, lyricsFrom }: AudioReference) => (lyricsFrom === null ? lyrics : 'none')

/** The reference of a file without what its copies give, and with the pictures that are beside it now. */
export function withoutCopies(reference: AudioReference, file: FoundFile): AudioReference {
  const { coverFrom, lyricsFrom, folderArt, artVersion, artistArt, artistArtVersion } = reference
  const embedded = embeddedVersion(reference)
  const isAlone =
    coverFrom === null &&
    lyricsFrom === null &&
    folderArt === file.folderArt &&
    artVersion === (embedded ?? file.folderArtVersion) &&
    artistArt === file.artistArt &&
    artistArtVersion === file.artistArtVersion
  // Most files: a copy of each reference would double what a scan holds.
  if (isAlone) return reference
  const pictures = shownPictures(file, embedded)
  return { ...reference, ...pictures, coverFrom: null, lyrics: ownLyrics(reference), lyricsFrom: null }
}

/** The cover and the lyrics that a reference without them takes from copies. @param others in the order of standing. */
export function fromCopies(
  reference: AudioReference,
  others: readonly FileOfTrack[],
): Partial<Pick<AudioReference, 'artVersion' | 'coverFrom' | 'lyrics' | 'lyricsFrom'>> {
  const { hasArt, folderArt, lyrics } = reference
  return {
    ...(hasArt || folderArt !== null ? {} : coverOf(others)),
    ...(lyrics === 'none' ? lyricsOf(others) : {}),
  }
}

function coverOf(others: readonly FileOfTrack[]) {
  for (const other of others) {
    const { library, path, folderArt, folderArtVersion } = other.file
    const artVersion = copyOf(other).tags?.artVersion ?? null
    if (artVersion !== null) return { artVersion, coverFrom: { library, path, isEmbedded: true } }
    if (folderArt !== null)
      return { artVersion: folderArtVersion, coverFrom: { library, path: folderArt, isEmbedded: false } }
  }
  return {}
}

function lyricsOf(others: readonly FileOfTrack[]) {
  for (const other of others) {
    const lyrics = copyOf(other).tags?.lyrics ?? 'none'
    const { library, path, lyricsPath = null } = other.file
    if (lyrics !== 'none') return { lyrics, lyricsFrom: { library, path, lyricsPath } }
  }
  return {}
}

/**
 * The reference of a track for which a copy stands that cannot be looked for. It keeps the names; what else is said of bytes and tags
 * is read when the copy is back. Of a version that knew no sounds, the bytes of copies were the same.
 */
export function standingUnread(track: AudioReference, copy: FileCopy, copies: readonly FileCopy[]): AudioReference {
  const isOther = comparePaths(copy, track) !== 0 && track.soundHash !== null
  const unread = isOther ? { contentHash: copy.tags?.contentHash ?? '', tagsVersion: 0 } : {}
  return { ...track, ...filePlace(copy), ...unread, copies: [...copies].sort(comparePaths) }
}

/** Whether two places name one file. */
export const isSameFile = (a: LibraryPath, b: LibraryPath): boolean => comparePaths(a, b) === 0
