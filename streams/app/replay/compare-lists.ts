import { recommendations } from '../../../schemas/topics.ts'
import { unframe } from '../../engine/serde/wire.ts'
import type { ComparedList, ListDifference } from './diff.ts'
import type { ReplayedList } from './model-replay.ts'
import type { RecordedList } from './recorded-lists.ts'
import type { Views } from './tables.ts'

/**
 * Holds a list that was made again against the one that is in the log.
 *
 * With the views as they were recorded a list can only be compared when the tables still hold the index version that the
 * recorded one names: compaction keeps the newest alone.
 */
export function comparedList(replayed: ReplayedList, recorded: RecordedList | null, views: Views): ComparedList {
  const list = replayed.kind === 'list' ? replayed.list : null
  if (views === 'recorded' && recorded !== null && list?.indexVersion !== recorded.list.indexVersion) {
    return { list: null, difference: 'index unavailable' }
  }
  if (list === null) return { list, difference: 'no list' }
  return { list, difference: recorded === null ? 'not recorded' : differenceOf(list, recorded) }
}

function differenceOf(list: RecordedList['list'], { list: known, value }: RecordedList): ListDifference {
  const encoded = recommendations.value.encode(list)
  if (unframe(value)?.avro.equals(encoded) === true) return null
  if (list.model !== known.model) return 'other model'
  if (list.indexVersion !== known.indexVersion) return 'other index version'
  if (list.relationsVersion !== known.relationsVersion) return 'other relations version'
  const placed = (items: typeof list.items) => JSON.stringify(items.map(({ trackId, score }) => [trackId, score]))
  return placed(list.items) === placed(known.items) ? 'other schema' : 'other content'
}
