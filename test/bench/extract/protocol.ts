/** What the processes that are measured are asked, ours and the peer's alike, one line of JSON each. */
export interface Task {
  /**
   * `samples`: the features that all have; `everything`: whatever a track is described by, from samples as well;
   * `decoding`: files become samples and no more.
   */
  readonly work: 'samples' | 'everything' | 'files' | 'decoding' | 'meyda' | 'summaries' | 'agreement'
  readonly files: readonly string[]
  /** How often over, so that what is fast is measured for long enough. */
  readonly repeats?: number
}

export interface Times {
  readonly audioS: number
  readonly cpuS: number
  readonly wallS: number
}

/** What can be compared although the definitions differ. */
export interface Summary {
  readonly frames: number
  readonly centroidHz: number
  readonly crossingsPerFrame: number
  readonly firstMfcc: readonly number[]
}

export interface Agreement {
  /** Largest difference over the value, of values from 1 up; largest difference of those below. */
  readonly relative: number
  readonly absolute: number
  readonly frames: number
}

export type Answer = Times | { readonly summaries: readonly Summary[] } | { readonly agreement: Agreement }
