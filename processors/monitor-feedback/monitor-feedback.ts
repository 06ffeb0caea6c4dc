import type { Feedback, FeedbackWindow, FeedbackWindows, Play, PlayEvent } from '../../schemas/generated.ts'
import { processor } from '../../streams/engine/processor.ts'
import type { Step } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import { feedback, monitorFeedbackState, plays, recommendations } from '../../schemas/topics.ts'
import { quantileOf } from './buckets.ts'
import { catalogueTracks } from './catalogue-tracks.ts'
import { distinct } from './distinct.ts'
import { judge } from './judge.ts'
import { count, WINDOW_MS, withOffer, withVerdict } from './windows.ts'

/** Plays remembered per model, of all listeners: a resend follows within seconds. The oldest makes room. */
export const MAX_PLAY_IDS = 500

const NONE: FeedbackWindows = { windows: [], playIds: [], counted: [], lists: [] }

type Taken = 'started' | 'finished' | 'skipped' | 'liked'

/** Which count an event adds to; events that are not here say nothing about a suggestion. */
const COUNTED_AS: Partial<Record<PlayEvent, Taken>> = {
  started: 'started',
  finished: 'finished',
  skipped: 'skipped',
  liked: 'liked',
}

/**
 * Tells, per model and hour of event time, what was suggested, what became of it, and how well the lists foresaw what the
 * listeners did next; writes the window again whenever it has changed.
 *
 * - A play that was taken from a recommendation counts for the model in its id, in the hour when it happened.
 * - Every model's lists are judged alike by what listeners did next, whether they were shown or not: so models that run in the
 *   shadow can be compared with the one that serves, which has the advantage that its lists are seen.
 *
 * Plays resent and recommendations redelivered count once. A record that is late for every open window is dropped.
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
      const counted = count(next.windows, timestamp, add)
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
        const { lists, verdict } = judge(state.lists, value, timestamp)
        const tracks = value.items.map(({ trackId }) => trackId)
        const tookMs = sentAt === undefined ? null : sentAt - timestamp
        const next = { ...state, counted: withCounted(state.counted, input), lists }
        return after(next, value.model, (window) => withVerdict(withOffer(window, tracks, tookMs), verdict))
      }
      case 'plays': {
        const { value } = input
        const model = value === null ? null : modelOf(value)
        const name = value === null ? undefined : COUNTED_AS[value.event]
        if (value === null || model === null || name === undefined || state.playIds.includes(value.playId)) {
          return { state, emit: [] }
        }
        const next = { ...state, playIds: [value.playId, ...state.playIds].slice(0, MAX_PLAY_IDS) }
        return after(next, model, (window) => ({ ...window, [name]: window[name] + 1 }))
      }
    }
  },
})

function feedbackOf(model: string, window: FeedbackWindow, catalogue: number): Feedback {
  const { windowStart, recommendations: made, offered, started, finished, skipped, liked } = window
  const { judged, hits, misled, gain, loss, times, ages, tracks } = window
  const different = distinct(tracks)
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

/** Null when nothing is known. */
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

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
