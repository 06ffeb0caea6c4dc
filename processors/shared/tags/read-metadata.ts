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
export function readMetadata(file: FileRequest, options: MetadataOptions): Promise<IAudioMetadata> {
  return withOpen(file, (handle, sizeBytes) => metadataOf(handle, file.path, sizeBytes, options))
}

/** The same, with the chapters that music-metadata does not find, through one opening. */
export function readTagsAndChapters(
  file: FileRequest,
  options: MetadataOptions,
): Promise<{ readonly metadata: IAudioMetadata; readonly chapters: readonly FoundChapter[] }> {
  return withOpen(file, async (handle, sizeBytes) => {
    const metadata = await metadataOf(handle, file.path, sizeBytes, options)
    const inTags = (metadata.format.chapters ?? []).map(({ title, start, timeScale = 1 }) => ({
      ...{ title, startSeconds: start / timeScale },
    }))
    return { metadata, chapters: inTags.length > 0 ? inTags : await chaptersOf(handle, sizeBytes) }
  })
}

interface MetadataOptions {
  readonly duration: boolean
}

async function withOpen<T>(
  { library, path }: FileRequest,
  read: (handle: FileHandle, sizeBytes: number) => Promise<T>,
): Promise<T> {
  const { handle, status } = await openInside(library, path)
  try {
    return await read(handle, Number(status.size))
  } finally {
    await handle.close()
  }
}

async function metadataOf(
  handle: FileHandle,
  path: string,
  sizeBytes: number,
  options: MetadataOptions,
): Promise<IAudioMetadata> {
  const metadata = await parseFromTokenizer(new BoundedTokenizer(handle, path, sizeBytes), options)
  for (const form of ID3_FORMS) {
    const tags = metadata.native[form]
    if (tags !== undefined) metadata.native[form] = [...withId3Text(form, tags, await firstId3Bytes(handle))]
  }
  return metadata
}

const ID3_FORMS = ['ID3v2.2', 'ID3v2.3', 'ID3v2.4']

function chaptersOf(handle: FileHandle, sizeBytes: number): Promise<readonly FoundChapter[]> {
  return mp4Chapters(async (at, length) => {
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await handle.read(bytes, 0, length, at)
    return bytes.subarray(0, bytesRead)
  }, sizeBytes)
}

/** Of the tag that a file begins with. In a chunk of another format it stays as music-metadata has it. */
async function firstId3Bytes(handle: FileHandle): Promise<Uint8Array> {
  const head = Buffer.alloc(10)
  const { bytesRead } = await handle.read(head, 0, head.length, 0)
  const tag = Buffer.alloc(Math.min(ID3_TEXT_BYTES, id3TagBytes(head.subarray(0, bytesRead))))
  const read = await handle.read(tag, 0, tag.length, 0)
  return tag.subarray(0, read.bytesRead)
}
