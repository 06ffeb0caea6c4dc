import type { Cause, Feedback, FeedbackWindow, FeedbackWindows, PlayEvent } from '../../schemas/generated.ts'
import { processor } from '../../streams/engine/processor.ts'
import type { Step } from '../../streams/engine/processor.ts'
import { record } from '../../streams/engine/topic.ts'
import { parseForgottenKey } from '../../schemas/keys.ts'
import { feedback, monitorFeedbackState, recommendations } from '../../schemas/topics.ts'
import { withAnswer } from './answered-plays.ts'
import { isModelId } from '../shared/model-ids.ts'
import { isOwnList } from '../shared/own-list.ts'
import { quantileOf } from './buckets.ts'
import { catalogueTracks } from './catalogue-tracks.ts'
import { estimatedCardinality } from './linear-counting.ts'
import { evaluateOnline } from './online-evaluation.ts'
import { countInWindow, WINDOW_MS, withOffer, withOutcome } from './windows.ts'

const NONE: FeedbackWindows = { windows: [], playIds: [], counted: [], lists: [], closedBefore: 0, answered: [] }

/** A model that has recommended nothing for so long is forgotten: its recommendations are, too. */
const FORGET_AFTER_MS = 90 * 86_400_000
/** The longest name of a model that is counted: names are keys of the state and labels of metrics. */
const MAX_MODEL_LENGTH = 100

/** Of a list that was not shown: what takes longer was made from the log later, and says nothing of how fast the model is. */
const LONGEST_WAIT_MS = 60_000

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
 * - A play that was taken from a suggestion counts for the model whose recommendation says so, in the hour of the play. What
 *   a play says itself is a claim of the player, and is not read.
 * - The lists of every model are evaluated alike by the next plays, whether they were shown or not. So shadow models can be
 *   compared with the serving one, which has the advantage that its lists are seen.
 *
 * Any program may write recommendations under a model name of its own, and is evaluated alike. The list of a play counts once,
 * however often it is written (`answered-plays.ts`); one that answers no play is not counted, nor one under the name of a model
 * of this program that this program did not write. A record that is late for every open window is dropped.
 */
export const monitorFeedback = processor({
  name: 'monitor-feedback',
  from: [recommendations],
  to: [feedback],
  changelog: monitorFeedbackState,
  reads: [catalogueTracks],
  single: true,
  expiry: { idleSince: ({ windows }) => windows.at(-1)?.windowStart ?? 0, afterMs: FORGET_AFTER_MS },
  initial: NONE,
  keyOf({ key, value }) {
    const model = value === null ? (parseForgottenKey(key)?.model ?? null) : value.model
    return model === null || model.length > MAX_MODEL_LENGTH ? null : model
  },
  step(state, input, read): Step<FeedbackWindows, typeof feedback> {
    const { value, timestamp, sentAt } = input
    if (value === null) return { state: withoutListener(state, input.key), emit: [] }
    const answered = withAnswer(state.answered, value.causedBy)
    if (answered === null || answered === 'known') return { state, emit: [] }
    if (isModelId(value.model) && !isOwnList(value, input.causedBy)) return { state, emit: [] }
    const { lists, outcome } = evaluateOnline(state.lists, value, timestamp)
    const tracks = value.items.map(({ trackId }) => trackId)
    const tookMs = sentAt === undefined ? null : waited(sentAt - timestamp, value.shown)
    const counted = countInWindow(state, timestamp, (window) =>
      withOutcome(withOffer(withTaken(window, value.causedBy), tracks, tookMs), outcome),
    )
    if (counted === null) return { state, emit: [] }
    const { windows, closedBefore, changed } = counted
    const made = feedbackOf(value.model, changed, read(catalogueTracks).size)
    return {
      state: { windows, closedBefore, lists, answered, counted: [], playIds: [] },
      emit: [record(feedback, value.model, made, timestamp)],
    }
  },
})

/** What was counted stays: it says of nobody what they did. */
function withoutListener(state: FeedbackWindows, key: string): FeedbackWindows {
  const forgotten = parseForgottenKey(key)?.listener
  const lists = state.lists.filter(({ listenerId }) => listenerId !== forgotten)
  return lists.length === state.lists.length ? state : { ...state, lists }
}

/** Null for a wait that says nothing. A listener who was shown a list has waited for it. */
const waited = (tookMs: number, shown: boolean | null): number | null =>
  shown === true || tookMs <= LONGEST_WAIT_MS ? tookMs : null

function withTaken(window: FeedbackWindow, { takenFrom, event }: Cause): FeedbackWindow {
  const name = takenFrom === null ? undefined : COUNTED_AS[event]
  return name === undefined ? window : { ...window, [name]: window[name] + 1 }
}

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
