import { join } from 'node:path'
import type { Logger } from 'pino'
import type { AudioReference, FileCopy, ScanProblem, TrackId } from '../../../schemas/generated.ts'
import { knownReference, unchangedReference } from '../known-library.ts'
import type { KnownLibrary } from '../known-library.ts'
import type { MusicLibrary } from '../library.ts'
import { referenceOf } from '../reference.ts'
import { fileCopy } from '../library-path.ts'
import type { FoundFile } from '../reference.ts'
import { contentHash } from './content-hash.ts'
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
 * The reference of one file. Of an unchanged file nothing is read; of a file whose content hash is known, the tags alone.
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
  const absolutePath = join(file.library, file.path)
  try {
    const hash = knownReference(known, file)?.contentHash ?? (await hashed(absolutePath, file, options))
    const answer = await tags.read(absolutePath)
    if (answer.tags === null)
      log.warn(
        { library: file.library, path: file.path, why: answer.why },
        `The tags of ${file.path} cannot be read; title and artist are taken from its name.`,
      )
    return described(referenceOf(file, hash, answer.tags, origin))
  } catch (error) {
    signal.throwIfAborted()
    return { library: file.library, path: file.path, why: whyUnreadable(error) }
  }
}

async function hashed(
  path: string,
  { sizeBytes }: FoundFile,
  { signal, onHashed }: ReadReferenceOptions,
): Promise<string> {
  const hash = await contentHash(path, sizeBytes, signal)
  onHashed(sizeBytes)
  return hash
}
