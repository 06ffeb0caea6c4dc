import { restOfTracks } from './entities.ts'
import type { RestOfList } from './list-rest.ts'
import { wholeOf } from './list-rest.ts'
import type { MenuSubject, MenuThing, MenuTrack } from './menu.ts'
import { fetchPlaylist } from './playlist-entries.ts'
import type { QueueSource } from './queue.ts'
import { request } from './requests.ts'
import { listTracks, readAlbum } from '../../schemas/http.ts'

/** The most that one request asks for. */
const MAX_TRACKS = '500'

/** Tracks as far as they are read; the rest of a long list can be read while they play. */
export interface PartOfSubject {
  readonly loaded: readonly MenuTrack[]
  /** Null: those are all. */
  readonly rest: RestOfList<MenuTrack> | null
}

/** The tracks of what a menu was opened on, in their order. @throws {RequestError} */
export async function partOfSubject(subject: MenuSubject, signal: AbortSignal): Promise<PartOfSubject> {
  switch (subject.kind) {
    case 'tracks':
      return { loaded: subject.tracks, rest: null }
    case 'suggestion':
      return { loaded: [subject.track], rest: null }
    case 'album': {
      const { tracks } = await request(readAlbum, { parameters: { id: subject.id }, signal })
      return { loaded: tracks, rest: null }
    }
    case 'artist':
      return firstOf({ artistId: subject.id }, signal)
    case 'genre':
      return firstOf({ genre: subject.id }, signal)
    case 'playlist': {
      const { items } = await fetchPlaylist(subject.id, signal)
      return { loaded: items.flatMap(({ track }) => track ?? []), rest: null }
    }
  }
}

/** All of them, as many as a queue takes. @throws {RequestError} */
export async function tracksOfSubject(subject: MenuSubject, signal: AbortSignal): Promise<readonly MenuTrack[]> {
  const { loaded, rest } = await partOfSubject(subject, signal)
  return wholeOf(loaded, rest)
}

async function firstOf(filter: Readonly<Record<string, string>>, signal: AbortSignal): Promise<PartOfSubject> {
  const query = new URLSearchParams({ ...filter, limit: MAX_TRACKS })
  const { items } = await request(listTracks, { query, signal })
  return { loaded: items, rest: items.length < Number(MAX_TRACKS) ? null : restOfTracks(filter, items.length) }
}

/** Where the queue says that the tracks of a thing are from. */
export function sourceOfThing({ kind, id, name }: MenuThing): QueueSource {
  return { kind, id, name }
}
