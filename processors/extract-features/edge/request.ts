import { READY } from '../../../streams/engine/sandbox/ready.ts'
import type { KernelName } from '../../shared/features/kernels.ts'
import type { Analysis } from '../analysis.ts'
import type { TimeSpan } from '../part-of-file.ts'
import type { Ffmpeg } from '../../shared/ffmpeg/find-ffmpeg.ts'

/** Bounds on what one file may take: no file can use all memory of a machine, or all of its time. */
export interface FileLimits {
  /** Longest audio that is accepted. */
  readonly longestMs: number
  readonly answerMs: number
  readonly residentBytes: number
}

/** Which file to analyse, and how. */
export interface AnalysisRequest extends FileLimits, TimeSpan {
  /** Absolute path of the library folder. */
  readonly library: string
  /** Of the file, relative to the library folder. */
  readonly path: string
  /** Decodes the file; null: the decoders that are part of the program. */
  readonly ffmpeg: Ffmpeg | null
  readonly kernel: KernelName
}

/** The response of a child. After a transient error (no file handles left, say) the same request may succeed. */
export type AnalysisResponse =
  { readonly kind: 'analysed'; readonly analysis: Analysis } | { readonly kind: 'transient'; readonly message: string }

/** What a child sends each time it has analysed some more of the file. */
export interface Progress {
  readonly analysedMs: number
}

/** A second for each minute of audio analysed so far: the longest audio that is accepted bounds it. */
const EXTENSION_PER_AUDIO = 1 / 60

/** The first message of a child, and how progress is told from a response. */
export const PROTOCOL = {
  ready: READY,
  extensionMsOf(message: unknown): number | null {
    if (typeof message !== 'object' || message === null || !('analysedMs' in message)) return null
    return typeof message.analysedMs === 'number' ? message.analysedMs * EXTENSION_PER_AUDIO : 0
  },
} as const

export function isRequest(message: unknown): message is AnalysisRequest {
  return typeof message === 'object' && message !== null && 'library' in message && 'path' in message
}

export function isResponse(message: unknown): message is AnalysisResponse {
  return typeof message === 'object' && message !== null && 'kind' in message
}
