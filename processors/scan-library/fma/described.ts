import type { AudioReference } from '../../../schemas/generated.ts'
import type { FmaTrack } from './row.ts'

/** Prefers the data set's description to the tags of the file, which are often incomplete and sometimes wrong. */
export function described(reference: AudioReference, track: FmaTrack): AudioReference {
  return {
    ...reference,
    title: track.title || reference.title,
    artist: track.artist || reference.artist,
    ...(track.artist === '' ? {} : { artists: [track.artist], featuredArtists: [] }),
    album: track.album || reference.album,
    genres: track.genres.length > 0 ? track.genres : reference.genres,
    year: track.year ?? reference.year,
    trackNumber: track.trackNumber ?? reference.trackNumber,
    licence: track.licence ?? reference.licence,
    sourceId: String(track.id),
    sourceAlbumId: track.albumId,
    sourceArtistId: track.artistId,
  }
}
