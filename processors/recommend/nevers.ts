import type { ListenerProfile, Play, TrackId } from '../../schemas/generated.ts'
import { BYTES_PER_ID, idHash } from '../shared/recent-ids.ts'
import type { MetadataTable } from './item-metadata.ts'
import type { Excluded } from './model.ts'

/**
 * The tracks and artists that a listener never wants to have suggested, as bytes of the profile: a hash of each, and one of the
 * session that said so, which may be retracted. What takes a never back, such as a like, stands beside it in the same form, as
 * it may be retracted itself: then the never holds again. Newest first. The topic `opinions` keeps all of them; here the oldest
 * of `MAX_NEVERS` makes room.
 */

export const MAX_NEVERS = 2_000
const SESSION_BYTES = 4
const ENTRY_BYTES = BYTES_PER_ID + SESSION_BYTES

/** @returns the same bytes when the play says nothing of it. */
export function neversAfter(nevers: Buffer, play: Play): Buffer {
  const subject = subjectOf(play)
  if (subject === null) return nevers
  const { name, isNever } = subject
  const isKnown = holds(nevers, name)
  const isTakenBack = holds(nevers, takenBack(name))
  if (isNever) {
    if (isKnown && !isTakenBack) return nevers
    return withEntry(withoutNames(nevers, [name, takenBack(name)]), name, play.sessionId)
  }
  return isKnown && !isTakenBack ? withEntry(nevers, takenBack(name), play.sessionId) : nevers
}

/** Without what a session said, of one track or of all. */
export function withoutNevers(nevers: Buffer, sessionId: string, track: TrackId | null): Buffer {
  if (nevers.length === 0) return nevers
  const session = sessionHash(sessionId)
  const hashes = track === null ? null : hashesOf(trackName(track))
  return without(
    nevers,
    (entry) => session.equals(entry.subarray(BYTES_PER_ID)) && (hashes === null || hashes.some(isAt(entry))),
  )
}

/** What was said of an id of an earlier version, said of the track. @returns the same bytes when nothing was. */
export function neversOfTrack(nevers: Buffer, earlier: readonly TrackId[], track: TrackId): Buffer {
  const renamed = new Map(
    earlier.flatMap((id) => {
      const to = hashesOf(trackName(track))
      return hashesOf(trackName(id)).map((from, i): readonly [string, Buffer | undefined] => [hex(from), to[i]])
    }),
  )
  const entries = entriesIn(nevers)
  if (renamed.size === 0 || !entries.some((entry) => renamed.has(hex(entry)))) return nevers
  return Buffer.concat(
    entries.map((entry) => {
      const hash = renamed.get(hex(entry))
      return hash === undefined ? entry : Buffer.concat([hash, entry.subarray(BYTES_PER_ID)])
    }),
  )
}

/** The tracks that are never to be suggested, by themselves or by one of their artists. */
export function neverSuggested({ nevers }: ListenerProfile, metadata: MetadataTable): Excluded {
  if (nevers.length === 0) return { has: () => false }
  const hashes = new Set(entriesIn(nevers).map(hex))
  const isNever = (name: string) => hashes.has(hex(idHash(name))) && !hashes.has(hex(idHash(takenBack(name))))
  const ofArtists = new Map<string, boolean>()
  const isNeverArtist = (id: string, same: readonly string[]) => {
    const known = ofArtists.get(id) ?? same.some((each) => isNever(`artist/${each}`))
    ofArtists.set(id, known)
    return known
  }
  return {
    has: (id) =>
      [id, ...metadata.earlierIdsOf(id)].some((each) => isNever(trackName(each))) ||
      metadata.of(id).artistIds.some((artist) => isNeverArtist(artist, metadata.sameArtist(artist))),
  }
}

function subjectOf({ event, trackId, artistId }: Play): { readonly name: string; readonly isNever: boolean } | null {
  switch (event) {
    case 'neverTrack':
      return { name: trackName(trackId), isNever: true }
    case 'allowedTrack':
    case 'liked':
      return { name: trackName(trackId), isNever: false }
    case 'neverArtist':
    case 'allowedArtist':
      return artistId === null ? null : { name: `artist/${artistId}`, isNever: event === 'neverArtist' }
    default:
      return null
  }
}

const trackName = (id: TrackId): string => `track/${id}`
const takenBack = (name: string): string => `taken back/${name}`
const hashesOf = (name: string): readonly [Buffer, Buffer] => [idHash(name), idHash(takenBack(name))]

const sessionHash = (sessionId: string): Buffer => idHash(`session/${sessionId}`).subarray(0, SESSION_BYTES)

const hex = (entry: Buffer): string => entry.toString('hex', 0, BYTES_PER_ID)

const entriesIn = (nevers: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.floor(nevers.length / ENTRY_BYTES) }, (_, i) =>
    nevers.subarray(i * ENTRY_BYTES, (i + 1) * ENTRY_BYTES),
  )

const isAt =
  (entry: Buffer) =>
  (hash: Buffer): boolean =>
    hash.equals(entry.subarray(0, BYTES_PER_ID))

const holds = (nevers: Buffer, name: string): boolean => {
  const hash = idHash(name)
  return entriesIn(nevers).some((entry) => isAt(entry)(hash))
}

const withEntry = (nevers: Buffer, name: string, sessionId: string): Buffer =>
  Buffer.concat([idHash(name), sessionHash(sessionId), nevers]).subarray(0, MAX_NEVERS * ENTRY_BYTES)

const withoutNames = (nevers: Buffer, names: readonly string[]): Buffer => {
  const hashes = names.map(idHash)
  return without(nevers, (entry) => hashes.some(isAt(entry)))
}

/** @returns the same bytes when no entry is gone. */
function without(nevers: Buffer, isGone: (entry: Buffer) => boolean): Buffer {
  const entries = entriesIn(nevers)
  const kept = entries.filter((entry) => !isGone(entry))
  return kept.length === entries.length ? nevers : Buffer.concat(kept)
}
