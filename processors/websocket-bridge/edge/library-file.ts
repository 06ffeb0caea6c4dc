import { realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { HeldReference } from '../catalogue.ts'
import { isBelow, openInside } from '../../shared/files/open-inside.ts'
import { Problem } from '../problem.ts'

/** An open file that is inside a library folder; the caller closes it. */
export interface LibraryFile {
  readonly handle: FileHandle
  readonly sizeBytes: number
  /** Epoch ms. */
  readonly modifiedAt: number
  /** An entity tag: the content's hash while the file looks as it did when it was scanned (size, time of change). */
  readonly etag: string
}

/**
 * Opens the file of a track, if it really lies in its library folder and that is one of those which this service was given.
 * @throws {Problem} `file-gone`, also when the file is refused: an outsider learns nothing of what is there.
 */
export async function openLibraryFile(reference: HeldReference, folders: readonly string[]): Promise<LibraryFile> {
  const { handle, status, realFolder } = await openInside(reference.library, reference.path).catch((cause: unknown) => {
    throw gone(cause)
  })
  if (!(await isServed(realFolder, folders))) {
    await handle.close()
    throw gone(new Error('of a folder that is not served'))
  }
  const sizeBytes = Number(status.size)
  const unchanged = sizeBytes === reference.sizeBytes && Math.abs(Number(status.mtimeMs) - reference.modifiedAt) <= 1
  const etag = unchanged ? reference.contentHash : `${reference.contentHash}-${sizeBytes}-${status.mtimeMs}`
  return { handle, sizeBytes, modifiedAt: Number(status.mtimeMs), etag: `"${etag}"` }
}

async function isServed(root: string, folders: readonly string[]): Promise<boolean> {
  const served = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)))
  return served.some((folder) => folder !== null && (root === folder || isBelow(folder, root)))
}

function gone(cause: unknown): Problem {
  const detail =
    'The file of this track is not in a library folder that the player was started with: it was moved or deleted, or its folder is not there. Scan the library again.'
  return new Problem('file-gone', detail, { cause })
}
