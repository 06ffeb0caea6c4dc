import { openInside } from '../files/open-inside.ts'
import { LONGEST_LYRICS, lyricsIn } from './fields.ts'
import type { Fields } from './fields.ts'
import type { FileRequest } from './file-request.ts'
import { chosenLyrics, decodedLyrics, lyricLines } from './lyrics.ts'
import type { LyricLine } from './lyrics.ts'

/** The lyrics of a track: those in its tags, or of the file beside it. */
export async function readLyrics(
  { library, lyricsPath = null }: FileRequest,
  fields: Fields,
): Promise<readonly LyricLine[]> {
  // A file that has gone meanwhile is none.
  const beside = lyricsPath === null ? '' : await textOfFile({ library, path: lyricsPath }).catch(() => '')
  return chosenLyrics(lyricLines(beside), lyricLines(lyricsIn(fields)))
}

/** At most 256 KiB of it. */
async function textOfFile({ library, path }: FileRequest): Promise<string> {
  const { handle } = await openInside(library, path)
  try {
    const bytes = Buffer.alloc(LONGEST_LYRICS)
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
    return decodedLyrics(bytes.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}
