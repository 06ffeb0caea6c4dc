import { serveRequests } from '../../../streams/engine/sandbox/serve-requests.ts'
import { isFileRequest } from '../../shared/tags/file-request.ts'
import type { FileRequest } from '../../shared/tags/file-request.ts'
import type { LyricLine } from '../../shared/tags/lyrics.ts'
import { readLyrics } from '../../shared/tags/read-lyrics.ts'
import { fieldsOf } from '../../shared/tags/fields.ts'
import { readMetadata } from '../../shared/tags/read-metadata.ts'

/** The program of a child that reads lyrics. */
serveRequests(isFileRequest, async (request: FileRequest): Promise<readonly LyricLine[]> => {
  // A file without readable tags may have its lyrics beside it.
  const native = await readMetadata(request, { duration: false }).then(
    (metadata) => metadata.native,
    () => ({}),
  )
  return readLyrics(request, fieldsOf(native))
})
