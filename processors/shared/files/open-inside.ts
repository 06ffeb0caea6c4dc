import type { BigIntStats } from 'node:fs'
import { constants } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** A regular file that really lies in a library folder, open for reading; the caller closes it. */
export interface OpenedFile {
  readonly handle: FileHandle
  readonly status: BigIntStats
  /** Of the library folder, without symbolic links. */
  readonly realFolder: string
}

/** A path in a library folder that is not opened, whatever is there. */
export class NotOpenedError extends Error {
  override readonly name = 'NotOpenedError'
  readonly reason: 'outside' | 'no-file'

  constructor(reason: 'outside' | 'no-file') {
    super(reason === 'outside' ? 'it leads out of its library folder' : 'it is not a file')
    this.reason = reason
  }
}

/**
 * Opens a file of a library folder: the one way to open what a path in a library names. Nothing but a regular file is opened,
 * so that no pipe, device or socket is touched, and the open itself never waits for the other end of a pipe that took the
 * file's place. What was opened is compared with what lies at its real path, so that a folder or file that is swapped for a
 * link between check and use gives nothing.
 * @throws {NotOpenedError} and errors of the file system.
 */
export async function openInside(folder: string, path: string): Promise<OpenedFile> {
  const [realFolder, real] = await Promise.all([realpath(folder), realpath(join(folder, path))])
  if (!isBelow(realFolder, real)) throw new NotOpenedError('outside')
  const there = await lstat(real, { bigint: true })
  if (!there.isFile()) throw new NotOpenedError('no-file')
  const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const status = await handle.stat({ bigint: true })
    if (!status.isFile()) throw new NotOpenedError('no-file')
    const after = await lstat(await realpath(real), { bigint: true })
    const isSame = after.dev === status.dev && after.ino === status.ino && isBelow(realFolder, await realpath(real))
    if (!isSame) throw new NotOpenedError('outside')
    return { handle, status, realFolder }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** With the separator: `/music-private` does not lie in `/music`. */
export function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
