import type { Logger } from 'pino'
import type { AudioReference, ScanProblem, TrackId } from '../../../schemas/generated.ts'
import { isSameFile, readFileOf } from '../copies.ts'
import type { FileOfTrack } from '../copies.ts'
import { sheetInTags } from '../cue-layout.ts'
import { referencesOf } from '../cue-parts.ts'
import { knownReference, knownTags, unchangedTracks } from '../known-library.ts'
import type { KnownLibrary } from '../known-library.ts'
import type { MusicLibrary } from '../library.ts'
import { soundKeyOf, trackIdOf } from '../reference.ts'
import { fileKey } from '../library-path.ts'
import type { LibraryPath } from '../library-path.ts'
import type { FileIdentity, FoundFile } from '../reference.ts'
import { hashesOf } from './content-hash.ts'
import type { FileHashes } from './content-hash.ts'
import type { TagReader } from './tag-reader.ts'
import { whyUnreadable } from './walk.ts'

export interface ReadReferenceOptions {
  readonly log: Logger
  readonly signal: AbortSignal
  readonly tags: TagReader
  readonly known: KnownLibrary
  /** The tracks of a file that an earlier scan of this process read, and that another instance stands for; empty: it did not. */
  readOf(file: FoundFile): readonly TrackId[]
  /** Whether this scan visits the file at a place. */
  isFound(file: LibraryPath): boolean
  onHashed(bytes: number): void
}

/** The tracks of a file that need not be read: one, or those that a cue sheet cuts it into. Null: it must be read. */
export function unreadTracks(
  file: FoundFile,
  library: MusicLibrary,
  options: Pick<ReadReferenceOptions, 'known' | 'readOf' | 'isFound'>,
): readonly FileOfTrack[] | null {
  const { known } = options
  const read = options.readOf(file)
  const ofAnother = read.flatMap((id) => known.tracks.get(id) ?? [])
  if (read.length > 0 && ofAnother.length === read.length)
    return ofAnother.map((reference) => {
      return { file, trackId: reference.trackId, soundKey: soundKeyOf(reference), reference: null, tags: null }
    })
  const unchanged = unchangedTracks(known, file, library.origin, options.isFound)
  if (unchanged === null || library.dataSet === undefined) return unchanged
  return unchanged.map((each) =>
    each.reference === null ? each : { ...each, reference: described(each.reference, library) },
  )
}

const described = (reference: AudioReference, { dataSet }: MusicLibrary): AudioReference =>
  dataSet?.describe(reference) ?? reference

/**
 * The tracks of a file whose tags are wanted, also of an unchanged one. Of one whose hashes are known, the tags alone are read.
 * @returns a problem when the file cannot be read. @throws the signal's reason.
 */
export async function readAgain(
  file: FoundFile,
  library: MusicLibrary,
  options: ReadReferenceOptions,
): Promise<readonly FileOfTrack[] | ScanProblem> {
  const { log, signal, tags } = options
  try {
    const identity = await identityOf(file, options)
    const answer = await tags.read(file)
    if (answer.tags === null)
      log.warn(
        { library: file.library, path: file.path, why: answer.why },
        `The tags of ${file.path} cannot be read; title and artist are taken from its name.`,
      )
    // A sheet beside the file is there because somebody put it there.
    const sheet = file.sheet ?? (library.dataSet === undefined ? sheetInTags(answer.cueSheet ?? null) : null)
    const references = referencesOf({ ...file, sheet }, identity, answer.tags, library.origin)
    return references.map((reference) => readFileOf(file, described(reference, library)))
  } catch (error) {
    signal.throwIfAborted()
    return { library: file.library, path: file.path, why: whyUnreadable(error) }
  }
}

/**
 * The track of an earlier version, whose id comes from the bytes of its file and whose sound is not known yet: the file was moved
 * or touched before this version saw it.
 */
function trackOfBytes({ tracks }: KnownLibrary, content: string): TrackId | null {
  const track = tracks.get(trackIdOf(content))
  return track?.soundHash === null && track.contentHash === content ? track.trackId : null
}

/** The hash of an unchanged file's bytes; null when it is not known. Of a version that knew no sounds, it is in the reference alone. */
function bytesOf(before: AudioReference | null, file: FoundFile): string | null {
  if (before === null) return null
  return (knownTags(before, file)?.contentHash ?? (isSameFile(before, file) ? before.contentHash : '')) || null
}

const NOT_HASHED: FileHashes = { content: null, sound: null }

/**
 * A file keeps the track that it is known to hold; another one is of the track of the same sound, whatever its tags say, or
 * of a new one.
 */
async function identityOf(file: FoundFile, { known, signal, onHashed }: ReadReferenceOptions): Promise<FileIdentity> {
  const before = knownReference(known, file)
  const whole = known.files.get(fileKey(file))
  const bytesBefore = bytesOf(before, file)
  const soundBefore = before?.soundHash ?? null
  const wanted = { content: bytesBefore === null, sound: soundBefore === null }
  const isHashed = wanted.content || wanted.sound
  const hashes = isHashed ? await hashesOf(file, wanted, signal) : NOT_HASHED
  const [content, sound] = [bytesBefore ?? hashes.content ?? '', soundBefore ?? hashes.sound ?? '']
  if (isHashed) onHashed(file.sizeBytes)
  return {
    trackId: whole?.trackId ?? known.bySound.get(sound) ?? trackOfBytes(known, content) ?? trackIdOf(sound),
    contentHash: content,
    soundHash: sound,
  }
}
