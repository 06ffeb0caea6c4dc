import { MAX_QUEUED } from '../../schemas/http.ts'
import type { FetchWindow } from '../data/list-rest.ts'
import { restOf } from '../data/list-rest.ts'
import type { QueueSource } from '../data/queue.ts'
import { scattered } from '../data/scattered.ts'
import type { ListedTrack } from '../data/tracks.ts'
import { isHere } from '../data/tracks.ts'
import type { Player } from '../player/player.ts'
import { newSeed } from '../player/player-queue.ts'

/** A long list, of which few rows are loaded. */
export interface ShuffledList {
  readonly fetch: FetchWindow<ListedTrack>
  readonly length: number
  readonly source: QueueSource
}

/**
 * One of a list plays, and the others follow in no order; of more than the queue takes, some from everywhere.
 * @throws {RequestError}
 */
export async function shuffleAll(
  { fetch, length, source }: ShuffledList,
  player: Player,
  signal: AbortSignal,
): Promise<void> {
  const [first, ...others] = scattered(length, MAX_QUEUED, newSeed())
  if (first === undefined) return
  const { items } = await fetch(first[0], first[1] - first[0], signal)
  const here = items.filter(isHere)
  const at = Math.floor(Math.random() * here.length)
  player.playList(here, at, source, { shuffle: true, rest: restOf(fetch, others) })
}
