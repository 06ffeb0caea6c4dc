import type { MergedEntity } from '../../schemas/generated.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { linkKey, ownAlbumId, ownArtistIds } from './catalogue.ts'

/** Where a track leads: its album and artists by the ids of the entities that hold them now. */
export interface TrackLinks {
  readonly albumId: string | null
  readonly artistIds: readonly string[]
}

/** The ids that a track has by itself, where another entity has taken them in those of that one. */
export function linksOf({ entities }: Catalogue, entry: CatalogueEntry): TrackLinks {
  const albumId = ownAlbumId(entry)
  return {
    albumId: albumId && (entities.albums.find(albumId)?.albumId ?? albumId),
    artistIds: [...new Set(ownArtistIds(entry).map((id) => entities.artists.find(id)?.artistId ?? id))],
  }
}

/** The ids that tracks of an entity may have by themselves: its own and those that were merged in it. */
function ownIds(entity: { readonly merged: readonly MergedEntity[] } | null, id: string): readonly string[] {
  return [...new Set([id, ...(entity?.merged ?? []).map((each) => each.id)])]
}

/** Ids of the album that an id leads to. */
export function idsOfAlbum({ entities: { albums } }: Catalogue, id: string): readonly string[] {
  const album = albums.find(id)
  return ownIds(album, album?.albumId ?? id)
}

/** Whether an id leads to an artist, guest or composer of the library, by the entity or by a track. */
export function isArtist(content: Catalogue, id: string): boolean {
  const kinds = ['artist-id', 'guest-id'] as const
  return (
    content.entities.artists.find(id) !== null || kinds.some((kind) => content.names.of(linkKey(kind, id)).length > 0)
  )
}

/** Ids of the artist that an id leads to. */
export function idsOfArtist({ entities: { artists } }: Catalogue, id: string): readonly string[] {
  const artist = artists.find(id)
  return ownIds(artist, artist?.artistId ?? id)
}
