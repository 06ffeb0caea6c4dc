import { serveRequests } from '../../../streams/engine/sandbox/serve-requests.ts'
import { bytesVersion } from '../../shared/files/picture-version.ts'
import { shownPicture } from '../../shared/pictures/shown-picture.ts'
import { isFileRequest } from '../../shared/tags/file-request.ts'
import type { FileRequest } from '../../shared/tags/file-request.ts'
import { fieldsOf } from '../../shared/tags/fields.ts'
import { lyricsFormOf } from '../../shared/tags/lyrics.ts'
import { readLyrics } from '../../shared/tags/read-lyrics.ts'
import { readTagsAndChapters } from '../../shared/tags/read-metadata.ts'
import { cleanText } from '../../shared/text/clean-text.ts'
import { tagsFrom } from '../tags.ts'
import { LONGEST_CUE_SHEET } from '../cue-sheet.ts'
import type { TagAnswer } from './tag-reader.ts'

/** The program of a child that reads tags. */
serveRequests(isFileRequest, readTags)

async function readTags(file: FileRequest): Promise<TagAnswer> {
  try {
    const { metadata, chapters } = await readTagsAndChapters(file, { duration: true })
    const { format, common, native } = metadata
    const cover = shownPicture(common.picture)
    const tags = tagsFrom({
      native,
      container: format.container,
      codec: format.codec,
      durationSeconds: format.duration,
      artVersion: cover === null ? undefined : bytesVersion(cover),
      chapters,
    })
    const fields = fieldsOf(native)
    const lyrics = lyricsFormOf(await readLyrics(file, fields))
    const cueSheet = fields('cueSheet')[0]?.slice(0, LONGEST_CUE_SHEET) ?? null
    return { tags: { ...tags, lyrics }, why: '', cueSheet }
  } catch (error) {
    return { tags: null, cueSheet: null, why: cleanText(error instanceof Error ? error.message : String(error)) }
  }
}
