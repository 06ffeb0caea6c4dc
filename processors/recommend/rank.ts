import type { HeldWish, ListenerProfile, Reason, RecommendedItem, TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../index-tracks/library-index.ts'
import type { Follower } from '../relate-tracks/relations.ts'
import { explore } from './explore.ts'
import type { Asking, Knowledge, Model, Ranking } from './model.ts'
import { heardOf, tastesOf } from './profile.ts'
import type { Opinions, Seed } from './seeds.ts'
import { seedsOf } from './seeds.ts'
import { vary } from './vary.ts'
import { ARRIVED, FOLLOWED, FOLLOWED_FROM, UNTYPICAL, WISHED } from './weights.ts'

/** Items of a full list. */
const LIST = 20
/** Neighbours considered of each track that is sought around. */
const NEIGHBOURS = 40
/** Tracks considered for being typical of the library alone. */
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
  readonly reason: Reason
}

/**
 * What to play next, best first: score = sum over liked, finished and playing tracks of weight × similarity, minus the
 * same over skipped and disliked ones, plus what listeners went on to, arrivals and wishes. Similarity is
 * exp(-distance²): 1 for the same sound, 0.14 for unrelated ones, and next to nothing for opposites, so that a skip drives
 * away from its like and not towards the oddest. What is near none of the tastes is
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
  const chosen = best.map(({ trackId, score, reason }) => ({ trackId, score, propensity: 1, reason }))
  const items =
    explored === null ? chosen : withExplored(chosen, explored, soundOf(explored.trackId, seeds, index).score)
  return {
    items: items.map(({ trackId, ...item }, i) => ({ trackId, rank: i + 1, ...item })),
    candidates: candidates.length,
  }
}

export const neighbours: Model = { name: 'neighbours', version: 2, rank }

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
  { profile, tastes, heard }: Known,
  { at }: Asking,
  { seeds, wish, exclude }: Sought,
  { index, traits, relations }: Knowledge,
): readonly Candidate[] {
  const history = heard.slice(0, LAST_HEARD).toReversed()
  const followers = new Map(relations.followers(history, FOLLOWERS).map((follower) => [follower.trackId, follower]))
  const arrivals = traits.arrivals().filter((arrival) => arrival.at <= at && at - arrival.at < ARRIVED_WITHIN_MS)
  const arrived = new Set(2 * arrivals.length > index.sizes.indexed ? [] : arrivals.map(({ trackId }) => trackId))
  const ofRadio = radioTracks(wish, traits)
  const near = seeds
    .filter(({ weight }) => weight > 0)
    .flatMap(({ trackId }) => index.nearest(trackId, NEIGHBOURS, exclude).map((neighbour) => neighbour.trackId))
  const known = new Set(wish !== null && wish.familiarity !== 0 ? tastes.map(({ trackId }) => trackId) : [])
  const isWanted = (id: TrackId) => !exclude.has(id) && index.has(id)
  const considered = new Set([
    ...near,
    ...[...followers.keys(), ...arrived, ...ofRadio, ...(wish !== null && wish.familiarity > 0 ? known : [])].filter(
      isWanted,
    ),
  ])
  const wished = (trackId: TrackId): number =>
    wish === null
      ? 0
      : WISHED *
        (wish.energy * (2 * traits.energyOf(trackId) - 1) +
          wish.familiarity * (known.has(trackId) ? 1 : 0) +
          (ofRadio.has(trackId) ? 1 : 0))
  const spread = typical(index.cells(), SPREAD, (id) => !exclude.has(id) && !considered.has(id))
  return [
    ...[...considered].map((trackId) => {
      const sound = soundOf(trackId, seeds, index)
      const follower = followers.get(trackId)
      const followed = follower === undefined ? 0 : FOLLOWED / (1 + Math.exp(FOLLOWED_FROM - follower.utility))
      const isNew = arrived.has(trackId)
      return {
        trackId,
        score: sound.score + followed + (isNew ? ARRIVED : 0) + wished(trackId),
        taste: sound.taste,
        reason:
          follower !== undefined && followed > sound.most
            ? followReason(follower, profile)
            : isNew || sound.best === null
              ? {
                  ...(sound.best === null ? DISCOVER : reasonOf(trackId, sound.best, index)),
                  kind: plainKind(isNew, ofRadio.has(trackId)),
                }
              : reasonOf(trackId, sound.best, index),
      }
    }),
    ...spread.map((trackId, place) => {
      const sound = soundOf(trackId, seeds, index)
      return {
        trackId,
        score: sound.score + UNTYPICAL * place + wished(trackId),
        taste: sound.taste,
        reason: DISCOVER,
      }
    }),
  ]
}

const plainKind = (isNew: boolean, isOfRadio: boolean): Reason['kind'] =>
  isNew ? 'arrival' : isOfRadio ? 'radio' : 'discover'

function radioTracks(wish: HeldWish | null, traits: Knowledge['traits']): ReadonlySet<TrackId> {
  if (wish === null || (wish.radio !== 'artist' && wish.radio !== 'genre')) return new Set()
  const { artist } = traits.of(wish.trackId)
  const all = wish.radio === 'artist' ? traits.byArtist(artist) : traits.byGenre(wish.genre)
  return new Set([...all].slice(0, OF_RADIO))
}

type Unranked = Omit<RecommendedItem, 'rank'>

const DISCOVER: Reason = {
  kind: 'discover',
  seedTrackId: null,
  seedOffset: null,
  distance: null,
  alike: [],
  apart: [],
  listeners: null,
}

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

/** What the sound says: the sum over all seeds, the seed that says most for it, and the taste that does. */
function soundOf(trackId: TrackId, seeds: readonly Seed[], index: LibraryIndex) {
  const byTaste = new Float64Array(seeds.length)
  let score = 0
  let best: Seed | null = null
  let most = 0
  for (const seed of seeds) {
    const distance = index.between(seed.trackId, trackId)
    if (distance === null) continue
    const part = seed.weight * Math.exp(-(distance ** 2))
    score += part
    byTaste[seed.taste] = (byTaste[seed.taste] ?? 0) + part
    if (part > most) {
      most = part
      best = seed
    }
  }
  const taste = byTaste.reduce((top, sum, n) => (sum > (byTaste[top] ?? 0) ? n : top), 0)
  return { score, best, most, taste: best === null ? null : taste }
}

