import type { Sound } from '../shared/features/listener.ts'

/** What came of listening to a file: what it sounds like, or why it could not be heard. */
export type Heard = HeardSound | NotHeard

export interface HeardSound extends Sound {
  readonly ok: true
  /** SHA-256 of the bytes that were heard, hexadecimal. */
  readonly contentHash: string
  /** Decoder and its version. */
  readonly decoder: string
  readonly sampleRateHz: number
  /** Channels of the file, before they were averaged. */
  readonly channels: number
}

export interface NotHeard {
  readonly ok: false
  readonly code: NotHeardCode
  /** What happened, to what, and what to do next. */
  readonly message: string
}

/** The closed list of why a file was not heard. Each is about the file: the same file gives the same code again. */
export type NotHeardCode =
  | 'file-gone'
  | 'file-unreadable'
  | 'file-changed'
  | 'outside-library'
  | 'empty-file'
  | 'unsupported-format'
  | 'needs-ffmpeg'
  | 'undecodable-audio'
  | 'too-short'
  | 'too-long'
  | 'decoder-crashed'
  | 'decoder-timed-out'
  | 'decoder-too-large'
