import type * as z from 'zod/mini'
import type { libraryChangedShape } from '../../schemas/live.ts'
import type { ListedTrack } from './tracks.ts'

export type LibraryChanges = z.output<typeof libraryChangedShape>

/** What a list shows after a change of the library. */
export interface ChangedList {
  readonly tracks: readonly ListedTrack[]
  /** Whether a track has come or may have its place elsewhere now: the list has to be read again. */
  readonly stale: boolean
}

/** Puts changed tracks into their rows, and takes removed ones out. */
export function withChanges(
  tracks: readonly ListedTrack[],
  { reload, tracks: changed, removed }: Pick<LibraryChanges, 'reload' | 'tracks' | 'removed'>,
): ChangedList {
  if (reload) return { tracks, stale: true }
  const now = new Map(changed.map((track) => [track.trackId, track]))
  const gone = new Set(removed.tracks)
  const shown = tracks.filter(({ trackId }) => !gone.has(trackId))
  const known = new Set(shown.map(({ trackId }) => trackId))
  const isElsewhere = (before: ListedTrack) => {
    const after = now.get(before.trackId)
    return after !== undefined && placeOf(after) !== placeOf(before)
  }
  return {
    tracks: shown.map((track) => now.get(track.trackId) ?? track),
    stale: changed.some(({ trackId }) => !known.has(trackId)) || shown.some(isElsewhere),
  }
}

/** Everything that a list is ordered or searched by. */
function placeOf({
  title,
  artist,
  album,
  albumId,
  discNumber,
  trackNumber,
  year,
  genres,
  absentSince,
}: ListedTrack): string {
  return JSON.stringify([title, artist, album, albumId, discNumber, trackNumber, year, genres, absentSince ?? null])
}
