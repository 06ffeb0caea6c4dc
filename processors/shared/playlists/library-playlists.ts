import type { LibraryPlaylist, PlaylistId } from '../../../schemas/generated.ts'
import { libraryPlaylists } from '../../../schemas/topics.ts'
import { globalTable } from '../../../streams/engine/processor.ts'
import type { GlobalTable } from '../../../streams/engine/processor.ts'

/** The playlist files of the library. Bounded by what a scan takes: 200,000 entries in all. */
export const libraryPlaylistTable: GlobalTable<Map<PlaylistId, LibraryPlaylist>, typeof libraryPlaylists> = globalTable(
  {
    name: 'library-playlists',
    from: [libraryPlaylists],
    create: () => new Map<PlaylistId, LibraryPlaylist>(),
    apply(content, { key, value }) {
      if (value === null) content.delete(key)
      else content.set(key, value)
    },
  },
)
