/** The rate of a long task, over its last half minute. */
export interface Pace {
  /** Such as `14/s, 3 min left`; empty while the rate is not known. */
  note(done: number, total: number): string
}

const WINDOW_MS = 30_000
/** Shorter times are no measure. */
const LEAST_MS = 1_000

export function pace(nowMs: () => number): Pace {
  let seen: { readonly atMs: number; readonly done: number }[] = []
  return {
    note(done, total) {
      const atMs = nowMs()
      seen = [...seen.filter((one) => atMs - one.atMs <= WINDOW_MS), { atMs, done }]
      const first = seen[0]
      if (first === undefined || atMs - first.atMs < LEAST_MS || done <= first.done) return ''
      const perSecond = ((done - first.done) * 1_000) / (atMs - first.atMs)
      const rate = `${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`
      return done >= total ? rate : `${rate}, ${leftWords((total - done) / perSecond)} left`
    },
  }
}

function leftWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`
}
