import { createReadStream } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { parseStream, selectCover } from 'music-metadata'
import { z } from 'zod'
import { MAX_PICTURE_BYTES } from '../media-type.ts'

const question = z.object({ fd: z.number().int(), sizeBytes: z.number().int(), path: z.string() })

/** Answers each question with the picture of one open file; the file stays its opener's to close. */
parentPort?.on('message', (message: unknown) => {
  void pictureOf(question.parse(message)).then((picture) => parentPort?.postMessage({ picture }))
})

/** Null also when the tags cannot be read: then there is no picture to show. */
async function pictureOf({ fd, sizeBytes, path }: z.infer<typeof question>): Promise<Uint8Array | null> {
  const stream = createReadStream('', { fd, autoClose: false, start: 0 })
  try {
    const { common } = await parseStream(stream, { size: sizeBytes, path }, { duration: false })
    const cover = selectCover(common.picture)
    return cover === null || cover.data.length > MAX_PICTURE_BYTES ? null : Uint8Array.from(cover.data)
  } catch {
    return null
  } finally {
    stream.destroy()
  }
}
