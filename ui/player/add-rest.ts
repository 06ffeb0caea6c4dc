import type { RestOfList } from '../data/list-rest.ts'
import type { AddsTracks, TrackOfList } from './player-queue.ts'

/**
 * Adds the rest of a list to Yours as it comes. @param isAtOnce all of it together: a shuffled Yours has another order each time
 * @throws {RequestError} what was read until then is in Yours; called again it goes on from there
 */
export async function addRest(rest: RestOfList<TrackOfList>, add: AddsTracks, isAtOnce: boolean): Promise<void> {
  const read: TrackOfList[] = []
  try {
    for (let tracks = await rest.next(); tracks !== null; tracks = await rest.next()) {
      if (isAtOnce) read.push(...tracks)
      else if (!add(tracks)) return
    }
  } finally {
    if (read.length > 0) add(read)
  }
}
