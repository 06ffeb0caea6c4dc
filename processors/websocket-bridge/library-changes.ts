import { albumId, artistId, trackId } from '../../schemas/generated.ts'
import type { LibraryChangedMessage } from '../../schemas/live.ts'
import type { Catalogue } from './catalogue.ts'
import { albumItem, artistItem } from './entity-items.ts'
import { trackItem } from './track-item.ts'

/** A quarter of what may wait for a player: tags may hold books. */
export const MAX_CHANGED_BYTES = 64 * 1024

/** The message that a revision has more changes than can be named, or that one before it was missed. */
export function reloadMessage(revision: number): LibraryChangedMessage {
  const removed = { tracks: [], albums: [], artists: [] }
  return { type: 'library-changed', revision, reload: true, tracks: [], albums: [], artists: [], removed }
}

/** What has changed since it was asked last, as it is now; null when nothing has. */
export function libraryChangedMessage(content: Catalogue, revision: number): LibraryChangedMessage | null {
  const { ids, tooMany } = content.changes.take()
  if (tooMany) return reloadMessage(revision)
  if (ids.track.size + ids.album.size + ids.artist.size === 0) return null
  const { albums, artists } = content.entities
  const [tracks, goneTracks] = divided(ids.track, (id) => content.entries.get(trackId(id)))
  const [changedAlbums, goneAlbums] = divided(ids.album, (id) => albums.values.get(albumId(id)))
  const [changedArtists, goneArtists] = divided(ids.artist, (id) => artists.values.get(artistId(id)))
  const message: LibraryChangedMessage = {
    type: 'library-changed',
    revision,
    reload: false,
    tracks: tracks.map((entry) => trackItem(content, entry)),
    albums: changedAlbums.map(albumItem),
    artists: changedArtists.map(artistItem),
    removed: { tracks: goneTracks, albums: goneAlbums, artists: goneArtists },
  }
  return JSON.stringify(message).length > MAX_CHANGED_BYTES ? reloadMessage(revision) : message
}

/** @returns those that are there, and the ids of the others. */
function divided<T>(
  ids: Iterable<string>,
  find: (id: string) => T | undefined,
): readonly [readonly T[], readonly string[]] {
  const here: T[] = []
  const gone: string[] = []
  for (const id of ids) {
    const found = find(id)
    if (found === undefined) gone.push(id)
    else here.push(found)
  }
  return [here, gone]
}
