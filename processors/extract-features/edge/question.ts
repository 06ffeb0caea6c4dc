import type { Heard } from '../heard.ts'
import type { Ffmpeg } from './ffmpeg.ts'

/** Which file to listen to. */
export interface Question {
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
export type Answer =
  { readonly kind: 'heard'; readonly heard: Heard } | { readonly kind: 'weather'; readonly message: string }

/** What a worker says each time that it has heard some more. */
export interface Progress {
  readonly heardMs: number
}

/** What a worker says first, from then on it can be asked; and how its progress is told from its answers. */
export const PROTOCOL = {
  ready: 'ready',
  soundMsOf(message: unknown): number | null {
    if (typeof message !== 'object' || message === null || !('heardMs' in message)) return null
    return typeof message.heardMs === 'number' ? message.heardMs : 0
  },
} as const

export function isQuestion(message: unknown): message is Question {
  return typeof message === 'object' && message !== null && 'library' in message && 'path' in message
}

export function isAnswer(message: unknown): message is Answer {
  return typeof message === 'object' && message !== null && 'kind' in message
}
