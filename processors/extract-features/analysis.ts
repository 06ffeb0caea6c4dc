import type { SampleFeatures } from '../shared/features/analyser.ts'

/** Result of the analysis of a file: its features, or why it has none. */
export type Analysis = AnalysedFile | Rejection

export interface AnalysedFile extends SampleFeatures {
  readonly ok: true
  /** SHA-256 of the bytes that were analysed, hexadecimal. */
  readonly contentHash: string
  /** Decoder and its version. */
  readonly decoder: string
  readonly sampleRateHz: number
  /** Channels of the file, before they were averaged. */
  readonly channels: number
}

export interface Rejection {
  readonly ok: false
  readonly code: RejectionCode
  /** What happened, to which file, and what to do next. */
  readonly message: string
}

/**
 * Every reason to reject a file. Each is a property of the file, so the same file gives the same code again; but
 * `library-away` says that nothing is known of it yet, since the disk of its library folder is not there, and
 * `of-another-instance` that one with other library folders analyses it.
 */
export type RejectionCode =
  | 'library-away'
  | 'of-another-instance'
  | 'folder-not-configured'
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
