import type { TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../index-tracks/library-index.ts'
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
  const pool = [...candidates].sort((a, b) => b.score - a.score || (a.trackId < b.trackId ? -1 : 1))
  const picked: T[] = []
  const taken = new Set<T>()
  const seen: { readonly id: TrackId; readonly of: Traits }[] = [{ id: playing, of: traits.of(playing) }]
  const fading = new Map<number, number>()
  const counts = new Map<string, number>()
  const worth = ({ score, taste }: T): number =>
    score > 0 && taste !== null ? score * (fading.get(taste) ?? 1) : score

  for (const isStrict of [true, false]) {
    while (picked.length < limit) {
      let best: { readonly each: T; readonly worth: number } | null = null
      for (const each of pool) {
        // The pool is in order of score, and a worth is never more than the score.
        if (best !== null && each.score <= best.worth) break
        const now = worth(each)
        if (taken.has(each) || (best !== null && now <= best.worth)) continue
        if (isStrict && isTooMuch(traits.of(each.trackId), counts)) continue
        if (seen.some((other) => isSameRecording(other, each.trackId, traits, index))) {
          taken.add(each)
          continue
        }
        best = { each, worth: now }
      }
      if (best === null) break
      const { each } = best
      taken.add(each)
      picked.push({ ...each, score: best.worth })
      const of = traits.of(each.trackId)
      seen.push({ id: each.trackId, of })
      for (const key of keysOf(of)) counts.set(key, (counts.get(key) ?? 0) + 1)
      if (each.taste !== null) fading.set(each.taste, (fading.get(each.taste) ?? 1) * TASTE_FADING)
    }
  }
  return picked
}

const artistKey = ({ artist }: Traits): string => `artist ${artist}`
const albumKey = ({ artist, album }: Traits): string => `album ${artist} ${album}`

const keysOf = (of: Traits): readonly string[] => [
  ...(of.artist === '' ? [] : [artistKey(of)]),
  ...(of.album === '' ? [] : [albumKey(of)]),
]

function isTooMuch(of: Traits, counts: ReadonlyMap<string, number>): boolean {
  return (
    (of.artist !== '' && (counts.get(artistKey(of)) ?? 0) >= MAX_OF_ARTIST) ||
    (of.album !== '' && (counts.get(albumKey(of)) ?? 0) >= MAX_OF_ALBUM)
  )
}

function isSameRecording(
  { id, of }: { readonly id: TrackId; readonly of: Traits },
  other: TrackId,
  traits: TrackTraits,
  index: LibraryIndex,
): boolean {
  const { artist, work, durationMs } = traits.of(other)
  if (work !== '' && artist !== '' && work === of.work && artist === of.artist) return true
  if (durationMs === null || of.durationMs === null || Math.abs(durationMs - of.durationMs) > SAME_LENGTH_MS)
    return false
  const distance = index.between(id, other)
  return distance !== null && distance < ONE_RECORDING
}
