import type { ListenerId, Recommendation } from '../../../schemas/generated.ts'
import type { EdgeContext, Follower } from '../../../streams/engine/runtime/context.ts'
import { recommendations } from '../../../schemas/topics.ts'
import { boundedMap } from '../bounded-map.ts'
import { replaces } from '../messages.ts'

/** Listeners whose newest recommendation is kept; of others, the next one is the first. */
const MAX_LISTENERS = 10_000

/** After a start, recommendations of this long ago are found again. */
const LOOK_BACK_MS = 24 * 3_600_000

export interface Suggestions {
  /** The newest of a listener; undefined: none is known. */
  newest(listener: ListenerId): Recommendation | undefined
  readonly follower: Follower
}

/**
 * Follows the recommendations of all listeners, ahead of their commit.
 * @param shown the model whose lists are shown; others run in its shadow, and are passed over.
 * @param onNewer called for each that replaces its listener's; `causedAtMs` is event time, when its cause arrived.
 */
export async function followSuggestions(
  context: EdgeContext,
  nowMs: number,
  shown: string,
  onNewer: (recommendation: Recommendation, causedAtMs: number) => void,
): Promise<Suggestions> {
  const newest = boundedMap<ListenerId, Recommendation>(MAX_LISTENERS)
  const follower = await context.follow([recommendations], {
    from: nowMs - LOOK_BACK_MS,
    isolation: 'uncommitted',
    onRecord({ key, value, timestamp }) {
      if (value?.model !== shown || !replaces(value, newest.get(key))) return
      newest.set(key, value)
      onNewer(value, timestamp)
    },
  })
  return { newest: (listener) => newest.get(listener), follower }
}
