import type { ListenerProfile, Play, TrackId } from '../../schemas/generated.ts'
import { BYTES_PER_ID, idHash } from '../shared/recent-ids.ts'
import type { MetadataTable } from './item-metadata.ts'
import type { Excluded } from './model.ts'

/**
 * The tracks and artists that a listener never wants to have suggested, as bytes of the profile: a hash of each, and one of the
 * session that said so, which may be retracted. Newest first. The topic `opinions` keeps all of them; here the oldest of
 * `MAX_NEVERS` makes room.
 */

export const MAX_NEVERS = 2_000
const SESSION_BYTES = 4
const ENTRY_BYTES = BYTES_PER_ID + SESSION_BYTES

/** @returns the same bytes when the play says nothing of it. */
export function neversAfter(nevers: Buffer, play: Play): Buffer {
  const subject = subjectOf(play)
  if (subject === null) return nevers
  const hash = idHash(subject.name)
  const known = entriesIn(nevers).some((entry) => hash.equals(entry.subarray(0, BYTES_PER_ID)))
  if (!subject.isNever) return known ? without(nevers, (entry) => hash.equals(entry.subarray(0, BYTES_PER_ID))) : nevers
  if (known) return nevers
  return Buffer.concat([hash, sessionHash(play.sessionId), nevers]).subarray(0, MAX_NEVERS * ENTRY_BYTES)
}

/** Without what a session said, of one track or of all. */
export function withoutNevers(nevers: Buffer, sessionId: string, track: TrackId | null): Buffer {
  if (nevers.length === 0) return nevers
  const session = sessionHash(sessionId)
  const hash = track === null ? null : idHash(`track/${track}`)
  return without(
    nevers,
    (entry) =>
      session.equals(entry.subarray(BYTES_PER_ID)) && (hash === null || hash.equals(entry.subarray(0, BYTES_PER_ID))),
  )
}

/** The tracks that are never to be suggested, by themselves or by one of their artists. */
export function neverSuggested({ nevers }: ListenerProfile, metadata: MetadataTable): Excluded {
  if (nevers.length === 0) return { has: () => false }
  const hashes = new Set(entriesIn(nevers).map((entry) => entry.toString('hex', 0, BYTES_PER_ID)))
  const isNever = (name: string) => hashes.has(idHash(name).toString('hex'))
  return {
    has: (id) => isNever(`track/${id}`) || metadata.of(id).artistIds.some((artist) => isNever(`artist/${artist}`)),
  }
}

function subjectOf({ event, trackId, artistId }: Play): { readonly name: string; readonly isNever: boolean } | null {
  switch (event) {
    case 'neverTrack':
      return { name: `track/${trackId}`, isNever: true }
    case 'allowedTrack':
    case 'liked':
      return { name: `track/${trackId}`, isNever: false }
    case 'neverArtist':
    case 'allowedArtist':
      return artistId === null ? null : { name: `artist/${artistId}`, isNever: event === 'neverArtist' }
    default:
      return null
  }
}

const sessionHash = (sessionId: string): Buffer => idHash(`session/${sessionId}`).subarray(0, SESSION_BYTES)

const entriesIn = (nevers: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.floor(nevers.length / ENTRY_BYTES) }, (_, i) =>
    nevers.subarray(i * ENTRY_BYTES, (i + 1) * ENTRY_BYTES),
  )

const without = (nevers: Buffer, isGone: (entry: Buffer) => boolean): Buffer =>
  Buffer.concat(entriesIn(nevers).filter((entry) => !isGone(entry)))
