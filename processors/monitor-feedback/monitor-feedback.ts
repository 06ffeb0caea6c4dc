import type { Feedback, FeedbackWindow, FeedbackWindows, Play, PlayEvent } from '../../schemas/generated.ts'
import { processor } from '../../streams/engine/processor.ts'
import type { Step } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import { feedback, monitorFeedbackState, plays, recommendations } from '../../schemas/topics.ts'
import { quantileOf } from './buckets.ts'
import { catalogueTracks } from './catalogue-tracks.ts'
import { estimatedCardinality } from './linear-counting.ts'
import { evaluateOnline } from './online-evaluation.ts'
import { countInWindow, WINDOW_MS, withOffer, withOutcome } from './windows.ts'

/** Ids of plays kept per model, of all listeners: a resend follows within seconds. The oldest is evicted. */
export const MAX_MODEL_PLAY_IDS = 500

const NONE: FeedbackWindows = { windows: [], playIds: [], counted: [], lists: [] }

type Taken = 'started' | 'finished' | 'skipped' | 'liked'

/** The count that an event adds to; other events are no feedback on a suggestion. */
const COUNTED_AS: Partial<Record<PlayEvent, Taken>> = {
  started: 'started',
  finished: 'finished',
  skipped: 'skipped',
  liked: 'liked',
}

/**
 * Aggregates per model and hour of event time: what was suggested, the feedback on it, and how well the lists predicted the
 * listeners' next plays. A window is written again whenever it has changed.
 *
 * - A play that started from a recommendation counts for the model in its id, in the hour of the play.
 * - The lists of every model are evaluated alike by the next plays, whether they were shown or not. So shadow models can be
 *   compared with the serving one, which has the advantage that its lists are seen.
 *
 * Resent plays and redelivered recommendations count once. A record that is late for every open window is dropped.
 */
export const monitorFeedback = processor({
  name: 'monitor-feedback',
  from: [plays, recommendations],
  to: [feedback],
  changelog: monitorFeedbackState,
  reads: [catalogueTracks],
  single: true,
  initial: NONE,
  keyOf(input) {
    if (input.value === null) return null
    return input.topic === 'recommendations' ? input.value.model : modelOf(input.value)
  },
  step(state, input, read): Step<FeedbackWindows, typeof feedback> {
    const { timestamp } = input
    const after = (next: FeedbackWindows, model: string, add: (window: FeedbackWindow) => FeedbackWindow) => {
      const counted = countInWindow(next.windows, timestamp, add)
      if (counted === null) return { state, emit: [] }
      const value = feedbackOf(model, counted.changed, read(catalogueTracks).size)
      return {
        state: { ...next, windows: counted.windows },
        emit: [record(feedback, model, value, timestamp)],
      }
    }
    switch (input.topic) {
      case 'recommendations': {
        const { value, sentAt } = input
        if (value === null || isCounted(state, input)) return { state, emit: [] }
        const { lists, outcome: outcome } = evaluateOnline(state.lists, value, timestamp)
        const tracks = value.items.map(({ trackId }) => trackId)
        const tookMs = sentAt === undefined ? null : sentAt - timestamp
        const next = { ...state, counted: withPosition(state.counted, input), lists }
        return after(next, value.model, (window) => withOutcome(withOffer(window, tracks, tookMs), outcome))
      }
      case 'plays': {
        const { value } = input
        const model = value === null ? null : modelOf(value)
        const name = value === null ? undefined : COUNTED_AS[value.event]
        if (value === null || model === null || name === undefined || state.playIds.includes(value.playId)) {
          return { state, emit: [] }
        }
        const next = { ...state, playIds: [value.playId, ...state.playIds].slice(0, MAX_MODEL_PLAY_IDS) }
        return after(next, model, (window) => ({ ...window, [name]: window[name] + 1 }))
      }
    }
  },
})

function feedbackOf(model: string, window: FeedbackWindow, catalogue: number): Feedback {
  const { windowStart, recommendations: made, offered, started, finished, skipped, liked } = window
  const { judged, hits, misled, gain, loss, times, ages, tracks } = window
  const different = estimatedCardinality(tracks)
  return {
    model,
    windowStart,
    windowEnd: windowStart + WINDOW_MS,
    recommendations: made,
    offered,
    started,
    finished,
    skipped,
    liked,
    satisfaction: share(finished + liked, finished + liked + skipped),
    judged,
    hits,
    misled,
    score: share(gain - loss, judged),
    distinctTracks: different,
    catalogueTracks: catalogue,
    coverage: share(Math.min(different, catalogue), catalogue),
    timeToSuggestionP50Ms: quantileOf(times, 0.5),
    timeToSuggestionP99Ms: quantileOf(times, 0.99),
    stalenessP50Ms: quantileOf(ages, 0.5),
    stalenessP99Ms: quantileOf(ages, 0.99),
  }
}

/** Null for a share of nothing. */
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** The model whose suggestion was played; null when the play did not start from one. */
function modelOf({ via, recommendationId }: Play): string | null {
  if (via !== 'recommended' || recommendationId === null) return null
  const [model, rest] = recommendationId.split(':', 2)
  return model === undefined || model === '' || rest === undefined ? null : model
}

type InputPosition = FeedbackWindows['counted'][number]

function isCounted({ counted }: FeedbackWindows, { partition, offset }: InputPosition): boolean {
  return counted.some((newest) => newest.partition === partition && newest.offset >= offset)
}

function withPosition(
  counted: readonly InputPosition[],
  { partition, offset }: InputPosition,
): readonly InputPosition[] {
  return [...counted.filter((newest) => newest.partition !== partition), { partition, offset }].sort(
    (a, b) => a.partition - b.partition,
  )
}
