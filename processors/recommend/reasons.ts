import type { ListenerProfile, Reason, TrackId } from '../../schemas/generated.ts'
import type { LibraryIndex } from '../shared/similarity/library-index.ts'
import type { NextItemCandidate } from '../shared/co-listening/model.ts'
import type { Anchor } from './anchors.ts'
import type { ScoredTrack } from './candidates.ts'

/** Exploration: no evidence for the track. */
export const DISCOVER: Reason = {
  kind: 'discover',
  seedTrackId: null,
  seedOffset: null,
  distance: null,
  alike: [],
  apart: [],
  listeners: null,
}

/** The reason shown with a candidate: its largest evidence. */
export function reasonFor(
  { trackId, audio, nextItem, source }: ScoredTrack,
  profile: ListenerProfile,
  index: LibraryIndex,
): Reason {
  if (source === 'fallback') return DISCOVER
  if (nextItem !== null && nextItem.bonus > audio.most) return nextItemReason(nextItem.candidate, profile)
  const reason = audio.best === null ? DISCOVER : similarityReason(trackId, audio.best, index)
  if (source === 'arrival') return { ...reason, kind: 'arrival' }
  return source === 'radio' && audio.best === null ? { ...reason, kind: 'radio' } : reason
}

/** Audio similarity to an anchor: the distance, and the groups of features in which the two are alike and apart. */
function similarityReason(trackId: TrackId, anchor: Anchor, index: LibraryIndex): Reason {
  const compared = index.compare(anchor.trackId, trackId)
  return {
    kind: anchor.kind,
    seedTrackId: anchor.trackId,
    seedOffset: anchor.offset,
    distance: compared?.distance ?? null,
    alike: compared?.alike ?? [],
    apart: Object.entries(compared?.groups ?? {}).map(([group, distance]) => ({ group, distance })),
    listeners: null,
  }
}

/** Co-listening: the anchor after which other listeners played the track, with the listener's own play of it. */
function nextItemReason({ anchor, listeners }: NextItemCandidate, profile: ListenerProfile): Reason {
  const heard = profile.sessions.flatMap(({ listens }) => listens).findLast(({ trackId }) => trackId === anchor)
  return { ...DISCOVER, kind: 'follow', seedTrackId: anchor, seedOffset: heard?.lastOffset ?? null, listeners }
}
