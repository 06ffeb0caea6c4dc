import type { Logger } from 'pino'
import type { AudioReference, ScanProblem, TrackId } from '../../../schemas/generated.ts'
import { isSameFile, readFileOf } from '../copies.ts'
import type { FileOfTrack } from '../copies.ts'
import { knownReference, knownTags, unchangedFile } from '../known-library.ts'
import type { KnownLibrary } from '../known-library.ts'
import type { MusicLibrary } from '../library.ts'
import { referenceOf, trackIdOf } from '../reference.ts'
import type { FilePlace, LibraryPath } from '../library-path.ts'
import type { FileIdentity, FoundFile } from '../reference.ts'
import { contentHash } from './content-hash.ts'
import { soundHash } from './sound-hash.ts'
import type { TagReader } from './tag-reader.ts'
import { whyUnreadable } from './walk.ts'

export interface ReadReferenceOptions {
  readonly log: Logger
  readonly signal: AbortSignal
  readonly tags: TagReader
  readonly known: KnownLibrary
  /** The track of a file that an earlier scan of this process read, and that another instance stands for. */
  readOf(file: FilePlace): TrackId | null
  /** Whether this scan visits the file at a place. */
  isFound(file: LibraryPath): boolean
  onHashed(bytes: number): void
}

/**
 * One file and its track. Of an unchanged file nothing is read; of one whose hashes are known, the tags alone.
 * @returns a problem when the file cannot be read. @throws the signal's reason.
 */
export async function readReference(
  file: FoundFile,
  library: MusicLibrary,
  options: ReadReferenceOptions,
): Promise<FileOfTrack | ScanProblem> {
  const { known } = options
  const read = options.readOf(file)
  const ofAnother = read === null ? undefined : known.tracks.get(read)
  if (ofAnother !== undefined) {
    const { trackId, soundHash } = ofAnother
    return { file, trackId, soundHash, reference: null, tags: null }
  }
  const unchanged = unchangedFile(known, file, library.origin, options.isFound)
  if (unchanged === null) return readAgain(file, library, options)
  const { reference } = unchanged
  return reference === null ? unchanged : { ...unchanged, reference: described(reference, library) }
}

const described = (reference: AudioReference, { dataSet }: MusicLibrary): AudioReference =>
  dataSet?.describe(reference) ?? reference

/** The same of a file whose tags are wanted, also of an unchanged one. */
export async function readAgain(
  file: FoundFile,
  library: MusicLibrary,
  options: ReadReferenceOptions,
): Promise<FileOfTrack | ScanProblem> {
  const { log, signal, tags } = options
  try {
    const identity = await identityOf(file, options)
    const answer = await tags.read(file)
    if (answer.tags === null)
      log.warn(
        { library: file.library, path: file.path, why: answer.why },
        `The tags of ${file.path} cannot be read; title and artist are taken from its name.`,
      )
    return readFileOf(file, described(referenceOf(file, identity, answer.tags, library.origin), library))
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
function bytesOf(before: AudioReference | null, known: KnownLibrary, file: FoundFile): string | null {
  if (before === null) return null
  return (knownTags(known, file)?.contentHash ?? (isSameFile(before, file) ? before.contentHash : '')) || null
}

/**
 * A file keeps the track that it is known to hold; another one is of the track of the same sound, whatever its tags say, or
 * of a new one.
 */
async function identityOf(file: FoundFile, { known, signal, onHashed }: ReadReferenceOptions): Promise<FileIdentity> {
  const before = knownReference(known, file)
  const bytesBefore = bytesOf(before, known, file)
  const content = bytesBefore ?? (await contentHash(file, signal))
  const sound = before?.soundHash ?? (await soundHash(file, signal))
  if (bytesBefore === null || before?.soundHash == null) onHashed(file.sizeBytes)
  return {
    trackId: before?.trackId ?? known.bySound.get(sound) ?? trackOfBytes(known, content) ?? trackIdOf(sound),
    contentHash: content,
    soundHash: sound,
  }
}
