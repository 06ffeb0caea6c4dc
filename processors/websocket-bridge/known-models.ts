/** As many as a process can run, over some changes of the setting; each has 12 series in /metrics. */
export const MAX_MODELS = 16

/**
 * Models that recommend: the one that is shown, and those that `recommendations` has named. Feedback of any other counts for
 * nothing, since any client can write a name into a play.
 */
export interface KnownModels {
  has(model: string): boolean
  /** A record of `recommendations` names it. Beyond `MAX_MODELS` nothing is added. */
  recommends(model: string): void
}

export function knownModels(shown: string): KnownModels {
  const names = new Set([shown])
  return {
    has: (model) => names.has(model),
    recommends(model) {
      if (names.size < MAX_MODELS) names.add(model)
    },
  }
}
