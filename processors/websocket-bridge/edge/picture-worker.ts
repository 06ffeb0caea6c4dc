import { parseStream, selectCover } from 'music-metadata'
import { MAX_PICTURE_BYTES } from '../media-type.ts'
import { openLibraryFile } from './library-file.ts'
import type { PictureQuestion } from './pictures.ts'

/** Runs in a worker. @returns the picture that a file embeds; null also when its tags cannot be read. */
export default async function readPicture({ reference, folders }: PictureQuestion): Promise<Uint8Array | null> {
  try {
    const { handle, sizeBytes } = await openLibraryFile(reference, folders)
    const stream = handle.createReadStream({ start: 0 })
    try {
      const { common } = await parseStream(stream, { size: sizeBytes, path: reference.path }, { duration: false })
      const cover = selectCover(common.picture)
      return cover === null || cover.data.length > MAX_PICTURE_BYTES ? null : Uint8Array.from(cover.data)
    } finally {
      stream.destroy()
    }
  } catch {
    return null
  }
}
