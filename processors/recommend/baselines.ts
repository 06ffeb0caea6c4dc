import type { RecommendedItem, TrackId } from '../../schemas/generated.ts'
import { uniformHash } from '../shared/random.ts'
import type { Model } from './model.ts'
import { neverSuggested } from './nevers.ts'
import { failedIn } from './session-listen.ts'

/** Baselines without personalisation: the lower bounds of what a model must reach. */

const LIST = 20
/** Draws at most; a draw may repeat a track. */
const DRAWS = 4 * LIST

/** The medoids of the largest cells, the same for every listener. */
export const medoidBaseline: Model = {
  name: 'typical',
  version: 1,
  rank(profile, { play }, { index, metadata }) {
    const never = neverSuggested(profile, metadata)
    const failed = failedIn(profile, play.sessionId)
    const cells = index.cells().toSorted((a, b) => b.length - a.length)
    const depth = Math.max(0, ...cells.map((cell) => cell.length))
    const chosen: TrackId[] = []
    for (let place = 0; place < depth && chosen.length < LIST; place += 1) {
      for (const cell of cells) {
        const id = cell[place]
        const isEligible =
          id !== undefined && id !== play.trackId && !metadata.absent.has(id) && !never.has(id) && !failed.has(id)
        if (isEligible && chosen.length < LIST) chosen.push(id)
      }
    }
    return { items: chosen.map((id, i) => item(id, i + 1, 1)), candidates: chosen.length }
  },
}

/** Tracks drawn uniformly from the whole library, by a seed from the play. */
export const randomBaseline: Model = {
  name: 'drawn',
  version: 1,
  rank(profile, { play }, { index, metadata }) {
    const never = neverSuggested(profile, metadata)
    const failed = failedIn(profile, play.sessionId)
    const all = index
      .cells()
      .flat()
      .filter((id) => !metadata.absent.has(id) && !never.has(id) && !failed.has(id))
    const chosen = new Set<TrackId>()
    for (let draw = 0; draw < DRAWS && chosen.size < LIST; draw += 1) {
      const id = all[Math.floor(uniformHash(`${play.playId}/${draw}`) * all.length)]
      if (id !== undefined && id !== play.trackId) chosen.add(id)
    }
    const propensity = Math.min(1, LIST / Math.max(1, all.length - 1))
    return { items: [...chosen].map((id, i) => item(id, i + 1, propensity)), candidates: all.length }
  },
}

function item(trackId: TrackId, rank: number, propensity: number): RecommendedItem {
  const reason = {
    kind: 'discover',
    seedTrackId: null,
    seedOffset: null,
    distance: null,
    alike: [],
    apart: [],
    listeners: null,
  } as const
  return { trackId, rank, score: 0, propensity, reason, explored: propensity < 1 }
}
