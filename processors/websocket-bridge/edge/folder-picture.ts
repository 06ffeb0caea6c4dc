import type { AudioReference } from '../../../schemas/generated.ts'
import { MAX_ORIGINAL_BYTES } from '../media-type.ts'
import { Problem } from '../problem.ts'
import { openLibraryFile } from './library-file.ts'

export interface ImageFile {
  readonly bytes: Uint8Array
  readonly etag: string
}

/** No file has this size, so that the entity tag is made from how the picture looks now. */
const NO_SIZE = -1

/** The picture that lies beside a track. Null: there is none, none that is small enough, or it has gone. */
export async function folderPicture(reference: AudioReference, folders: readonly string[]): Promise<ImageFile | null> {
  if (reference.folderArt === null) return null
  try {
    const place = { ...reference, path: reference.folderArt, sizeBytes: NO_SIZE }
    const { handle, sizeBytes, etag } = await openLibraryFile(place, folders)
    try {
      return sizeBytes > MAX_ORIGINAL_BYTES ? null : { bytes: await handle.readFile(), etag }
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof Problem && error.details.code === 'file-gone') return null
    throw error
  }
}
