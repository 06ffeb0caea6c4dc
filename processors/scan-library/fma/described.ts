import type { AudioReference } from '../../../schemas/generated.ts'
import type { FmaTrack } from './row.ts'

/** What the data set says of a track comes before what its file says, which is often less and at times wrong. */
export function described(reference: AudioReference, track: FmaTrack): AudioReference {
  return {
    ...reference,
    title: track.title || reference.title,
    artist: track.artist || reference.artist,
    album: track.album || reference.album,
    genres: track.genres.length > 0 ? track.genres : reference.genres,
    year: track.year ?? reference.year,
    trackNumber: track.trackNumber ?? reference.trackNumber,
    licence: track.licence ?? reference.licence,
    sourceId: String(track.id),
  }
}
