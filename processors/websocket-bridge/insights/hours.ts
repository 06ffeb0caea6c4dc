export const INSIGHT_HOUR_MS = 3_600_000
/** As long as Kafka keeps feedback. A record of a clock that is wrong may cost an hour that is older, but no memory. */
export const MAX_HOURS = 366 * 24

/** What was counted in each hour of event time, in UTC; beyond `MAX_HOURS` the oldest one goes. */
export interface Hours<T> {
  /** What is counted in the hour of a moment, to be changed in place; null where that is older than all that is kept. */
  at(ms: number): T | null
  /** Hours that begin in a range, `to` exclusive, in no order. */
  between(from: number, to: number): readonly T[]
  /** Where the oldest hour begins; null: nothing was counted. */
  oldest(): number | null
}

export const hourOf = (ms: number): number => Math.floor(ms / INSIGHT_HOUR_MS) * INSIGHT_HOUR_MS

export function hoursOf<T>(make: () => T, most = MAX_HOURS): Hours<T> {
  const kept = new Map<number, T>()
  const oldest = () => [...kept.keys()].reduce((least, hour) => Math.min(least, hour), Infinity)
  let droppedUpTo = -Infinity
  return {
    at(ms) {
      const hour = hourOf(ms)
      if (hour <= droppedUpTo) return null
      const known = kept.get(hour)
      if (known !== undefined) return known
      const made = make()
      kept.set(hour, made)
      if (kept.size > most) {
        droppedUpTo = oldest()
        kept.delete(droppedUpTo)
      }
      return hour === droppedUpTo ? null : made
    },
    between: (from, to) => [...kept].filter(([hour]) => hour >= from && hour < to).map(([, counted]) => counted),
    oldest: () => (kept.size === 0 ? null : oldest()),
  }
}
