import type { Album, Artist } from './entities.ts'
import { counted } from './library.ts'
import type { MenuThing } from './menu.ts'
import { paths } from './paths.ts'
import type { ShownTrack } from './tracks.ts'

/** What a grid of covers shows of one thing. */
export interface Card {
  readonly id: string
  /** What its menu is of. */
  readonly thing: MenuThing
  readonly href: string
  readonly title: string
  /** Shown below, with a link of its own where there is one. */
  readonly below: string
  readonly belowHref: string | null
  /** The track whose cover stands for it; its id also makes the picture where there is no cover. */
  readonly art: ShownTrack
  readonly isRound: boolean
  /** Whether none of its tracks is here now. */
  readonly isAbsent: boolean
}

/** The picture of a thing: the cover of one of its tracks, else one made from its id. */
export function artOf(id: string, artTrackId: string | null, artVersion: string | null): ShownTrack {
  if (artTrackId === null) return { trackId: id, hasArt: false }
  return { trackId: artTrackId, hasArt: true, ...(artVersion === null ? {} : { artVersion }) }
}

export function albumTitle({ title }: Pick<Album, 'title'>): string {
  return title === '' ? 'Unknown album' : title
}

export function albumArtist({ artist, compilation }: Pick<Album, 'artist' | 'compilation'>): string {
  if (artist !== '') return artist
  return compilation ? 'Various artists' : 'Unknown artist'
}

/** @param below what is told of the album: who made it, or when it is from, on the page of who made it */
export function albumCard(album: Album, below: 'artist' | 'year' = 'artist'): Card {
  const { albumId, artists, year, trackCount, absentTracks } = album
  const [artist] = artists
  const isByArtist = below === 'artist'
  return {
    id: albumId,
    thing: { kind: 'album', id: albumId, name: albumTitle(album) },
    href: paths.album(albumId),
    title: albumTitle(album),
    below: isByArtist ? albumArtist(album) : year === null ? countOf(trackCount, 'track') : String(year),
    belowHref: isByArtist && artist !== undefined && artists.length === 1 ? paths.artist(artist.artistId) : null,
    art: artOf(albumId, album.artTrackId, album.artVersion),
    isRound: false,
    isAbsent: trackCount > 0 && absentTracks >= trackCount,
  }
}

export function artistCard(artist: Artist): Card {
  const { artistId, name, albumCount, trackCount, featuredCount, composerCount, absentTracks } = artist
  const title = name === '' ? 'Unknown artist' : name
  const below =
    albumCount > 0
      ? countOf(albumCount, 'album')
      : trackCount > 0
        ? countOf(trackCount, 'track')
        : featuredCount > 0
          ? `Guest on ${countOf(featuredCount, 'track')}`
          : `Composer of ${countOf(composerCount, 'track')}`
  return {
    id: artistId,
    thing: { kind: 'artist', id: artistId, name: title },
    href: paths.artist(artistId),
    title,
    below,
    belowHref: null,
    art: artOf(artistId, artist.artTrackId, artist.artVersion),
    isRound: true,
    isAbsent: trackCount > 0 && absentTracks >= trackCount,
  }
}

/** "1 track", "2,300 tracks". */
export function countOf(count: number, thing: string): string {
  return `${counted(count)} ${thing}${count === 1 ? '' : 's'}`
}
