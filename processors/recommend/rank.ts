import type { HeldWish, ListenerProfile, Reason, RecommendedItem, TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { Follower } from '../shared/co-listening/relations.ts'
import { explore } from './explore.ts'
import type { Asking, Knowledge, Model, Ranking } from './model.ts'
import { nearnessOf } from './nearness.ts'
import { heardOf, tastesOf } from './profile.ts'
import { DISCOVER, followReason, soundReason } from './reasons.ts'
import type { Opinions, Seed } from './seeds.ts'
import { seedsOf } from './seeds.ts'
import type { Sound } from './sound.ts'
import { nearTo, soundsOf } from './sound.ts'
import { vary } from './vary.ts'
import { ARRIVED, FOLLOWED, FOLLOWED_FROM, UNTYPICAL, WISHED } from './weights.ts'

/** Items of a full list. */
const LIST = 20
/** Tracks considered for being typical of the library alone, when others do not fill a list. */
const SPREAD = 40
/** Tracks considered because listeners went on to them from the last ones heard, so many of these. */
const FOLLOWERS = 30
const LAST_HEARD = 8
/** Tracks considered for being of the artist or genre of a radio. */
const OF_RADIO = 60
/** So long a track has just arrived; when half of the library has, none has. */
const ARRIVED_WITHIN_MS = 7 * 86_400_000
/** Tracks heard so lately that they are not suggested again; never more than half of the library. */
const RECENT = 50
/** For whoever wishes for what is known. */
const RECENT_WHEN_FAMILIAR = 10
/** Where one new thing to try stands: among the first that are seen. */
const EXPLORED_RANK = 6

interface Candidate {
  readonly trackId: TrackId
  readonly score: number
  readonly taste: number | null
  readonly sound: Sound
  /** What listeners going on to it is worth; null when it was not found so. */
  readonly followed: { readonly follower: Follower; readonly worth: number } | null
  readonly kind: 'arrival' | 'radio' | 'typical' | 'other'
}

/**
 * What to play next, best first: score = sum over liked, finished and playing tracks of weight × similarity, minus the
 * same over skipped and disliked ones, plus what listeners went on to, arrivals and wishes. Similarity is
 * exp(-distance²), shifted so that it is 1 for the same sound and 0 for unrelated ones and opposites: a skip drives
 * away from its like and not towards the oddest. When little is near the tastes, tracks are
 * drawn from the cells by their size, the middle of each first. Then the list is varied, see `vary`.
 *
 * One item is explored: drawn by a seed from the play, in its place whatever its score, with the true chance as its
 * propensity; the others are not left to chance, so theirs is 1.
 *
 * Neither the track just played, nor a disliked one, nor one heard lately is in it.
 */
function rank(profile: ListenerProfile, asking: Asking, knowledge: Knowledge): Ranking {
  const { index } = knowledge
  const { play } = asking
  const wish = profile.sessions.find(({ sessionId }) => sessionId === play.sessionId)?.wish ?? null
  const known = { profile, tastes: tastesOf(profile), heard: heardOf(profile) }
  const seeds = seedsOf(known, asking, wish, index)
  const exclude = excluded(known, play.trackId, wish, index)
  const candidates = candidatesOf(known, asking, { seeds, wish, exclude }, knowledge)
  const best = vary(candidates, LIST, play.trackId, knowledge)
  const shown = new Set(best.map(({ trackId }) => trackId))
  const explored = seeds.some(({ weight }) => weight > 0)
    ? explore(index.cells(), (id) => !exclude.has(id) && !shown.has(id), play.playId)
    : null
  const chosen = best.map((each) => ({
    trackId: each.trackId,
    score: each.score,
    propensity: 1,
    reason: reasonFor(each, profile, index),
  }))
  const items =
    explored === null
      ? chosen
      : withExplored(chosen, explored, soundsOf([explored.trackId], seeds, index)[0]?.score ?? 0)
  return {
    items: items.map(({ trackId, ...item }, i) => ({ trackId, rank: i + 1, ...item })),
    candidates: candidates.length,
  }
}

export const neighbours: Model = { name: 'neighbours', version: 4, rank }

interface Known extends Opinions {
  /** Newest first. */
  readonly heard: readonly TrackId[]
}

interface Sought {
  readonly seeds: readonly Seed[]
  readonly wish: HeldWish | null
  readonly exclude: ReadonlySet<TrackId>
}

function candidatesOf(
  { tastes, heard }: Known,
  { at }: Asking,
  { seeds, wish, exclude }: Sought,
  { index, traits, relations }: Knowledge,
): readonly Candidate[] {
  const nearness = nearnessOf(index)
  const history = heard.slice(0, LAST_HEARD).toReversed()
  const followers = new Map(relations.followers(history, FOLLOWERS).map((follower) => [follower.trackId, follower]))
  const arrivals = traits.arrivals().filter((arrival) => arrival.at <= at && at - arrival.at < ARRIVED_WITHIN_MS)
  const arrived = new Set(2 * arrivals.length > index.sizes.indexed ? [] : arrivals.map(({ trackId }) => trackId))
  const ofRadio = radioTracks(wish, traits)
  const known = new Set(wish !== null && wish.familiarity !== 0 ? tastes.map(({ trackId }) => trackId) : [])
  const isWanted = (id: TrackId) => !exclude.has(id) && index.has(id)
  const considered = new Set(nearTo(seeds, nearness, exclude))
  for (const id of [
    ...followers.keys(),
    ...arrived,
    ...ofRadio,
    ...(wish !== null && wish.familiarity > 0 ? known : []),
  ])
    if (isWanted(id)) considered.add(id)
  const wished = (trackId: TrackId): number =>
    wish === null
      ? 0
      : WISHED *
        (wish.energy * (2 * traits.energyOf(trackId) - 1) +
          wish.familiarity * (known.has(trackId) ? 1 : 0) +
          (ofRadio.has(trackId) ? 1 : 0))
  const scored = soundsOf([...considered], seeds, index).map((sound): Candidate => {
    const { trackId } = sound
    const follower = followers.get(trackId)
    const worth = follower === undefined ? 0 : FOLLOWED / (1 + Math.exp(FOLLOWED_FROM - follower.utility))
    const isNew = arrived.has(trackId)
    return {
      trackId,
      score: sound.score + worth + (isNew ? ARRIVED : 0) + wished(trackId),
      taste: sound.taste,
      sound,
      followed: follower === undefined ? null : { follower, worth },
      kind: isNew ? 'arrival' : ofRadio.has(trackId) ? 'radio' : 'other',
    }
  })
  if (wish === null && scored.filter(({ score }) => score > 0).length >= LIST) return scored
  const spread = nearness
    .typical()
    .filter((id) => isWanted(id) && !considered.has(id))
    .slice(0, SPREAD)
  return [
    ...scored,
    ...soundsOf(spread, seeds, index).map((sound, place): Candidate => {
      const { trackId } = sound
      const score = sound.score + UNTYPICAL * place + wished(trackId)
      return { trackId, score, taste: sound.taste, sound, followed: null, kind: 'typical' }
    }),
  ]
}

function reasonFor(
  { trackId, sound, followed, kind }: Candidate,
  profile: ListenerProfile,
  index: LibraryIndex,
): Reason {
  if (kind === 'typical') return DISCOVER
  if (followed !== null && followed.worth > sound.most) return followReason(followed.follower, profile)
  const reason = sound.best === null ? DISCOVER : soundReason(trackId, sound.best, index)
  if (kind === 'arrival') return { ...reason, kind }
  return kind === 'radio' && sound.best === null ? { ...reason, kind } : reason
}

function radioTracks(wish: HeldWish | null, traits: Knowledge['traits']): ReadonlySet<TrackId> {
  if (wish === null || (wish.radio !== 'artist' && wish.radio !== 'genre')) return new Set()
  const { artist } = traits.of(wish.trackId)
  const all = wish.radio === 'artist' ? traits.byArtist(artist) : traits.byGenre(wish.genre)
  return new Set([...all].slice(0, OF_RADIO))
}

type Unranked = Omit<RecommendedItem, 'rank'>

function withExplored(
  chosen: readonly Unranked[],
  { trackId, propensity }: { readonly trackId: TrackId; readonly propensity: number },
  score: number,
): readonly Unranked[] {
  const before = EXPLORED_RANK - 1
  const item = { trackId, score, propensity, reason: DISCOVER }
  return [...chosen.slice(0, before), item, ...chosen.slice(before, LIST - 1)]
}

function excluded(
  { tastes, heard }: Known,
  playing: TrackId,
  wish: HeldWish | null,
  index: LibraryIndex,
): ReadonlySet<TrackId> {
  const most = wish !== null && wish.familiarity > 0 ? RECENT_WHEN_FAMILIAR : RECENT
  const recent = heard.slice(0, Math.min(most, Math.floor(index.sizes.indexed / 2)))
  const disliked = tastes.filter((taste) => taste.disliked)
  return new Set([playing, ...recent, ...disliked.map(({ trackId }) => trackId)])
}
