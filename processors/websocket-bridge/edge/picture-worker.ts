import { serveRequests } from '../../../streams/engine/sandbox/serve-requests.ts'
import { selectCover } from 'music-metadata'
import { isFileRequest } from '../../shared/tags/file-request.ts'
import type { FileRequest } from '../../shared/tags/file-request.ts'
import { readMetadata } from '../../shared/tags/read-metadata.ts'
import { MAX_ORIGINAL_BYTES } from '../media-type.ts'

/** The program of a child that reads the picture that a file embeds; null also when its tags cannot be read. */
serveRequests(isFileRequest, readPicture)

async function readPicture(file: FileRequest): Promise<Uint8Array | null> {
  try {
    const { common } = await readMetadata(file, { duration: false })
    const cover = selectCover(common.picture)
    return cover === null || cover.data.length > MAX_ORIGINAL_BYTES ? null : Uint8Array.from(cover.data)
  } catch {
    return null
  }
}
