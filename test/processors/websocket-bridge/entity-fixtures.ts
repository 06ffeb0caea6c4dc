import { albumIdOf, artistIdsOf, genreIdOf, workIdOf } from '../../../processors/shared/entities/ids.ts'
import type { Album, Artist, AudioReference, Genre, SoundCentroid, Work } from '../../../schemas/generated.ts'
import { albumId, artistId, workId } from '../../../schemas/generated.ts'

/** Albums, artists, genres and works as `group-tracks` writes them, of references that share them. */

export function albumOf(tracks: readonly AudioReference[], fields: Partial<Album> = {}): Album {
  const [first] = tracks
  if (first === undefined) throw new Error('An album has a track.')
  const { album: title, artist, year, genres } = first
  return {
    albumId: albumIdOf(first) ?? albumId(''),
    ...{ title, artist, year, originalYear: null, compilation: false, genres },
    artists: artistIdsOf(first).map((id) => ({ artistId: id, name: artist })),
    discs: [{ number: 1, subtitle: null, tracks: tracks.length }],
    trackIds: tracks.map(({ trackId }) => trackId),
    ...{ tracksLeftOut: 0, trackCount: tracks.length, absentTracks: 0, durationMs: 30_000 * tracks.length },
    ...{ artTrackId: null, artVersion: null, musicBrainzReleaseId: null, musicBrainzReleaseGroupId: null },
    ...{ sourceId: null, sortTitle: title, sortArtist: artist, addedAt: 1_000, merged: [], mergedLeftOut: 0 },
    centroid: null,
    ...fields,
  }
}

export function artistOf(tracks: readonly AudioReference[], fields: Partial<Artist> = {}): Artist {
  const [first] = tracks
  if (first === undefined) throw new Error('An artist has a track.')
  return {
    artistId: artistIdsOf(first)[0] ?? artistId(''),
    ...{ name: first.artist, sortName: first.artist },
    albumIds: [...new Set(tracks.flatMap((track) => albumIdOf(track) ?? []))],
    ...{ albumsLeftOut: 0, albumCount: 1, trackCount: tracks.length, absentTracks: 0, featuredCount: 0 },
    ...{ composerCount: 0, genres: first.genres, artTrackId: null, artVersion: null, portraitTrackId: null },
    ...{ musicBrainzArtistId: null, sourceId: null, addedAt: 1_000, merged: [], mergedLeftOut: 0, centroid: null },
    ...fields,
  }
}

export function genreOf(name: string, fields: Partial<Genre> = {}): Genre {
  return {
    ...{ genreId: genreIdOf(name), name, trackCount: 1, absentTracks: 0, albumCount: 1, artistCount: 1 },
    ...{ merged: [], mergedLeftOut: 0 },
    ...fields,
  }
}

export function workOf(track: AudioReference, fields: Partial<Work> = {}): Work {
  return {
    workId: workIdOf(track) ?? workId(''),
    ...{ title: track.work ?? '', composers: [], trackIds: [track.trackId], tracksLeftOut: 0, trackCount: 1 },
    ...{ absentTracks: 0, musicBrainzWorkId: null, merged: [], mergedLeftOut: 0 },
    ...fields,
  }
}

/** What something sounds like, in a space of a few dimensions that mean nothing. */
export const soundOf = (...position: readonly number[]): SoundCentroid => ({
  extractorVersion: '1',
  tracks: 1,
  position,
})
