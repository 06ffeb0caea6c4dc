import type { BigIntStats } from 'node:fs'
import { constants } from 'node:fs'
import { lstat, open, readlink, realpath } from 'node:fs/promises'
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
 * file's place. Where the opened file lies is asked after opening it, so that a folder or file that is swapped for a link between
 * check and use gives nothing.
 * @param asksKernel whether to ask the kernel where the open file lies; otherwise what was opened is compared with what lies at its path.
 * @throws {NotOpenedError} and errors of the file system.
 */
export async function openInside(folder: string, path: string, asksKernel = kernelSays): Promise<OpenedFile> {
  const place = join(folder, path)
  const [realFolder, there] = await Promise.all([realpath(folder), lstat(place, { bigint: true })])
  // A link may lead to a device, which must not be opened: most paths are none, and their real ones need not be asked first.
  const real = there.isFile() ? place : await regularFileAt(place, realFolder)
  const handle = await open(real, OPEN_REGULAR).catch((error: unknown) => {
    throw error instanceof Error && 'code' in error && error.code === 'ELOOP' ? new NotOpenedError('outside') : error
  })
  try {
    const status = await handle.stat({ bigint: true })
    if (!status.isFile()) throw new NotOpenedError('no-file')
    if (!isBelow(realFolder, await placeOf(handle, status, real, asksKernel))) throw new NotOpenedError('outside')
    return { handle, status, realFolder }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Never waits for a pipe, and follows no link that has taken the file's place. Windows has neither flag: undefined counts as 0. */
const OPEN_REGULAR = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW

/** The real path of what a link, or a folder above, leads to. */
async function regularFileAt(place: string, realFolder: string): Promise<string> {
  const real = await realpath(place)
  if (!isBelow(realFolder, real)) throw new NotOpenedError('outside')
  if (!(await lstat(real)).isFile()) throw new NotOpenedError('no-file')
  return real
}

/** Linux says where an open file lies; a sandboxed process may not ask. */
let kernelSays = process.platform === 'linux'

/** The real path of an open file. @throws {NotOpenedError} when there is another file at the path that it was opened by. */
async function placeOf(handle: FileHandle, status: BigIntStats, opened: string, asksKernel: boolean): Promise<string> {
  if (asksKernel) {
    const where = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => null)
    if (where !== null) return where
    kernelSays = false
  }
  const real = await realpath(opened)
  const now = await lstat(real, { bigint: true })
  if (now.dev !== status.dev || now.ino !== status.ino) throw new NotOpenedError('outside')
  return real
}

/** With the separator: `/music-private` does not lie in `/music`. */
export function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
