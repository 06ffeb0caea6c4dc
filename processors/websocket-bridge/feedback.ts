import type { Feedback } from '../../schemas/generated.ts'
import type { FeedbackMessage } from '../../schemas/live.ts'

/** Windows of each model in a message, newest first: a day. */
export const MAX_WINDOWS = 24
/** Models in a message; the one whose record is oldest makes room. */
export const MAX_MODELS = 16

/** Newest windows by model; the model of the newest record comes last. */
export type KeptFeedback = ReadonlyMap<string, readonly Feedback[]>

/** A later record of a window replaces an earlier one; a window older than those kept is ignored. */
export function withFeedback(kept: KeptFeedback, record: Feedback): KeptFeedback {
  const others = (kept.get(record.model) ?? []).filter(({ windowStart }) => windowStart !== record.windowStart)
  const windows = [...others, record].sort((a, b) => b.windowStart - a.windowStart).slice(0, MAX_WINDOWS)
  const rest = [...kept].filter(([model]) => model !== record.model).slice(1 - MAX_MODELS)
  return new Map([...rest, [record.model, windows]])
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
