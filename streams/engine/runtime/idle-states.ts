import type { Expiry } from '../processor.ts'

/** The states of a task that can be forgotten once they have been idle for long enough. */
export interface IdleStates {
  /** Call when a state has changed. */
  changed(key: string, state: unknown): void
  /** Call when a state is gone. */
  gone(key: string): void
  /** A state that is due at the event time of the next record, epoch ms; null when none is. Call once for each record. */
  due(at: number): string | null
}

/**
 * Time is that of the records, so that a replay forgets alike. A clock may be wrong for a while, and what is forgotten does
 * not come back: so nothing is, until the records of this process have gone on for two hours without a jump of a day.
 */
const CONFIRMED_AFTER_MS = 2 * 3_600_000
const JUMP_MS = 24 * 3_600_000

/** @param states as restored. One is looked at for each record, the one that is idle for longest. */
export function idleStates<S>({ idleSince, afterMs }: Expiry<S>, states: ReadonlyMap<string, S>): IdleStates {
  /** Some of the states, by key: since when they are idle, the longest first. */
  const candidates = new Map(
    [...states]
      .flatMap(([key, state]) => {
        const since = idleSince(state)
        return since === null ? [] : [[key, since] as const]
      })
      .sort(([, a], [, b]) => a - b),
  )
  let clock: { readonly since: number; readonly last: number } | null = null
  return {
    changed(key, state) {
      candidates.delete(key)
      const since = idleSince(state as S) // the states of a task are those of its processor
      if (since !== null) candidates.set(key, since)
    },
    gone: (key) => void candidates.delete(key),
    due(at) {
      const isJump = clock === null || Math.abs(at - clock.last) > JUMP_MS
      clock = clock === null || isJump ? { since: at, last: at } : { ...clock, last: Math.max(clock.last, at) }
      if (clock.last - clock.since < CONFIRMED_AFTER_MS) return null
      const [first] = candidates
      if (first === undefined) return null
      const [key, since] = first
      if (since > at) {
        // Its clock was wrong: it has been idle since now at the latest.
        candidates.delete(key)
        candidates.set(key, at)
      }
      return at - since >= afterMs ? key : null
    },
  }
}
