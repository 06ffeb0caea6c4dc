import type { TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { Traits, TrackTraits } from './track-traits.ts'
import { TASTE_FADING } from './weights.ts'

/** In one list; where the library has too little else, more. */
const MAX_OF_ARTIST = 3
const MAX_OF_ALBUM = 2
/** So near in sound and so equally long, two tracks are one recording. */
const ONE_RECORDING = 0.2
const SAME_LENGTH_MS = 1_500

interface Scored {
  readonly trackId: TrackId
  readonly score: number
  /** The taste that it belongs to; null for none. */
  readonly taste: number | null
}

interface Recording {
  readonly id: TrackId
  readonly of: Traits
}

/** A candidate while the list is made. */
interface Choice<T> {
  readonly each: T
  readonly of: Traits
  /** How many of its artist and album there may be. */
  readonly limits: readonly { readonly key: string; readonly most: number }[]
  /** So many of what has been seen are known to be other recordings. */
  apart: number
  isOut: boolean
}

/**
 * Picks the best, one after another, where each further one of a taste counts less: then the next taste has its turn. No more than a
 * few of one artist and album as long as there are others; never a second version of one recording, nor one of `playing`.
 * Equal scores go by id.
 */
export function vary<T extends Scored>(
  candidates: readonly T[],
  limit: number,
  playing: TrackId,
  { traits, index }: { readonly traits: TrackTraits; readonly index: LibraryIndex },
): readonly T[] {
  const pool = [...candidates]
    .sort((a, b) => b.score - a.score || (a.trackId < b.trackId ? -1 : 1))
    .map((each): Choice<T> => ({ each, ...soughtIn(traits.of(each.trackId)), apart: 0, isOut: false }))
  const picked: T[] = []
  const seen: Recording[] = [{ id: playing, of: traits.of(playing) }]
  const fading = new Map<number, number>()
  const counts = new Map<string, number>()
  const worth = ({ score, taste }: T): number =>
    score > 0 && taste !== null ? score * (fading.get(taste) ?? 1) : score
  const isTooMuch = ({ limits }: Choice<T>): boolean => limits.some(({ key, most }) => (counts.get(key) ?? 0) >= most)
  /** Whether it is another recording than all seen so far. */
  const isApart = (choice: Choice<T>): boolean => {
    for (let other = seen[choice.apart]; other !== undefined; other = seen[choice.apart]) {
      if (isSameRecording(other, { id: choice.each.trackId, of: choice.of }, index)) return false
      choice.apart += 1
    }
    return true
  }

  for (const isStrict of [true, false]) {
    while (picked.length < limit) {
      let best: { readonly choice: Choice<T>; readonly worth: number } | null = null
      for (const choice of pool) {
        // The pool is in order of score, and a worth is never more than the score.
        if (best !== null && choice.each.score <= best.worth) break
        const now = worth(choice.each)
        if (choice.isOut || (best !== null && now <= best.worth)) continue
        if (isStrict && isTooMuch(choice)) continue
        if (isApart(choice)) best = { choice, worth: now }
        else choice.isOut = true
      }
      if (best === null) break
      const { choice } = best
      const { each, of, limits } = choice
      choice.isOut = true
      picked.push({ ...each, score: best.worth })
      seen.push({ id: each.trackId, of })
      for (const { key } of limits) counts.set(key, (counts.get(key) ?? 0) + 1)
      if (each.taste !== null) fading.set(each.taste, (fading.get(each.taste) ?? 1) * TASTE_FADING)
    }
  }
  return picked
}

function soughtIn(of: Traits): Pick<Choice<Scored>, 'of' | 'limits'> {
  const { artist, album } = of
  const limits = [
    ...(artist === '' ? [] : [{ key: `artist ${artist}`, most: MAX_OF_ARTIST }]),
    ...(album === '' ? [] : [{ key: `album ${artist} ${album}`, most: MAX_OF_ALBUM }]),
  ]
  return { of, limits }
}

function isSameRecording({ id, of }: Recording, other: Recording, index: LibraryIndex): boolean {
  const { artist, work, durationMs } = other.of
  if (work !== '' && artist !== '' && work === of.work && artist === of.artist) return true
  if (durationMs === null || of.durationMs === null || Math.abs(durationMs - of.durationMs) > SAME_LENGTH_MS)
    return false
  const distance = index.between(id, other.id)
  return distance !== null && distance < ONE_RECORDING
}
