import type { Feedback } from '../../schemas/generated.ts'
import type { FeedbackMessage } from '../../schemas/live.ts'

/** Windows of each model in a message, newest first: a day. */
export const MAX_WINDOWS = 24
/** Newest windows by model, of models that recommend (`known-models.ts`). */
export type KeptFeedback = ReadonlyMap<string, readonly Feedback[]>

/** monitor-feedback writes no window that is so much older than its newest, unless that one is of a clock that was ahead. */
const GRACE_MS = 2 * 86_400_000

/** Whether a window is so far ahead of one that is counted now that a wrong clock put it there. */
export const isOfWrongClock = (windowStart: number, now: number): boolean => windowStart - now >= GRACE_MS

/** A later record of a window replaces an earlier one; a window older than those kept is ignored, one of a wrong clock dropped. */
export function withFeedback(kept: KeptFeedback, record: Feedback): KeptFeedback {
  const others = (kept.get(record.model) ?? []).filter(
    ({ windowStart }) => windowStart !== record.windowStart && !isOfWrongClock(windowStart, record.windowStart),
  )
  const windows = [...others, record].sort((a, b) => b.windowStart - a.windowStart).slice(0, MAX_WINDOWS)
  return new Map([...kept, [record.model, windows]])
}

/** @param shown the model whose lists are shown. */
export function feedbackMessage(kept: KeptFeedback, shown: string): FeedbackMessage {
  const models = [...kept].map(([model, windows]): FeedbackMessage['models'][number] => ({
    model,
    isShown: model === shown,
    windows,
  }))
  return {
    type: 'feedback',
    models: models.sort((a, b) => Number(b.isShown) - Number(a.isShown) || (a.model < b.model ? -1 : 1)),
  }
}
