import { itemMetadata } from '../../processors/recommend/item-metadata.ts'
import { coListening } from '../../processors/shared/co-listening/table.ts'
import { mulberry32 } from '../../processors/shared/random.ts'
import { libraryIndex } from '../../processors/shared/similarity/library-index-table.ts'
import type { ListenerProfile, Play, TrackId } from '../../schemas/generated.ts'
import { playId } from '../../schemas/generated.ts'
import type { GlobalTable } from '../../streams/engine/processor.ts'
import { reading } from '../../streams/engine/runtime/work.ts'
import { library, playOf, START } from './builders.ts'
import { indexing } from './indexing.ts'
import { recommend } from './recommend.ts'
import { viewOf } from './run.ts'

/** What became of the list of twenty in one evening. */
export interface Evening {
  /** Tracks that are still in it after a skip and the start after it. */
  readonly kept: number
  /** Of the next five after that, how many follow each other as before. */
  readonly inOrder: number
  /** Tracks that are in it again after a like was given and taken back. */
  readonly restored: number
}

/** Evenings of made-up listeners with the recommender as it serves, the same for the same number. */
export function evenings(count: number): readonly Evening[] {
  const tracks = library(600, 6)
  const views = new Map<GlobalTable<unknown>, unknown>([
    [libraryIndex, viewOf(libraryIndex, [...tracks, ...indexing(tracks)])],
    [itemMetadata, viewOf(itemMetadata, tracks)],
    [coListening, coListening.create()],
  ])
  const read = reading(recommend.name, views)

  /** Plays what stands among the first three, by turns to its end and not; then every act that is measured. */
  function evening(seed: number): Evening {
    const random = mulberry32(seed)
    let profile: ListenerProfile = recommend.initial
    let offset = 0
    let list: readonly TrackId[] = []
    const tell = (event: Play['event'], track: string, playedMs = 0): readonly TrackId[] => {
      const value = playOf(event, track, { playId: playId(`${seed}-${offset}`), playedMs })
      const timestamp = START + 30 * 86_400_000 + offset * 60_000
      const input = { topic: 'plays' as const, key: value.listenerId, value, timestamp, partition: 0, offset }
      const { state, emit } = recommend.step(profile, input, read)
      profile = state ?? profile
      list = emit.at(-1)?.value?.items.map((item) => item.trackId) ?? list
      offset += 1
      return list
    }
    let playing: string = tracks[Math.floor(random() * tracks.length)]?.value?.trackId ?? ''
    tell('started', playing)
    for (let n = 0; n < 3 + 10 * random(); n += 1) {
      if (random() < 0.5) tell('finished', playing, 180_000)
      else tell('skipped', playing, 4_000)
      playing = list[Math.floor(random() * 3)] ?? ''
      tell('started', playing)
    }
    const before = list
    tell('skipped', playing, 5_000)
    playing = list[0] ?? ''
    const afterSkip = tell('started', playing)
    tell('liked', playing, 20_000)
    const afterUnlike = tell('unliked', playing, 22_000)
    return {
      kept: common(before, afterSkip),
      inOrder: longestRise(afterSkip.slice(0, 5).map((id) => before.indexOf(id)).filter((place) => place >= 0)), // prettier-ignore
      restored: common(afterSkip, afterUnlike),
    }
  }
  return Array.from({ length: count }, (_, n) => evening(n + 1))
}

const common = (a: readonly TrackId[], b: readonly TrackId[]) => a.filter((id) => b.includes(id)).length

/** The length of the longest subsequence that rises. */
function longestRise(values: readonly number[]): number {
  const lengths = values.map(() => 1)
  for (const [i, value] of values.entries()) {
    for (const [j, earlier] of values.slice(0, i).entries())
      if (earlier < value) lengths[i] = Math.max(lengths[i] ?? 1, (lengths[j] ?? 0) + 1)
  }
  return Math.max(0, ...lengths)
}
