import { LRUCache } from 'lru-cache'
import { foldText } from '../../../processors/shared/text/fold.ts'
import type { AudioReference, TrackId } from '../../../schemas/generated.ts'
import { edits } from '../nearest-name.ts'
import type { ExportedListen } from './exported-listen.ts'

/** What a track of the library is known by. */
export type LibraryTrack = Pick<AudioReference, 'trackId' | 'title' | 'artist' | 'album' | 'durationMs'>

/** What of a reference an entry is matched by. */
export interface MatchedReference extends LibraryTrack, Pick<AudioReference, 'artists' | 'albumArtist'> {
  readonly recordingId: string | null
}

export type Unmatched = 'not-in-library' | 'ambiguous' | 'other-length'

export type LibraryMatch =
  | { readonly kind: 'match'; readonly track: LibraryTrack }
  /** @property nearest null: nothing in the library is near. */
  | { readonly kind: 'none'; readonly why: Unmatched; readonly nearest: LibraryTrack | null }

export interface LibraryMatcher {
  match(listen: ExportedListen): LibraryMatch
}

/**
 * Lengths of one recording differ by less: by the silence around it, and by what a container states. More, and it is another
 * edit, a live version or a remix.
 */
export const MAX_LENGTH_DIFFERENCE_MS = 10_000
/** Titles of an artist that are compared for the nearest one; of more, the first. */
const MAX_COMPARED = 2_000
const KEPT_NEAREST = 10_000

/**
 * Finds the track of the library that an entry tells of: by the id of its MusicBrainz recording where one of the library has it,
 * else by artist and title as the search folds them. A length that differs rules a track out; of several that are left the album
 * decides. What then is not one track is ambiguous, and is not guessed.
 */
export function libraryMatcher(references: Iterable<MatchedReference>): LibraryMatcher {
  const byRecording = new Map<string, LibraryTrack[]>()
  const byName = new Map<string, LibraryTrack[]>()
  const byArtist = new Map<string, LibraryTrack[]>()
  const byTitle = new Map<string, LibraryTrack[]>()
  for (const reference of references) {
    const { trackId, title, artist, album, durationMs, artists, albumArtist, recordingId } = reference
    const track = { trackId, title, artist, album, durationMs }
    if (recordingId !== null) add(byRecording, recordingId, track)
    add(byTitle, foldText(title), track)
    for (const name of new Set([artist, artists[0] ?? artist, albumArtist ?? artist].map(foldText))) {
      add(byArtist, name, track)
      add(byName, nameOf(name, foldText(title)), track)
    }
  }
  /** A listener of something that is not here listened to it often. */
  const known = new LRUCache<string, { readonly track: LibraryTrack | null }>({ max: KEPT_NEAREST })
  const nearest = (artist: string, title: string): LibraryTrack | null => {
    const name = nameOf(artist, title)
    const found = known.get(name) ?? { track: compared(artist, title) }
    known.set(name, found)
    return found.track
  }
  const compared = (artist: string, title: string): LibraryTrack | null => {
    const own = (byArtist.get(artist) ?? []).slice(0, MAX_COMPARED)
    const [first] = own
      .map((track) => ({ track, distance: edits(title, foldText(track.title)) }))
      .toSorted((a, b) => a.distance - b.distance)
    return first?.track ?? byTitle.get(title)?.[0] ?? null
  }
  return {
    match(listen) {
      const [artist, title] = [foldText(listen.artist), foldText(listen.title)]
      const recordings = listen.recordingIds.flatMap((id) => byRecording.get(id) ?? [])
      const named = byName.get(nameOf(artist, title)) ?? []
      const found = distinct(recordings.length > 0 ? recordings : named)
      if (found.length === 0) return { kind: 'none', why: 'not-in-library', nearest: nearest(artist, title) }
      const long = found.filter((track) => fits(track, listen))
      if (long.length === 0) return { kind: 'none', why: 'other-length', nearest: found[0] ?? null }
      const album = foldText(listen.album)
      const ofAlbum = long.length > 1 ? long.filter((track) => foldText(track.album) === album) : long
      const [track] = ofAlbum
      if (track !== undefined && ofAlbum.length === 1) return { kind: 'match', track }
      return { kind: 'none', why: 'ambiguous', nearest: track ?? long[0] ?? null }
    },
  }
}

/** A line break is in no folded text. */
const nameOf = (artist: string, title: string): string => `${artist}\n${title}`

function add(map: Map<string, LibraryTrack[]>, key: string, track: LibraryTrack): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [track])
  else known.push(track)
}

function distinct(tracks: readonly LibraryTrack[]): readonly LibraryTrack[] {
  const seen = new Set<TrackId>()
  return tracks.filter(({ trackId }) => !seen.has(trackId) && seen.add(trackId))
}

/** Where only what was heard is known, the track is at least that long. */
function fits({ durationMs }: LibraryTrack, { durationMs: stated, playedMs }: ExportedListen): boolean {
  if (durationMs === null) return true
  if (stated !== null) return Math.abs(durationMs - stated) <= MAX_LENGTH_DIFFERENCE_MS
  return (playedMs ?? 0) <= durationMs + MAX_LENGTH_DIFFERENCE_MS
}
