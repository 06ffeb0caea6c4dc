import type { Analysis } from '../analysis.ts'
import type { Ffmpeg } from './ffmpeg.ts'

/** Which file to listen to. */
export interface AnalysisRequest {
  /** Absolute path of the library folder, and the path of the file below it. */
  readonly library: string
  readonly path: string
  /** Where listening gives up, so that no file can take all the memory of a machine, or all of its time. */
  readonly longestMs: number
  readonly answerMs: number
  readonly residentBytes: number
  /** What decodes it; null: the decoders that are part of the program. */
  readonly ffmpeg: Ffmpeg | null
}

/** What a worker says of it. Weather (no file handles left, say) passes: the same question may be asked again later. */
export type AnalysisResponse =
  { readonly kind: 'analysed'; readonly analysis: Analysis } | { readonly kind: 'transient'; readonly message: string }

/** What a worker says each time that it has heard some more. */
export interface Progress {
  readonly analysedMs: number
}

/** What a worker says first, from then on it can be asked; and how its progress is told from its answers. */
export const PROTOCOL = {
  ready: 'ready',
  analysedMsOf(message: unknown): number | null {
    if (typeof message !== 'object' || message === null || !('analysedMs' in message)) return null
    return typeof message.analysedMs === 'number' ? message.analysedMs : 0
  },
} as const

export function isRequest(message: unknown): message is AnalysisRequest {
  return typeof message === 'object' && message !== null && 'library' in message && 'path' in message
}

export function isResponse(message: unknown): message is AnalysisResponse {
  return typeof message === 'object' && message !== null && 'kind' in message
}
