import type { ListenerId, Play, TrackId } from '../../../schemas/generated.ts'
import type { InputRecord } from '../../engine/runtime/work.ts'
import type { ModelReplay } from '../replay/model-replay.ts'
import type { ReplayedPlay } from './parse-plays.ts'

/** Items of a list that are looked at. */
const AT = 10

type Lists = ReadonlyMap<string, readonly TrackId[]>

/** What a listener was offered, and what plays. */
interface Offered {
  readonly lists: Lists
  readonly playing: { readonly track: TrackId; readonly before: Lists } | null
}

const NOTHING: Offered = { lists: new Map(), playing: null }

/**
 * Runs the models of the program on plays, as they serve. A play that ends a track carries the lists from before the track
 * began: later ones exclude what plays.
 */
export function servedLists(models: readonly ModelReplay[]): (record: InputRecord) => ReplayedPlay | null {
  const offered = new Map<ListenerId, Offered>()
  return (record) => {
    if (record.value === null) return null
    const { listenerId, trackId, event, via, playId, sessionId, retracts } = record.value as Play // decoded by the topic's own serde
    const known = offered.get(listenerId) ?? NOTHING
    const isStart = event === 'started'
    const playing = isStart ? { track: trackId, before: known.lists } : known.playing
    const served = playing?.track === trackId ? playing.before : known.lists
    const lists = new Map(known.lists)
    for (const model of models) {
      const made = model.step(record)
      if (made.kind === 'list') lists.set(model.id, made.list.items.slice(0, AT).map((item) => item.trackId)) // prettier-ignore
    }
    offered.set(listenerId, { lists, playing })
    const ids = { playId, session: sessionId, retracts: retracts ?? '' }
    return { listener: listenerId, track: trackId, event, via, ...ids, at: record.timestamp, served }
  }
}
