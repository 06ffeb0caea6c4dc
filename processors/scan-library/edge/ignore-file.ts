import { openInside } from '../../shared/files/open-inside.ts'
import { IGNORE_FILE } from '../ignore-rules.ts'

/** Far more than anyone types. */
const MAX_BYTES = 256 * 1024

/**
 * The text of a folder's ignore file.
 * @throws {Error} when it cannot be read, with what to do: what it would leave out must not come into the library.
 */
export async function readIgnoreFile(library: string, folder: string): Promise<string> {
  const path = folder === '' ? IGNORE_FILE : `${folder}/${IGNORE_FILE}`
  try {
    const { handle, status } = await openInside(library, path)
    try {
      if (status.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / 1024} KiB`)
      return await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const why = cause instanceof Error && !('code' in cause) ? cause.message : 'it cannot be read'
    throw new Error(`its ${IGNORE_FILE} is of no use: ${why}; mend or remove that file`, { cause })
  }
}
