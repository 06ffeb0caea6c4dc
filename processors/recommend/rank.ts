import type { HeldWish, ListenerProfile, RecommendedItem, TrackId } from '../../schemas/generated.ts'
import { affinitiesOf } from '../shared/preferences/affinity.ts'
import { anchorsOf } from './anchors.ts'
import { audioScores } from './audio-score.ts'
import { listToStayNear, stayBonuses, stillExplored } from './calm.ts'
import { candidatesOf } from './candidates.ts'
import { failedIn } from './session-listen.ts'
import { heardOf } from './consolidate.ts'
import { diversify } from './diversify.ts'
import { explore } from './explore.ts'
import type { Excluded, Model, ModelInputs, RankedList, RecommendationRequest } from './model.ts'
import { neverSuggested } from './nevers.ts'
import type { KnownListener } from './preferences.ts'
import { DISCOVER, reasonFor } from './reasons.ts'

/** Items of a full list. */
const LIST = 20
/** Tracks heard last that are not suggested again; never more than half of the library. */
const RECENT = 50
/** The same for a session whose intent is familiar music. */
const RECENT_WHEN_FAMILIAR = 10
/** Rank of the explored item: among the first that are seen. */
const EXPLORED_RANK = 6

/**
 * Ranks what to play next, best first. The score is the sum over positive anchors (liked, finished and playing tracks) of
 * weight × audio similarity, minus the same over negative anchors (skipped and disliked ones), plus the bonuses of the
 * co-listening model, of new arrivals and of the session's intent. When few candidates have a positive score, fallback
 * candidates of every cell are added. The list is then diversified.
 *
 * One item is explored: drawn by a seed from the play, at a fixed rank whatever its score, with its true probability as
 * propensity. The others are deterministic: their propensity is 1.
 *
 * The playing track, disliked tracks, those heard last, those that are not here now, and tracks and artists that are never to be
 * suggested are excluded.
 */
function rank(profile: ListenerProfile, request: RecommendationRequest, inputs: ModelInputs): RankedList {
  const { index, metadata } = inputs
  const { play } = request
  const intent = profile.sessions.find(({ sessionId }) => sessionId === play.sessionId)?.wish ?? null
  const known = { profile, affinities: affinitiesOf(profile), heard: heardOf(profile) }
  const anchors = anchorsOf(known, request, intent, index)
  const never = neverSuggested(profile, metadata)
  const failed = failedIn(profile, play.sessionId)
  const allowed = excluded(known, play.trackId, intent, { index, metadata })
  const exclude: Excluded = { has: (id) => allowed.has(id) || never.has(id) || failed.has(id) }
  const near = listToStayNear(profile.offered, play)
  const stays = stayBonuses(near, play)
  const candidates = candidatesOf(known, request, { anchors, intent, exclude, stays, wanted: LIST }, inputs)
  const best = diversify(candidates, LIST, play.trackId, inputs)
  const shown = new Set(best.map(({ trackId }) => trackId))
  const isEligible = (id: TrackId) => !exclude.has(id) && !shown.has(id) && index.has(id)
  const explored = anchors.some(({ weight }) => weight > 0)
    ? (stillExplored(near, play, isEligible) ?? explore(index.cells(), isEligible, play.playId))
    : null
  const chosen = best.map((candidate) => ({
    trackId: candidate.trackId,
    score: candidate.score,
    propensity: 1,
    reason: reasonFor(candidate, profile, index),
    explored: false,
  }))
  const items =
    explored === null
      ? chosen
      : withExplored(chosen, explored, audioScores([explored.trackId], anchors, index)[0]?.score ?? 0)
  return {
    items: items.map(({ trackId, ...item }, i) => ({ trackId, rank: i + 1, ...item })),
    candidates: candidates.length,
  }
}

export const neighbours: Model = { name: 'neighbours', version: 5, rank }

type Unranked = Omit<RecommendedItem, 'rank'>

function withExplored(
  chosen: readonly Unranked[],
  { trackId, propensity }: { readonly trackId: TrackId; readonly propensity: number },
  score: number,
): readonly Unranked[] {
  const before = EXPLORED_RANK - 1
  const item = { trackId, score, propensity, reason: DISCOVER, explored: true }
  return [...chosen.slice(0, before), item, ...chosen.slice(before, LIST - 1)]
}

function excluded(
  { affinities, heard }: KnownListener & { readonly heard: readonly TrackId[] },
  playing: TrackId,
  intent: HeldWish | null,
  { index, metadata: { absent } }: Pick<ModelInputs, 'index' | 'metadata'>,
): Excluded {
  const most = intent !== null && intent.familiarity > 0 ? RECENT_WHEN_FAMILIAR : RECENT
  const recent = heard.slice(0, Math.min(most, Math.floor(Math.max(0, index.sizes.indexed - absent.size) / 2)))
  const disliked = affinities.filter((affinity) => affinity.disliked)
  const excludedHere = new Set([playing, ...recent, ...disliked.map(({ trackId }) => trackId)])
  return { has: (id) => excludedHere.has(id) || absent.has(id) }
}
