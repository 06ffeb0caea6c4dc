import type { ListenerProfile, Reason, TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { Follower } from '../shared/co-listening/relations.ts'
import type { Seed } from './seeds.ts'

/** Something new to try. */
export const DISCOVER: Reason = {
  kind: 'discover',
  seedTrackId: null,
  seedOffset: null,
  distance: null,
  alike: [],
  apart: [],
  listeners: null,
}

/** That it sounds like a seed, how far it is from it, and in what. */
export function soundReason(trackId: TrackId, seed: Seed, index: LibraryIndex): Reason {
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

/** That listeners went on to it, with the play of the seed. */
export function followReason({ seed, listeners }: Follower, profile: ListenerProfile): Reason {
  const heard = profile.sessions.flatMap(({ listens }) => listens).findLast(({ trackId }) => trackId === seed)
  return { ...DISCOVER, kind: 'follow', seedTrackId: seed, seedOffset: heard?.lastOffset ?? null, listeners }
}
