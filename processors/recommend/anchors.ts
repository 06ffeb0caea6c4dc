import type { HeldWish, ListenerProfile, Reason, Taste, TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { Asking } from './model.ts'
import { similarity } from './similarity.ts'
import { compared, opinion } from './tastes.ts'
import { MOOD, MOOD_DAMPING, MOOD_HALF_LIFE_MS, NOW_PLAYING, RADIO } from './weights.ts'

/** Seeds of the mood of the last hours; of taste, each another sound; and tracks that suggestions keep away from. */
const MOODS = 3
const TASTES = 5
const AVERSIONS = 5
/** The strongest tastes, among which those of another sound are sought. */
const LOOKED_AT = 30
/** A mood that has faded below this is over. */
const LEAST_MOOD = 0.05
/** Nearer than this two tracks are of one taste: as near as those whose sound is called alike. */
const ONE_TASTE = 1

/** A track with weight above 0 that suggestions are sought around, or below 0 that they keep away from. */
export interface Seed {
  readonly trackId: TrackId
  readonly weight: number
  readonly kind: Reason['kind']
  /** Seeds of the same sound are one taste, with the number of the first of them. */
  readonly taste: number
  /** Of the newest play that it rests on; null when that is not known any more. */
  readonly offset: number | null
}

/** A profile, with the opinions that `tastesOf` makes of it. */
export interface Opinions {
  readonly profile: ListenerProfile
  readonly tastes: readonly Taste[]
}

interface Opinion {
  readonly taste: Taste
  /** Of months, and of the last hours. */
  readonly lasting: number
  readonly mood: number
}

/**
 * What suggestions are sought around: what is playing, the seed of a radio, the mood of the last hours, and lasting tastes,
 * of which each is of another sound, so that one does not speak for all; with negative weights what they keep away from.
 */
export function seedsOf(
  { profile, tastes: known }: Opinions,
  { play, at, offset }: Asking,
  wish: HeldWish | null,
  index: LibraryIndex,
): readonly Seed[] {
  const opinions = opinionsOf({ profile, tastes: known }, at, index)
  const playing = play.event === 'started' && index.has(play.trackId) ? play.trackId : null
  const own = opinions.find(({ taste }) => taste.trackId === play.trackId)
  const others = opinions.filter(({ taste }) => taste.trackId !== playing)
  const moods = strongestOf(others, ({ mood }) => mood).slice(0, MOODS)
  const tastes = apart(strongestOf(others, ({ lasting }) => lasting).slice(0, LOOKED_AT), index)
  const aversions = strongestOf(others, ({ lasting, mood }) => -lasting - mood).slice(0, AVERSIONS)
  const damped = dampedBy(opinions, [...new Set([...moods, ...tastes])], index)
  const seeds = [
    ...(playing === null ? [] : [playingSeed(playing, offset, own)]),
    ...(wish === null || wish.radio === 'none' || !index.has(wish.trackId)
      ? []
      : [{ trackId: wish.trackId, weight: RADIO, kind: 'radio' as const, offset: null }]),
    ...damped.filter(({ lasting, mood }) => lasting + mood > 0).map(seedOf),
    ...aversions.map(seedOf),
  ].filter((seed, i, all) => all.findIndex(({ trackId }) => trackId === seed.trackId) === i)
  const isOneTaste = soundsAlike(seeds, index)
  const tasteNumbers = seeds.map((_, i) => seeds.findIndex((_, other) => other === i || isOneTaste(other, i)))
  return seeds.map((seed, i) => {
    const taste = tasteNumbers[i] ?? i
    // A sound with many tracks, liked or skipped, would drown another by their number alone.
    const isLike = (other: Pick<Seed, 'weight'>) => other.weight > 0 === seed.weight > 0
    const size = seeds.filter((other, k) => isLike(other) && tasteNumbers[k] === taste).length
    return { ...seed, taste, weight: seed.weight / Math.sqrt(size) }
  })
}

/** Lasting opinions, each weaker when what sounds like its track was skipped in the last hours. */
function dampedBy(opinions: readonly Opinion[], chosen: readonly Opinion[], index: LibraryIndex): readonly Opinion[] {
  const moods = opinions.filter(({ mood }) => Math.abs(mood) >= LEAST_MOOD)
  const distances = index.distances(moods.map(trackOf), chosen.map(trackOf))
  return chosen.map((each, column) => {
    let against = 0
    for (const [row, { mood }] of moods.entries()) {
      const distance = distances[row * chosen.length + column] ?? NaN
      if (!Number.isNaN(distance)) against += mood * similarity(distance)
    }
    return against >= 0 ? each : { ...each, lasting: each.lasting * Math.exp(MOOD_DAMPING * against) }
  })
}

function playingSeed(trackId: TrackId, offset: number, known: Opinion | undefined): Omit<Seed, 'taste'> {
  const like = known === undefined ? null : seedOf(known)
  return {
    trackId,
    weight: NOW_PLAYING + (like?.weight ?? 0),
    kind: like?.kind ?? 'play',
    offset: like === null ? offset : like.offset,
  }
}

const seedOf = ({ taste, lasting, mood }: Opinion): Omit<Seed, 'taste'> => ({
  trackId: taste.trackId,
  weight: lasting + mood,
  kind: taste.liked ? 'like' : taste.finished > 0 ? 'finish' : 'play',
  offset: taste.lastOffset,
})

function opinionsOf({ profile, tastes }: Opinions, at: number, index: LibraryIndex): readonly Opinion[] {
  const moods = new Map<TrackId, number>()
  for (const { listens } of profile.sessions) {
    for (const { trackId, implicit, lastAt } of listens) {
      const fresh = MOOD * 0.5 ** (Math.max(0, at - lastAt) / MOOD_HALF_LIFE_MS)
      moods.set(trackId, (moods.get(trackId) ?? 0) + fresh * implicit)
    }
  }
  return tastes
    .filter(({ trackId }) => index.has(trackId))
    .map((taste) => ({ taste, lasting: opinion(taste, at), mood: moods.get(taste.trackId) ?? 0 }))
}

/** Those with a weight above 0, the heaviest first; of equal ones the later, then by id. */
function strongestOf(opinions: readonly Opinion[], weightOf: (opinion: Opinion) => number): readonly Opinion[] {
  return opinions
    .filter((each) => weightOf(each) > 0)
    .sort((a, b) => weightOf(b) - weightOf(a) || b.taste.lastAt - a.taste.lastAt || compared(a.taste, b.taste))
}

/** The heaviest of each sound; then, if there are fewer sounds than places, the others. */
function apart(opinions: readonly Opinion[], index: LibraryIndex): readonly Opinion[] {
  const isOneTaste = soundsAlike(opinions.map(({ taste }) => taste), index) // prettier-ignore
  const chosen: number[] = []
  for (const i of opinions.keys()) {
    if (chosen.length < TASTES && chosen.every((other) => !isOneTaste(other, i))) chosen.push(i)
  }
  const others = [...opinions.keys()].filter((i) => !chosen.includes(i))
  return [...chosen, ...others].slice(0, TASTES).flatMap((i) => opinions[i] ?? [])
}

const trackOf = ({ taste }: Opinion): TrackId => taste.trackId

/** Whether two of some tracks, by their places, are of one taste. */
function soundsAlike(
  tracks: readonly { readonly trackId: TrackId }[],
  index: LibraryIndex,
): (a: number, b: number) => boolean {
  const ids = tracks.map(({ trackId }) => trackId)
  const distances = index.distances(ids, ids)
  return (a, b) => (distances[a * ids.length + b] ?? NaN) < ONE_TASTE
}
