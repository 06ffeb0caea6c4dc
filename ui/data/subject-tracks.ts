import type { MenuSubject, MenuThing, MenuTrack } from './menu.ts'
import { fetchPlaylist } from './playlists.ts'
import type { QueueSource } from './queue.ts'
import { request } from './requests.ts'
import { listTracks, readAlbum } from '../../schemas/http.ts'

/** The most that one request asks for: a queue of an artist has no more. */
const MAX_TRACKS = '500'

/** The tracks of what a menu was opened on, in their order. @throws {RequestError} */
export async function tracksOfSubject(subject: MenuSubject, signal: AbortSignal): Promise<readonly MenuTrack[]> {
  switch (subject.kind) {
    case 'tracks':
      return subject.tracks
    case 'suggestion':
      return [subject.track]
    case 'album':
      return (await request(readAlbum, { parameters: { id: subject.id }, signal })).tracks
    case 'artist': {
      const query = new URLSearchParams({ artistId: subject.id, limit: MAX_TRACKS })
      return (await request(listTracks, { query, signal })).items
    }
    case 'playlist': {
      const { items } = await fetchPlaylist(subject.id, signal)
      return items.flatMap(({ track }) => track ?? [])
    }
  }
}

/** Where the queue says that the tracks of a thing are from. */
export function sourceOfThing({ kind, id, name }: MenuThing): QueueSource {
  return { kind, id, name }
}
