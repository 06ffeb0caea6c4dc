import type { ListenerProfile, Play, Recommendation } from '../../schemas/generated.ts'
import { listenerId, playId, trackId } from '../../schemas/generated.ts'
import { mulberry32 } from '../../processors/shared/random.ts'
import { recommend } from './recommend.ts'
import { reading } from '../../streams/engine/runtime/work.ts'
import { playOf } from './builders.ts'
import type { Views } from './run.ts'

/** A listener's ground truth: the probability, by style, of finishing a track. */
export type Liking = (style: string) => number

const MINUTE_MS = 60_000
/** The share of finished tracks that are liked. */
const LIKED_OF_FINISHED = 0.3

/**
 * A listener with a known taste, the same for the same seed, who plays what is suggested: hears it to the end and sometimes
 * likes it, or skips it early. The style of a track is the first letter of its id.
 */
export function syntheticListener(name: string, seed: number, startAt: number, views: Views) {
  const random = mulberry32(seed)
  const read = reading(recommend.name, views)
  let profile: ListenerProfile = recommend.initial
  let offset = 0
  let list: Recommendation | null = null
  const tell = (event: Play['event'], track: string, playedMs: number): void => {
    const at = startAt + offset * MINUTE_MS
    const value = playOf(event, track, { listenerId: listenerId(name), playId: playId(`${name}-${offset}`), playedMs })
    const input = { topic: 'plays' as const, key: value.listenerId, value, timestamp: at, partition: 0, offset }
    const { state, emit } = recommend.step(profile, input, read)
    profile = state ?? profile
    list = emit.at(-1)?.value ?? list
    offset += 1
  }
  return {
    /** Plays so many tracks, the first of them given. */
    listen(tracks: number, first: string, likes: Liking): void {
      for (let n = 0; n < tracks; n += 1) {
        const suggested = list?.items[Math.floor(random() * 3)]?.trackId
        const track = n === 0 ? first : (suggested ?? first)
        tell('started', track, 0)
        if (random() >= likes(track.charAt(0))) tell('skipped', track, 2_000)
        else {
          tell('finished', track, 180_000)
          if (random() < LIKED_OF_FINISHED) tell('liked', track, 180_000)
        }
      }
    },
    /** The share of a style among the first ten suggestions, what is explored aside. */
    share(style: string): number {
      const first = (list?.items ?? []).filter(({ propensity }) => propensity === 1).slice(0, 10)
      return first.filter((item) => trackId(item.trackId).startsWith(style)).length / first.length
    },
  }
}
