import type { Feedback } from '../../schemas/generated.ts'

/** Windows that are told of each model, newest first: a day. */
export const MAX_WINDOWS = 24
/** Models that are told of; one that was heard of longest ago makes room. */
export const MAX_MODELS = 16

/** The newest windows of one model. */
export interface ModelFeedback {
  readonly model: string
  /** Whether its lists are shown; the others run in its shadow. */
  readonly isShown: boolean
  readonly windows: readonly Feedback[]
}

export interface FeedbackMessage {
  readonly type: 'feedback'
  /** The one that is shown first, then by name. */
  readonly models: readonly ModelFeedback[]
}

/** Newest windows by model; the model that was heard of last comes last. */
export type KeptFeedback = ReadonlyMap<string, readonly Feedback[]>

/** A later record of a window replaces an earlier one; what is older than the windows kept is passed over. */
export function withFeedback(kept: KeptFeedback, record: Feedback): KeptFeedback {
  const others = (kept.get(record.model) ?? []).filter(({ windowStart }) => windowStart !== record.windowStart)
  const windows = [...others, record].sort((a, b) => b.windowStart - a.windowStart).slice(0, MAX_WINDOWS)
  const rest = [...kept].filter(([model]) => model !== record.model).slice(1 - MAX_MODELS)
  return new Map([...rest, [record.model, windows]])
}

/** @param shown the model whose lists are shown. */
export function feedbackMessage(kept: KeptFeedback, shown: string): FeedbackMessage {
  const models = [...kept].map(([model, windows]): ModelFeedback => ({
    model,
    isShown: model === shown,
    windows,
  }))
  return {
    type: 'feedback',
    models: models.sort((a, b) => Number(b.isShown) - Number(a.isShown) || (a.model < b.model ? -1 : 1)),
  }
}