function reasonOf(trackId: TrackId, seed: Seed, index: LibraryIndex): Reason {
  const compared = index.compare(seed.trackId, trackId)
  return {
    kind: seed.kind,
    seedTrackId: seed.trackId,
    seedOffset: seed.offset,
    distance: compared?.distance ?? null,
    alike: compared?.alike ?? [],
    apart: Object.entries(compared?.groups ?? {}).map(([group, distance]) => ({ group, distance })),
    listeners: null,
  }
}

function followReason({ seed, listeners }: Follower, profile: ListenerProfile): Reason {
  const heard = profile.sessions.flatMap(({ listens }) => listens).findLast(({ trackId }) => trackId === seed)
  return { ...DISCOVER, kind: 'follow', seedTrackId: seed, seedOffset: heard?.lastOffset ?? null, listeners }
}

/** Tracks from every cell by its size, the middle of each first: so the oddities of a small cell do not come first. */
function typical(
  cells: readonly (readonly TrackId[])[],
  count: number,
  isWanted: (id: TrackId) => boolean,
): readonly TrackId[] {
  const total = cells.reduce((sum, cell) => sum + cell.length, 0)
  return cells
    .flatMap((cell) =>
      firstWanted(cell, Math.ceil((count * cell.length) / total), isWanted).map((trackId, i) => ({
        trackId,
        depth: (i + 0.5) / cell.length,
      })),
    )
    .sort((a, b) => a.depth - b.depth || (a.trackId < b.trackId ? -1 : 1))
    .slice(0, count)
    .map(({ trackId }) => trackId)
}

function firstWanted(cell: readonly TrackId[], count: number, isWanted: (id: TrackId) => boolean): readonly TrackId[] {
  const wanted: TrackId[] = []
  for (const id of cell) {
    if (wanted.length === count) break
    if (isWanted(id)) wanted.push(id)
  }
  return wanted
}
