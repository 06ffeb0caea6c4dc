import { parseFromTokenizer } from 'music-metadata'
import type { IAudioMetadata } from 'music-metadata'
import { openInside } from '../files/open-inside.ts'
import { BoundedTokenizer } from './bounded-tokenizer.ts'
import type { FileRequest } from './file-request.ts'

/** @throws {Error} when the file cannot be opened, has no tags that can be read, or they claim a piece that is too large. */
export async function readMetadata(
  { library, path }: FileRequest,
  options: { readonly duration: boolean },
): Promise<IAudioMetadata> {
  const { handle, status } = await openInside(library, path)
  try {
    return await parseFromTokenizer(new BoundedTokenizer(handle, path, Number(status.size)), options)
  } finally {
    await handle.close()
  }
}
