import { listRecent, listTracks } from '../../schemas/http.ts'
import type { Album } from './entities.ts'
import type { HistoryEvent } from './history.ts'
import { request } from './requests.ts'
import type { ListedTrack } from './tracks.ts'
import { isHere } from './tracks.ts'

/** Songs of a first sampler. */
const SAMPLER_TRACKS = 10

/**
 * Places of a list, spread over all of it: one at random from each of as many equal parts. In the order of the library
 * neighbours are of one album, so that these are not.
 * @param random from 0 to 1, as `Math.random`
 */
export function spreadPlaces(total: number, count: number, random: () => number): readonly number[] {
  const parts = Math.min(total, count)
  return Array.from({ length: parts }, (_, part) => {
    const [from, to] = [Math.floor((part * total) / parts), Math.floor(((part + 1) * total) / parts)]
    return from + Math.floor(random() * (to - from))
  })
}

/** The same things in another order (Fisher and Yates). */
export function mixed<T>(things: readonly T[], random: () => number): readonly T[] {
  const rest = [...things]
  return things.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1))
}

/** Ten songs from all over the library, for who does not know where to begin. @throws {RequestError} */
export async function fetchSampler(signal: AbortSignal): Promise<readonly ListedTrack[]> {
  const { items, total = items.length } = await page({ limit: '1' }, signal)
  const places = spreadPlaces(total, SAMPLER_TRACKS, Math.random)
  const pages = await Promise.all(places.map((offset) => page({ limit: '1', offset: String(offset) }, signal)))
  return mixed(pages.flatMap((each) => each.items).filter(isHere), Math.random)
}

/** A song of a genre, by chance; null when none is here. @throws {RequestError} */
export async function fetchOneOfGenre(genre: string, signal: AbortSignal): Promise<ListedTrack | null> {
  const { items } = await page({ genre, limit: '500' }, signal)
  const here = items.filter(isHere)
  return here[Math.floor(Math.random() * here.length)] ?? null
}

/** The newest albums. @throws {RequestError} */
export async function fetchNewestAlbums(count: number, signal: AbortSignal): Promise<readonly Album[]> {
  const query = new URLSearchParams({ limit: String(count) })
  return (await request(listRecent, { query, signal })).albums.items
}

function page(query: Readonly<Record<string, string>>, signal: AbortSignal) {
  return request(listTracks, { query: new URLSearchParams(query), signal })
}

/** Liked songs that were not among the latest plays, those that were liked longest ago first. */
export function notHeardLately(
  liked: readonly string[],
  events: readonly Pick<HistoryEvent, 'trackId'>[],
  count: number,
): readonly string[] {
  const lately = new Set(events.map(({ trackId }) => trackId))
  return liked
    .filter((id) => !lately.has(id))
    .slice(-count)
    .reverse()
}
