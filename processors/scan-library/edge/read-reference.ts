import { join } from 'node:path'
import type { Logger } from 'pino'
import type { AudioReference, FileCopy, ScanProblem } from '../../../schemas/generated.ts'
import { knownReference, unchangedReference } from '../known-library.ts'
import type { KnownLibrary } from '../known-library.ts'
import type { MusicLibrary } from '../library.ts'
import { referenceOf } from '../reference.ts'
import type { FoundFile } from '../reference.ts'
import { contentHash } from './content-hash.ts'
import type { TagReader } from './tag-reader.ts'
import { whyUnreadable } from './walk.ts'

export interface ReadReferenceOptions {
  readonly log: Logger
  readonly signal: AbortSignal
  readonly tags: TagReader
  readonly known: KnownLibrary
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
  const unchanged = unchangedReference(known, file, origin, options.isFound)
  if (unchanged !== null) return described(unchanged)
  const absolutePath = join(file.library, file.path)
  try {
    const hash = knownReference(known, file)?.contentHash ?? (await hashed(absolutePath, file, options))
    const read = await tags.read(absolutePath)
    if (read.tags === null)
      log.warn(
        { library: file.library, path: file.path, why: read.why },
        `The tags of ${file.path} cannot be read; title and artist are taken from its name.`,
      )
    return described(referenceOf(file, hash, read.tags, origin))
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
