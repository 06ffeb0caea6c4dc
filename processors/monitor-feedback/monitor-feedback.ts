import type { Feedback, FeedbackWindow, FeedbackWindows } from '../../schemas/generated.ts'
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
import { outcomeOf, withCountedPlay, withCountedOutcome, withoutPlays } from './counted-outcomes.ts'
import { estimatedCardinality } from './linear-counting.ts'
import { evaluateOnline } from './online-evaluation.ts'
import { countInWindow, WINDOW_MS, withOffer } from './windows.ts'

const NONE: FeedbackWindows = {
  windows: [],
  playIds: [],
  counted: [],
  lists: [],
  closedBefore: 0,
  answered: [],
  outcomes: [],
}

/** A model that has recommended nothing for so long is forgotten: its recommendations are, too. */
const FORGET_AFTER_MS = 90 * 86_400_000
/** The longest name of a model that is counted: names are keys of the state and labels of metrics. */
const MAX_MODEL_LENGTH = 100

/** Of a list that was not shown: what takes longer was made from the log later, and says nothing of how fast the model is. */
const LONGEST_WAIT_MS = 60_000

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
 *
 * What a play has added is subtracted when a list says that its listener took the play back (`counted-outcomes.ts`); what a play
 * that does not count would add is not added. The lists were made all the same, and stay counted.
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
    const before = { ...state, ...withoutPlays(state, value.causedBy) }
    const corrected = before.windows.filter((window, i) => window !== state.windows[i])
    const tracks = value.items.map(({ trackId }) => trackId)
    const tookMs = sentAt === undefined ? null : waited(sentAt - timestamp, value.shown)
    const { lists, outcome } = evaluateOnline(before.lists, value, timestamp)
    const added = outcomeOf(value.causedBy, outcome, timestamp)
    const counted = countInWindow(before, timestamp, (window) => {
      const offered = withOffer(window, tracks, tookMs)
      return added === null ? offered : withCountedPlay(offered, added)
    })
    const told = [...corrected.filter(({ windowStart }) => windowStart !== counted?.changed.windowStart), ...(counted === null ? [] : [counted.changed])] // prettier-ignore
    const emit = told.map((window) =>
      record(feedback, value.model, feedbackOf(value.model, window, read(catalogueTracks).size), timestamp),
    )
    if (counted === null) return { state: corrected.length === 0 ? state : before, emit }
    const { windows, closedBefore } = counted
    const outcomes = withCountedOutcome(before.outcomes, added, counted)
    return { state: { windows, closedBefore, lists, answered, counted: [], playIds: [], outcomes }, emit }
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
