import type { LibraryProgress } from './library.ts'
import { doneOf, reachableOf } from './library.ts'

/** How far an import was at a moment, by a clock that only goes forward, in ms. */
export interface ImportSample {
  readonly atMs: number
  readonly done: number
  readonly wanted: number
}

/** The pace of the last minutes says more of what is left than that of the beginning. */
const WINDOW_MS = 3 * 60_000
/** Fewer samples or less time make no pace. */
const MIN_WINDOW_MS = 5_000
/** No more are kept: one each two seconds of the window. */
const MAX_SAMPLES = 90
/** Beyond this nobody can tell. */
const MOST_LEFT_MS = 24 * 3_600_000

export function importSampleOf(library: LibraryProgress, atMs: number): ImportSample {
  return { atMs, done: doneOf(library), wanted: reachableOf(library) }
}

/** The samples with one more; those outside the window, and of an import before this one, are forgotten. */
export function withSample(samples: readonly ImportSample[], sample: ImportSample): readonly ImportSample[] {
  const last = samples.at(-1)
  if (last !== undefined && sample.done < last.done) return [sample]
  // One each two seconds is enough: the newest takes the place of one that came too soon after its predecessor.
  const before = samples.at(-2)
  const isSoon = last !== undefined && before !== undefined && sample.atMs - before.atMs < WINDOW_MS / MAX_SAMPLES
  const kept = isSoon ? samples.slice(0, -1) : samples
  return [...kept.filter(({ atMs }) => sample.atMs - atMs <= WINDOW_MS), sample].slice(-MAX_SAMPLES)
}

/** How long the rest takes at the pace of the last minutes, in ms; null when nothing tells, or it is more than a day. */
export function timeLeftMs(samples: readonly ImportSample[]): number | null {
  const [first] = samples
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.atMs - first.atMs < MIN_WINDOW_MS) return null
  const done = last.done - first.done
  const left = last.wanted - last.done
  if (done <= 0 || left <= 0) return null
  const ms = (left * (last.atMs - first.atMs)) / done
  return ms > MOST_LEFT_MS ? null : ms
}

/** Time left as people say it: rounded up, so that it is rather sooner than told. */
export function leftWords(ms: number | null): string {
  if (ms === null) return ''
  const minutes = Math.ceil(ms / 60_000)
  if (minutes <= 1) return 'less than a minute left'
  if (minutes < 60) return `about ${minutes} minutes left`
  const hours = Math.ceil(minutes / 60)
  return hours === 1 ? 'about 1 hour left' : `about ${hours} hours left`
}
