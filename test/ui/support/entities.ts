import type { Album, Artist } from '../../../ui/data/entities.ts'

/** An album, but for the given fields. */
export const albumOf = (fields: Partial<Album> = {}): Album => ({
  albumId: 'album',
  title: 'Album',
  artist: 'Artist',
  artists: [],
  year: null,
  originalYear: null,
  compilation: false,
  trackCount: 0,
  absentTracks: 0,
  durationMs: 0,
  genres: [],
  artTrackId: null,
  artVersion: null,
  addedAt: null,
  ...fields,
})

/** An artist, but for the given fields. */
export const artistOf = (fields: Partial<Artist> = {}): Artist => ({
  artistId: 'artist',
  name: 'Artist',
  albumCount: 0,
  trackCount: 0,
  featuredCount: 0,
  composerCount: 0,
  absentTracks: 0,
  genres: [],
  artTrackId: null,
  artVersion: null,
  hasPortrait: false,
  addedAt: null,
  ...fields,
})
