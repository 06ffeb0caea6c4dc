import type { Feedback } from '../../../schemas/generated.ts'
import type { EdgeContext, Follower } from '../../../streams/engine/runtime/context.ts'
import { feedback } from '../../../schemas/topics.ts'
import type { FeedbackMessage } from '../../../schemas/live.ts'
import type { KeptFeedback } from '../feedback.ts'
import type { KnownModels } from '../known-models.ts'
import { feedbackMessage, withFeedback } from '../feedback.ts'

/** At most this often: while somebody listens, every play changes it. */
const TELL_EVERY_MS = 1_000
/** After a start, windows of this long ago are found again. */
const LOOK_BACK_MS = 24 * 3_600_000

export interface FollowedFeedback {
  /** Null while nothing is known. */
  message(): FeedbackMessage | null
  stop(): Promise<void>
}

/**
 * Follows how each model's suggestions do.
 * @param shown the model whose lists are shown. @param models feedback of others is ignored.
 * @param onRecord called for each record.
 * @param tell called when something has changed, with all that is known.
 */
export async function followFeedback(
  context: EdgeContext,
  shown: string,
  models: KnownModels,
  nowMs: number,
  onRecord: (record: Feedback) => void,
  tell: (message: FeedbackMessage) => void,
): Promise<FollowedFeedback> {
  let kept: KeptFeedback = new Map()
  let timer: NodeJS.Timeout | null = null
  const follower: Follower = await context.follow([feedback], {
    from: nowMs - LOOK_BACK_MS,
    isolation: 'committed',
    onRecord({ value }) {
      if (value === null || !models.has(value.model)) return
      kept = withFeedback(kept, value)
      onRecord(value)
      timer ??= setTimeout(() => {
        timer = null
        tell(feedbackMessage(kept, shown))
      }, TELL_EVERY_MS)
    },
  })
  return {
    message: () => (kept.size === 0 ? null : feedbackMessage(kept, shown)),
    async stop() {
      if (timer !== null) clearTimeout(timer)
      await follower.stop()
    },
  }
}
