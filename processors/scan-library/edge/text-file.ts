import { decodedText } from '../../shared/text/decode-text.ts'
import { openInside } from '../../shared/files/open-inside.ts'
import type { LibraryPath } from '../library-path.ts'

/** @throws {Error} when it cannot be read, or is larger than that; and errors of the file system. */
export async function textFile(
  { library, path }: LibraryPath,
  maxBytes: number,
): Promise<{ readonly text: string; readonly bytes: Uint8Array }> {
  const { handle, status } = await openInside(library, path)
  try {
    if (status.size > BigInt(maxBytes)) throw new Error(`it is larger than ${maxBytes / 1024} KiB; remove it`)
    const bytes = await handle.readFile()
    return { text: decodedText(bytes), bytes }
  } finally {
    await handle.close()
  }
}
