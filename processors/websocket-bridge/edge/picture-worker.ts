import { parentPort } from 'node:worker_threads'
import { parseStream, selectCover } from 'music-metadata'
import { MAX_PICTURE_BYTES } from '../media-type.ts'
import { openLibraryFile } from './library-file.ts'
import type { PictureQuestion } from './pictures.ts'

/** Gets a track, answers with the picture that its file embeds. */
parentPort?.on('message', (question: PictureQuestion) => {
  void pictureOf(question).then((picture) => parentPort?.postMessage(picture))
})

/** Null also when the tags cannot be read: then there is no picture to show. */
async function pictureOf({ reference, folders }: PictureQuestion): Promise<Uint8Array | null> {
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
