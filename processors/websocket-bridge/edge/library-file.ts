import { constants } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { AudioReference } from '../../../schemas/generated.ts'
import { Problem } from '../problem.ts'

/** An open file that is inside a library folder; the caller closes it. */
export interface LibraryFile {
  readonly handle: FileHandle
  readonly sizeBytes: number
  /** An entity tag: the content's hash while the file looks as it did when it was scanned (size, time of change). */
  readonly etag: string
}

/**
 * Opens the file of a track, if it really lies in its library folder and that is one of those which this service was given.
 *
 * The file is opened first and compared afterwards with what lies at its real path, so that swapping a folder for a link
 * between check and use opens nothing.
 * @throws {Problem} `file-gone`, also when the file is refused: an outsider learns nothing of what is there.
 */
export async function openLibraryFile(reference: AudioReference, folders: readonly string[]): Promise<LibraryFile> {
  const path = join(reference.library, reference.path)
  // Without O_NONBLOCK, opening a named pipe waits for a writer.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw gone(cause)
  })
  try {
    const stat = await handle.stat({ bigint: true })
    const real = await realpath(path)
    const there = await lstat(real, { bigint: true })
    const same = stat.isFile() && there.dev === stat.dev && there.ino === stat.ino
    if (!same || !(await isServed(real, reference.library, folders))) throw gone(new Error('outside of the library'))
    const sizeBytes = Number(stat.size)
    const unchanged = sizeBytes === reference.sizeBytes && Math.abs(Number(stat.mtimeMs) - reference.modifiedAt) <= 1
    const etag = unchanged ? reference.contentHash : `${reference.contentHash}-${sizeBytes}-${stat.mtimeMs}`
    return { handle, sizeBytes, etag: `"${etag}"` }
  } catch (error) {
    await handle.close()
    throw error instanceof Problem ? error : gone(error)
  }
}

async function isServed(real: string, library: string, folders: readonly string[]): Promise<boolean> {
  const root = await realpath(library)
  const served = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)))
  return isBelow(root, real) && served.some((folder) => folder !== null && (root === folder || isBelow(folder, root)))
}

/** With the separator: `/music-private` does not lie in `/music`. */
function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function gone(cause: unknown): Problem {
  const detail =
    'The file of this track is not in a library folder that the player was started with: it was moved or deleted, or its folder is not there. Scan the library again.'
  return new Problem('file-gone', detail, { cause })
}
