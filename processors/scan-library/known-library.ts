import type { AudioReference, CopyTags, TrackId } from '../../schemas/generated.ts'
import { isCut, isInTags } from './cue-layout.ts'
import { copyTagsOf, isSameFile, readFileOf, withoutCopies } from './copies.ts'
import type { FileOfTrack } from './copies.ts'
import { fileKey } from './library-path.ts'
import type { FilePlace, LibraryPath } from './library-path.ts'
import { isPart, soundKeyOf } from './reference.ts'
import type { FoundFile, LibraryOrigin } from './reference.ts'
import { TAGS_VERSION } from './tags.ts'

/** What the topic held when a scan began. */
export interface KnownLibrary {
  readonly tracks: ReadonlyMap<TrackId, AudioReference>
  /** Every known file that is a track, copies too, by `fileKey`. */
  readonly files: ReadonlyMap<string, AudioReference>
  /** The tracks in every known file that a cue sheet cuts, copies too, by `fileKey`; in order of their starts. */
  readonly parts: ReadonlyMap<string, readonly AudioReference[]>
  /** By sound hash; parts of files are not among them. Of tracks of one sound, which earlier versions told apart by their tags, the first by id. */
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
  const parts = new Map<string, AudioReference[]>()
  const bySound = new Map<string, TrackId>()
  for (const reference of tracks.values()) {
    if (isPart(reference)) {
      for (const file of [reference, ...reference.copies]) addPart(parts, fileKey(file), reference)
      continue
    }
    const { trackId, soundHash } = reference
    if (soundHash !== null && trackId < (bySound.get(soundHash) ?? '~')) bySound.set(soundHash, trackId)
    for (const copy of reference.copies) files.set(fileKey(copy), reference)
    files.set(fileKey(reference), reference)
  }
  for (const key of changed) {
    files.delete(key)
    parts.delete(key)
  }
  for (const each of parts.values()) each.sort((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0))
  return { tracks: new Map(tracks), files, parts, bySound }
}

function addPart(parts: Map<string, AudioReference[]>, key: string, reference: AudioReference): void {
  const there = parts.get(key)
  if (there === undefined) parts.set(key, [reference])
  else there.push(reference)
}

/** Whether a cue sheet said something of a file when it was last read. */
export function isKnownOfSheet(known: KnownLibrary, file: FilePlace): boolean {
  const reference = knownReference(known, file)
  return reference !== null && (knownTags(reference, file)?.cueSheetVersion ?? null) !== null
}

/**
 * The reference of the track whose sound an unchanged file holds, or of the first of them; null when it is not known. Another file may
 * stand for it.
 */
export function knownReference(known: KnownLibrary, file: FilePlace): AudioReference | null {
  const key = fileKey(file)
  return known.files.get(key) ?? known.parts.get(key)?.[0] ?? null
}

/** Whether an unchanged file stands for its track, rather than being a copy. */
export function isKnownMainFile(known: KnownLibrary, file: FilePlace): boolean {
  const reference = knownReference(known, file)
  return reference !== null && isSameFile(reference, file)
}

/** What an earlier scan read of an unchanged file, whether it stands for a track or not; null: nothing. */
export function knownTags(reference: AudioReference, file: FilePlace): CopyTags | null {
  if (isSameFile(reference, file)) return copyTagsOf(reference)
  return reference.copies.find((copy) => isSameFile(copy, file))?.tags ?? null
}

/**
 * The tracks of a file that need not be read. Null when it must be: the file is new or has changed, its origin changed, its lyrics or
 * its cue sheet came, went or changed, it is a copy of one that has gone, an older version of the tag reader read it, or its sound
 * hash is not known.
 * @param isFound whether this scan visits the file at a place.
 */
export function unchangedTracks(
  known: KnownLibrary,
  file: FoundFile,
  origin: LibraryOrigin,
  isFound: (file: LibraryPath) => boolean,
): readonly FileOfTrack[] | null {
  const key = fileKey(file)
  const whole = known.files.get(key)
  const cut = known.parts.get(key) ?? []
  const parts = isCut(file) || isInTags(cut[0]?.cueSheetVersion ?? null) ? cut : []
  const before = parts.length === 0 && whole !== undefined ? [whole] : parts
  const now = before.flatMap((reference) => unchangedTrack(reference, file, origin, isFound) ?? [])
  if (now.length === 0 || now.length < before.length) return null
  return parts.length === 0 || areAllParts(parts, file) ? now : null
}

function unchangedTrack(
  reference: AudioReference,
  file: FoundFile,
  origin: LibraryOrigin,
  isFound: (file: LibraryPath) => boolean,
): FileOfTrack | null {
  const isMain = isSameFile(reference, file)
  const tags = isMain && reference.soundHash !== null ? reference : knownTags(reference, file)
  if (tags === null || tags.tagsVersion !== TAGS_VERSION) return null
  const sheet = file.sheet?.version ?? null
  const isOfSheet = tags.cueSheetVersion === sheet || (sheet === null && isInTags(tags.cueSheetVersion))
  // Lyrics are those of a whole file.
  if (!isOfSheet || (!isPart(reference) && tags.lyricsPath !== (file.lyricsPath ?? null))) return null
  if (isMain) return reference.source === origin ? readFileOf(file, withoutCopies(reference, file)) : null
  const { trackId } = reference
  return isFound(reference)
    ? { file, trackId, soundKey: soundKeyOf(reference), reference: null, tags: knownTags(reference, file) }
    : null
}

/** Whether the parts are those into which the sheet cuts the file: an interrupted scan may have written some of them. */
function areAllParts(parts: readonly AudioReference[], file: FoundFile): boolean {
  const tracks = file.sheet?.tracks ?? parts
  // What a sheet places behind the end of the file is left out: the tags of the file tell where that is.
  return parts.every(
    ({ startMs, endMs }, at) => startMs === tracks[at]?.startMs && endMs === (parts[at + 1]?.startMs ?? null),
  )
}
