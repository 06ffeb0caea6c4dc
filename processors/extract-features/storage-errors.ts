/**
 * What an error of a file operation is about.
 * - `machine`: this machine lacks a resource for now. The request is repeated.
 * - `device`: the disk or the share does not answer. It is waited for.
 * - `missing`: there is no such file. It depends on the library folder what that means: without its disk none is there.
 * - `file`: this file.
 */
export type StorageError = 'machine' | 'device' | 'missing' | 'file'

const MACHINE = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EBUSY', 'EINTR'] as const
/** Of disks that were pulled out, and of NFS, SMB and FUSE mounts whose server is gone (errno(3)). */
const DEVICE = [
  ...['EIO', 'ENXIO', 'ENODEV', 'ENOMEDIUM', 'EREMOTEIO', 'ESTALE', 'ETIMEDOUT', 'ENOTCONN', 'ENOLINK', 'ESHUTDOWN'],
  ...['EHOSTDOWN', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH', 'ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'],
] as const

const KINDS: ReadonlyMap<string, StorageError> = new Map([
  ...MACHINE.map((code) => [code, 'machine'] as const),
  ...DEVICE.map((code) => [code, 'device'] as const),
  ['ENOENT', 'missing'],
  ['ENOTDIR', 'missing'],
])

/** What an error is about; null when it is none of the file system. */
export function storageErrorOf(error: unknown): StorageError | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  // The name of a number that libuv does not know: all that concern a file alone have names.
  if (error.code.startsWith('Unknown system error')) return 'device'
  return KINDS.get(error.code) ?? 'file'
}
