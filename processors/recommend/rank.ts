import type { ListenerProfile, Reason, RecommendedItem, TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../index-tracks/library-index.ts'
import { explore } from './explore.ts'
import type { Asking, Model, Ranking } from './model.ts'
import { opinion } from './profile.ts'
import { NOW_PLAYING, UNTYPICAL } from './weights.ts'

/** Items of a full list. */
const LIST = 20
/** Tracks that suggestions are sought around, besides the one playing; and tracks that they keep away from. */
const SEEDS = 5
/** Neighbours considered of each. */
const NEIGHBOURS = 40
/** Tracks considered for being typical of the library alone. */
const SPREAD = 40
/** Tracks heard so lately that they are not suggested again; never more than half of the library. */
const RECENT = 50
/** Where one new thing to try stands: among the first that are seen. */
const EXPLORED_RANK = 6

/** A track with weight above 0 that suggestions are sought around, or below 0 that they keep away from. */
interface Seed {
  readonly trackId: TrackId
  readonly weight: number
  readonly kind: Reason['kind']
  readonly offset: number
}

/**
 * What to play next, best first: score = sum over liked, finished and playing tracks of weight × similarity, minus the
 * same over skipped and disliked ones; equal ones by id. Similarity is exp(-distance²): 1 for the same sound, 0.14
 * for unrelated ones, and next to nothing for opposites, so that a skip drives away from its like
 * and not towards the oddest. What is near none of the tastes is drawn from the cells by their size, the
 * middle of each first.
 *
 * One item is explored: drawn by a seed from the play, in its place whatever its score, with the true chance as its
 * propensity; the others are not left to chance, so theirs is 1.
 *
 * Neither the track just played, nor a disliked one, nor one heard lately is in it.
 * @param profile with the play counted in.
 */
function rank(profile: ListenerProfile, asking: Asking, index: LibraryIndex): Ranking {
  const seeds = seedsOf(profile, asking, index)
  const attracting = seeds.filter(({ weight }) => weight > 0)
  const exclude = excluded(profile, asking.play.trackId, index)
  const near = attracting.flatMap(({ trackId }) =>
    index.nearest(trackId, NEIGHBOURS, exclude).map((neighbour) => neighbour.trackId),
  )
  const nearby = new Set(near)
  const spread = typical(index.cells(), SPREAD, (id) => !exclude.has(id) && !nearby.has(id))

  const scored = [
    ...[...nearby].map((trackId) => scoreOf(trackId, seeds, index)),
    ...spread.map((trackId, place) => {
      const { score } = scoreOf(trackId, seeds, index)
      return { trackId, score: score + UNTYPICAL * place, best: null }
    }),
  ].sort((a, b) => b.score - a.score || (a.trackId < b.trackId ? -1 : 1))

  const best = scored.slice(0, LIST)
  const chosen = best.map(({ trackId, score, best: seed }) => ({
    trackId,
    score,
    propensity: 1,
    reason: seed === null ? DISCOVER : reasonOf(trackId, seed, index),
  }))
  const shown = new Set(best.map(({ trackId }) => trackId))
  const explored =
    attracting.length === 0
      ? null
      : explore(index.cells(), (id) => !exclude.has(id) && !shown.has(id), asking.play.playId)
  const items =
    explored === null ? chosen : withExplored(chosen, explored, scoreOf(explored.trackId, seeds, index).score)
  return {
    items: items.map(({ trackId, ...item }, i) => ({ trackId, rank: i + 1, ...item })),
    candidates: scored.length,
  }
}

export const neighbours: Model = {
  name: 'neighbours',
  version: 1,
  rank: (profile, asking, { index }) => rank(profile, asking, index),
}

type Unranked = Omit<RecommendedItem, 'rank'>

const DISCOVER: Reason = { kind: 'discover', seedTrackId: null, seedOffset: null, distance: null, alike: [] }

function withExplored(
  chosen: readonly Unranked[],
  { trackId, propensity }: { readonly trackId: TrackId; readonly propensity: number },
  score: number,
): readonly Unranked[] {
  const before = EXPLORED_RANK - 1
  const item = { trackId, score, propensity, reason: DISCOVER }
  return [...chosen.slice(0, before), item, ...chosen.slice(before, LIST - 1)]
}

/** The strongest tastes either way that the index knows, and what is playing. */
function seedsOf(profile: ListenerProfile, { play, at, offset }: Asking, index: LibraryIndex): readonly Seed[] {
  const isPlaying = play.event === 'started'
  const tastes = profile.tastes
    .filter(({ trackId }) => index.has(trackId))
    .map((taste): Seed => {
      const kind = taste.liked ? 'like' : taste.finished > 0 ? 'finish' : 'play'
      return { trackId: taste.trackId, weight: opinion(taste, at), kind, offset: taste.lastOffset }
    })
  const known = tastes.find(({ trackId }) => trackId === play.trackId)
  const playing: readonly Seed[] =
    isPlaying && index.has(play.trackId)
      ? [{ kind: 'play', offset, ...known, trackId: play.trackId, weight: NOW_PLAYING + (known?.weight ?? 0) }]
      : []
  const others = tastes.filter(({ trackId }) => playing.length === 0 || trackId !== play.trackId)
  return [
    ...playing,
    ...others.filter(({ weight }) => weight > 0).slice(0, SEEDS),
    ...others.filter(({ weight }) => weight < 0).slice(0, SEEDS),
  ]
}

function excluded({ tastes, heard }: ListenerProfile, playing: TrackId, index: LibraryIndex): ReadonlySet<TrackId> {
  const recent = heard.slice(0, Math.min(RECENT, Math.floor(index.sizes.indexed / 2)))
  return new Set([playing, ...recent, ...tastes.filter(({ disliked }) => disliked).map(({ trackId }) => trackId)])
}

function scoreOf(trackId: TrackId, seeds: readonly Seed[], index: LibraryIndex) {
  let score = 0
  let best: Seed | null = null
  let most = 0
  for (const seed of seeds) {
    const distance = index.between(seed.trackId, trackId)
    if (distance === null) continue
    const part = seed.weight * Math.exp(-(distance ** 2))
    score += part
    if (part > most) {
      most = part
      best = seed
    }
  }
  return { trackId, score, best }
}

function reasonOf(trackId: TrackId, seed: Seed, index: LibraryIndex): Reason {
  const compared = index.compare(seed.trackId, trackId)
  return {
    kind: seed.kind,
    seedTrackId: seed.trackId,
    seedOffset: seed.offset,
    distance: compared?.distance ?? null,
    alike: compared?.alike ?? [],
  }
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
