import type { LibraryPlaylist, TrackId } from '../../schemas/generated.ts'
import type { AnswerOf, listPlaylists, QueryOf, readPlaylist } from '../../schemas/http.ts'
import { standingIn } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import { Problem } from './problem.ts'
import { trackItem } from './track-item.ts'

type PlaylistSummary = AnswerOf<typeof listPlaylists>['items'][number]
type Page = Pick<AnswerOf<typeof readPlaylist>, 'items' | 'nextCursor'>

/** A playlist file of the library as the playlists of a listener are shown. Its revision is the time of its file. */
export function librarySummary({ playlistId, name, entries, modifiedAt }: LibraryPlaylist): PlaylistSummary {
  const times = { revision: modifiedAt, createdAt: modifiedAt, updatedAt: modifiedAt }
  return { playlistId, name, entries: entries.length, ...times, source: 'library' }
}

/** Those of the library, by name. */
export function librarySummaries({ playlists }: Catalogue): readonly PlaylistSummary[] {
  return [...playlists.values()]
    .map(librarySummary)
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || (a.playlistId < b.playlistId ? -1 : 1))
}

/** The tracks of a playlist file that are in the library, in order. */
export function libraryTracks({ entries }: LibraryPlaylist): readonly TrackId[] {
  return entries.flatMap(({ trackId }) => trackId ?? [])
}

/** A page of entries. The cursor is the number of entries before it. @throws {Problem} `bad-query` */
export function pageOfLibraryPlaylist(
  content: Catalogue,
  { entries }: LibraryPlaylist,
  { limit, cursor = '0' }: QueryOf<typeof readPlaylist>,
): Page {
  if (!/^\d{1,6}$/.test(cursor)) throw new Problem('bad-query', 'cursor: take it from nextCursor as it is')
  const first = Number(cursor)
  const shown = entries.slice(first, first + limit)
  return {
    items: shown.map(({ trackId, text }, at) => {
      const entry = trackId === null ? undefined : content.entries.get(standingIn(content, trackId))
      const track = entry === undefined ? null : trackItem(content, entry)
      return { entryId: String(first + at), trackId: trackId ?? '', track, ...(trackId === null ? { text } : {}) }
    }),
    nextCursor: first + limit < entries.length ? String(first + limit) : null,
  }
}
