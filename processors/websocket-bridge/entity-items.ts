import type { Genre, MergedEntity, TrackId, Work } from '../../schemas/generated.ts'
import type { AnswerOf, listAlbums, listArtists, listGenres, listWorks, readAlbum } from '../../schemas/http.ts'
import type { Catalogue } from './catalogue.ts'
import type { HeldAlbum, HeldArtist } from './entities.ts'
import { trackItem } from './track-item.ts'
import type { TrackItem } from './track-item.ts'

export type AlbumItem = AnswerOf<typeof listAlbums>['items'][number]
export type ArtistItem = AnswerOf<typeof listArtists>['items'][number]
type GenreItem = AnswerOf<typeof listGenres>['items'][number]
type WorkItem = AnswerOf<typeof listWorks>['items'][number]

export function albumItem(album: HeldAlbum): AlbumItem {
  const { albumId, title, artist, artists, year, originalYear, compilation } = album
  const { trackCount, absentTracks, durationMs, genres, artTrackId, artVersion, addedAt } = album
  return {
    ...{ albumId, title, artist, artists, year, originalYear, compilation },
    ...{ trackCount, absentTracks, durationMs, genres, artTrackId, artVersion, addedAt },
  }
}

export function artistItem(artist: HeldArtist): ArtistItem {
  const { artistId, name, albumCount, trackCount, featuredCount, composerCount, absentTracks } = artist
  const { genres, artTrackId, artVersion, portraitTrackId, addedAt } = artist
  return {
    ...{ artistId, name, albumCount, trackCount, featuredCount, composerCount, absentTracks },
    ...{ genres, artTrackId, artVersion, hasPortrait: portraitTrackId !== null, addedAt },
  }
}

export function genreItem({ genreId, name, trackCount, absentTracks, albumCount, artistCount }: Genre): GenreItem {
  return { genreId, name, trackCount, absentTracks, albumCount, artistCount }
}

export function workItem({ workId, title, composers, trackCount, absentTracks }: Work): WorkItem {
  return { workId, title, composers, trackCount, absentTracks }
}

export function mergedItems(merged: readonly MergedEntity[]): AnswerOf<typeof readAlbum>['merged'] {
  return merged.map(({ id, name, reason, tracks }) => ({ id, name, reason, tracks }))
}

/** Those that are in the library still: the entity may be older than the removal of a track. */
export function trackItems(content: Catalogue, ids: readonly TrackId[]): readonly TrackItem[] {
  return ids.flatMap((id) => {
    const entry = content.entries.get(id)
    return entry === undefined ? [] : [trackItem(content, entry)]
  })
}
