import type { Rejection, RejectionCode } from '../analysis.ts'
import { storageErrorOf } from '../storage-errors.ts'

/** Rejects the file that is being analysed, from wherever the reason is found. */
export class RejectionError extends Error {
  override readonly name = 'RejectionError'
  readonly code: RejectionCode

  /** @param message continues a sentence that begins with the file's name: what is wrong with it, and what to do next. */
  constructor(code: RejectionCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

export const COPY_AGAIN = 'It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.'
export const CONVERT =
  'this needs ffmpeg, which was not found. Install ffmpeg and start Slipstream again, or convert it to FLAC, MP3, Ogg or WAV.'
export const CUT = 'Cut it into its parts.'

export function rejectionOf(error: RejectionError, path: string): Rejection {
  return { ok: false, code: error.code, message: `"${path}" ${error.message}` }
}

/**
 * The rejection that an error of a file operation means; null when the error is transient (no file handles or no memory
 * left), or a fault of the program. Whether a file is missing, or its disk, the parent finds out.
 */
export function rejectionErrorOf(error: unknown): RejectionError | null {
  if (error instanceof RejectionError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  switch (storageErrorOf(error)) {
    case null:
    case 'machine':
      return null
    case 'missing': {
      const next = 'If it is on a drive, attach that; else the next scan forgets the file.'
      return new RejectionError('file-gone', `is not in its library folder any more. ${next}`, error)
    }
    case 'device': {
      const next = 'Check the drive it is on. It is tried again.'
      return new RejectionError('file-unreadable', `cannot be read: the disk gave ${code}. ${next}`, error)
    }
    case 'file': {
      const next = 'Check its permissions and the drive it is on.'
      return new RejectionError('file-unreadable', `cannot be read (${code}). ${next}`, error)
    }
  }
}
