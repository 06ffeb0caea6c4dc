import type { FeedbackWindow, FeedbackWindows, Play, PlayEvent } from '../../schemas/generated.ts'
import { processor } from '../../streams/processor.ts'
import type { Step } from '../../streams/processor.ts'
import { record } from '../../streams/topic.ts'
import { feedback, monitorFeedbackState, plays, recommendations } from '../../streams/topics.ts'
import type { Counted, Counts } from './windows.ts'
import { count, satisfaction, WINDOW_MS } from './windows.ts'

/** Plays remembered per model, of all listeners: a resend follows within seconds. The oldest makes room. */
export const MAX_PLAY_IDS = 500

const NONE: FeedbackWindows = { windows: [], playIds: [], counted: [] }

/** Which count an event adds to; events that are not here say nothing about a suggestion. */
const COUNTED_AS: Partial<Record<PlayEvent, keyof Counts>> = {
  started: 'started',
  finished: 'finished',
  skipped: 'skipped',
  liked: 'liked',
}

/**
 * Counts per model and hour of event time what was suggested and what became of it, and writes the window again whenever it
 * has changed.
 *
 * A play counts when it was taken from a recommendation, for the model in its id, in the hour when it happened. Plays resent and
 * recommendations redelivered count once. A record that is late for every open window is dropped.
 */
export const monitorFeedback = processor({
  name: 'monitor-feedback',
  from: [plays, recommendations],
  to: [feedback],
  changelog: monitorFeedbackState,
  single: true,
  initial: NONE,
  keyOf(input) {
    if (input.value === null) return null
    return input.topic === 'recommendations' ? input.value.model : modelOf(input.value)
  },
  step(state, input): Step<FeedbackWindows, typeof feedback> {
    const { timestamp } = input
    switch (input.topic) {
      case 'recommendations': {
        if (input.value === null || isCounted(state, input)) return { state, emit: [] }
        const offered = input.value.items.length
        const next = { ...state, counted: withCounted(state.counted, input) }
        return after(
          next,
          input.value.model,
          count(state.windows, timestamp, { recommendations: 1, offered }),
          timestamp,
        )
      }
      case 'plays': {
        const { value } = input
        const model = value === null ? null : modelOf(value)
        const name = value === null ? undefined : COUNTED_AS[value.event]
        if (value === null || model === null || name === undefined || state.playIds.includes(value.playId)) {
          return { state, emit: [] }
        }
        const next = { ...state, playIds: [value.playId, ...state.playIds].slice(0, MAX_PLAY_IDS) }
        return after(next, model, count(state.windows, timestamp, { [name]: 1 }), timestamp)
      }
    }
  },
})

function after(
  state: FeedbackWindows,
  model: string,
  counted: Counted | null,
  timestamp: number,
): Step<FeedbackWindows, typeof feedback> {
  if (counted === null) return { state, emit: [] }
  return {
    state: { ...state, windows: counted.windows },
    emit: [record(feedback, model, feedbackOf(model, counted.changed), timestamp)],
  }
}

function feedbackOf(model: string, window: FeedbackWindow) {
  return { model, ...window, windowEnd: window.windowStart + WINDOW_MS, satisfaction: satisfaction(window) }
}

/** The model whose suggestion was played; null when the play was not taken from one. */
function modelOf({ via, recommendationId }: Play): string | null {
  if (via !== 'recommended' || recommendationId === null) return null
  const [model, rest] = recommendationId.split(':', 2)
  return model === undefined || model === '' || rest === undefined ? null : model
}

type Place = FeedbackWindows['counted'][number]

function isCounted({ counted }: FeedbackWindows, { partition, offset }: Place): boolean {
  return counted.some((newest) => newest.partition === partition && newest.offset >= offset)
}

function withCounted(counted: readonly Place[], { partition, offset }: Place): readonly Place[] {
  return [...counted.filter((newest) => newest.partition !== partition), { partition, offset }].sort(
    (a, b) => a.partition - b.partition,
  )
}
