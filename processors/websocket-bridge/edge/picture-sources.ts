import type { CoverPlace } from '../../../schemas/generated.ts'
import type { HeldReference } from '../catalogue.ts'
import { bytesVersion, fileVersion } from '../../shared/files/picture-version.ts'
import { Problem } from '../problem.ts'
import { openLibraryFile } from './library-file.ts'

/** Where a picture is taken from, and the version that it has there now. */
export interface PictureSource {
  readonly library: string
  /** Of the audio file that embeds it, or of the picture itself, below the library folder. */
  readonly path: string
  readonly isEmbedded: boolean
  readonly version: string
}

/** No file has this size, so that the entity tag is made from how the picture looks now. */
const NO_SIZE = -1

/**
 * What may give the picture of a track, best first: the file itself, the picture beside it, a copy of the file.
 * @throws {Problem} `file-gone` when the file is asked and is not there.
 */
export async function* coverSources(
  reference: HeldReference,
  folders: readonly string[],
): AsyncGenerator<PictureSource> {
  const { library, path, hasArt, artVersion, folderArt, coverFrom } = reference
  if (hasArt) {
    const { handle, etag } = await openLibraryFile(reference, folders)
    await handle.close() // the process that parses it opens its own
    const isAsScanned = etag === `"${reference.contentHash}"`
    const version = isAsScanned && artVersion !== null ? artVersion : bytesVersion(Buffer.from(etag))
    yield { library, path, isEmbedded: true, version }
  }
  const beside = folderArt === null ? null : await pictureFile(reference, folderArt, folders)
  if (beside !== null) yield beside
  if (coverFrom !== null) yield* ofCopy(reference, coverFrom, folders)
}

/** What a copy of the file gives; nothing when it has gone: the next scan finds another. */
async function* ofCopy(
  reference: HeldReference,
  { library, path, isEmbedded }: CoverPlace,
  folders: readonly string[],
): AsyncGenerator<PictureSource> {
  const copy = await pictureFile({ ...reference, library }, path, folders)
  if (copy === null) return
  // Of the picture that a copy embeds, only the scan knows the version.
  const version = isEmbedded ? (reference.artVersion ?? copy.version) : copy.version
  yield { ...copy, isEmbedded, version }
}

/** What may give the picture of an artist: the one in the folder of a track, then the cover of a track. */
export async function* portraitSources(
  portrait: HeldReference | null,
  cover: HeldReference | null,
  folders: readonly string[],
): AsyncGenerator<PictureSource> {
  const path = portrait?.artistArt ?? null
  const inFolder = portrait === null || path === null ? null : await pictureFile(portrait, path, folders)
  if (inFolder !== null) yield inFolder
  if (cover !== null) yield* coverSources(cover, folders)
}

/** Null: it has gone. */
async function pictureFile(
  reference: HeldReference,
  path: string,
  folders: readonly string[],
): Promise<PictureSource | null> {
  try {
    const { handle, sizeBytes, modifiedAt } = await openLibraryFile({ ...reference, path, sizeBytes: NO_SIZE }, folders)
    await handle.close()
    return { library: reference.library, path, isEmbedded: false, version: fileVersion(path, sizeBytes, modifiedAt) }
  } catch (error) {
    if (error instanceof Problem && error.details.code === 'file-gone') return null
    throw error
  }
}
