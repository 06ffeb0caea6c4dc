import type { FileHandle } from 'node:fs/promises'
import { parseFromTokenizer } from 'music-metadata'
import type { IAudioMetadata } from 'music-metadata'
import { openInside } from '../files/open-inside.ts'
import { BoundedTokenizer } from './bounded-tokenizer.ts'
import type { FileRequest } from './file-request.ts'
import { id3TagBytes, withId3Text } from './id3-text.ts'
import { mp4Chapters } from './mp4-chapters.ts'
import type { FoundChapter } from './mp4-chapters.ts'

/** What is read of an ID3v2 tag for its texts: pictures come behind them, as all programs write them. */
const ID3_TEXT_BYTES = 2 ** 20

/** @throws {Error} when the file cannot be opened, has no tags that can be read, or they claim a piece that is too large. */
export async function readMetadata(
  { library, path }: FileRequest,
  options: { readonly duration: boolean },
): Promise<IAudioMetadata> {
  const { handle, status } = await openInside(library, path)
  try {
    const metadata = await parseFromTokenizer(new BoundedTokenizer(handle, path, Number(status.size)), options)
    for (const form of ID3_FORMS) {
      const tags = metadata.native[form]
      if (tags !== undefined) metadata.native[form] = [...withId3Text(form, tags, await firstId3Bytes(handle))]
    }
    return metadata
  } finally {
    await handle.close()
  }
}

const ID3_FORMS = ['ID3v2.2', 'ID3v2.3', 'ID3v2.4']

/** The chapters of a file that music-metadata does not find. @throws {Error} when the file cannot be opened. */
export async function readChapters({ library, path }: FileRequest): Promise<readonly FoundChapter[]> {
  const { handle, status } = await openInside(library, path)
  try {
    return await mp4Chapters(async (at, length) => {
      const bytes = Buffer.alloc(length)
      const { bytesRead } = await handle.read(bytes, 0, length, at)
      return bytes.subarray(0, bytesRead)
    }, Number(status.size))
  } finally {
    await handle.close()
  }
}

/** Of the tag that a file begins with. In a chunk of another format it stays as music-metadata has it. */
async function firstId3Bytes(handle: FileHandle): Promise<Uint8Array> {
  const head = Buffer.alloc(10)
  const { bytesRead } = await handle.read(head, 0, head.length, 0)
  const tag = Buffer.alloc(Math.min(ID3_TEXT_BYTES, id3TagBytes(head.subarray(0, bytesRead))))
  const read = await handle.read(tag, 0, tag.length, 0)
  return tag.subarray(0, read.bytesRead)
}
