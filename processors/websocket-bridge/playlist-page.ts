import type { AnswerOf, QueryOf, readPlaylist } from '../../schemas/http.ts'
import type { Playlist, PlaylistEntry } from '../shared/playlists/playlist.ts'
import { standingIn } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import { Problem } from './problem.ts'
import { trackItem } from './track-item.ts'

type Page = Pick<AnswerOf<typeof readPlaylist>, 'items' | 'nextCursor'>

/** A page of entries. The cursor is a place in their order: what is added or removed meanwhile moves no other entry. */
export function pageOfEntries(
  content: Catalogue,
  { entries }: Playlist,
  { limit, cursor }: QueryOf<typeof readPlaylist>,
): Page {
  const isAfter = cursor === undefined ? () => true : behind(cursor)
  const rest = entries.filter(isAfter)
  const shown = rest.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(({ entryId, trackId }) => {
      const entry = content.entries.get(standingIn(content, trackId))
      return { entryId, trackId, track: entry === undefined ? null : trackItem(content, entry) }
    }),
    nextCursor: rest.length > limit && last !== undefined ? cursorOf(last) : null,
  }
}

const cursorOf = ({ position, entryId }: PlaylistEntry): string =>
  Buffer.from(`${position} ${entryId}`).toString('base64url')

/** @throws {Problem} `bad-query` */
function behind(cursor: string): (entry: PlaylistEntry) => boolean {
  const [, position, id] = /^(\w{6,200}) (.+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? []
  if (position === undefined || id === undefined)
    throw new Problem('bad-query', 'cursor: take it from nextCursor as it is')
  return (entry) => entry.position > position || (entry.position === position && entry.entryId > id)
}
