import type { Logger } from 'pino'
import type { AudioReference, FileCopy, ScanProblem, TrackId } from '../../../schemas/generated.ts'
import { isKnownMainFile, knownReference, unchangedReference } from '../known-library.ts'
import type { KnownLibrary } from '../known-library.ts'
import type { MusicLibrary } from '../library.ts'
import { referenceOf, trackIdOf } from '../reference.ts'
import { fileCopy } from '../library-path.ts'
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
  readOf(file: FileCopy): TrackId | null
  /** Whether this scan found a file. */
  isFound(file: FileCopy): boolean
  onHashed(bytes: number): void
}

/**
 * The reference of one file. Of an unchanged file nothing is read; of one whose hashes are known, the tags alone.
 * @returns a problem when the file cannot be read. @throws the signal's reason.
 */
export async function readReference(
  file: FoundFile,
  { origin, dataSet }: MusicLibrary,
  options: ReadReferenceOptions,
): Promise<AudioReference | ScanProblem> {
  const { log, signal, tags, known } = options
  const described = (reference: AudioReference) => dataSet?.describe(reference) ?? reference
  const read = options.readOf(file)
  const ofAnother = read === null ? undefined : known.tracks.get(read)
  if (ofAnother !== undefined) return { ...ofAnother, ...fileCopy(file) }
  const unchanged = unchangedReference(known, file, origin, options.isFound)
  if (unchanged !== null) return described(unchanged)
  try {
    const identity = await identityOf(file, options)
    const answer = await tags.read(file)
    if (answer.tags === null)
      log.warn(
        { library: file.library, path: file.path, why: answer.why },
        `The tags of ${file.path} cannot be read; title and artist are taken from its name.`,
      )
    return described(referenceOf(file, identity, answer.tags, origin))
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

/**
 * A file keeps the track that it is known to hold; another one is of the track of the same sound, whatever its tags say, or
 * of a new one.
 */
async function identityOf(file: FoundFile, { known, signal, onHashed }: ReadReferenceOptions): Promise<FileIdentity> {
  const before = knownReference(known, file)
  const bytesBefore = before !== null && isKnownMainFile(known, file) ? before.contentHash || null : null
  const content = bytesBefore ?? (await contentHash(file, signal))
  const sound = before?.soundHash ?? (await soundHash(file, signal))
  if (bytesBefore === null || before?.soundHash == null) onHashed(file.sizeBytes)
  return {
    trackId: before?.trackId ?? known.bySound.get(sound) ?? trackOfBytes(known, content) ?? trackIdOf(sound),
    contentHash: content,
    soundHash: sound,
  }
}
