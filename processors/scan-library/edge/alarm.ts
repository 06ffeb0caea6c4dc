import { setTimeout as wait } from 'node:timers/promises'

/** Rung whenever something changes, and waited for by one. */
export interface Alarm {
  ring(): void
  /**
   * Resolves a while after `ring` was called, once it has been quiet, or at the latest after `longestMs`.
   * @param soonestMs nothing rung is heard before this time is over.
   * @throws the reason of the signal when that aborts.
   */
  rung(soonestMs: number, longestMs: number, signal: AbortSignal): Promise<void>
}

/** So long must it be quiet: a folder that is being copied into changes many times a second. */
const QUIET_MS = 250
/** And no longer than this does a restless folder keep others waiting. */
const RESTLESS_MS = 2_000

export function alarm(): Alarm {
  let rungAt: number | null = null
  let wake = (): void => undefined

  const ringing = async (untilMs: number, signal: AbortSignal): Promise<boolean> => {
    const stop = new AbortController()
    const rang = new Promise<void>((resolve) => {
      wake = resolve
    })
    const leftMs = Math.max(0, untilMs - performance.now())
    try {
      const late = wait(leftMs, true, { signal: AbortSignal.any([signal, stop.signal]) }).catch(() => false)
      const isLate = await Promise.race([late, rang.then(() => false)])
      signal.throwIfAborted()
      return !isLate
    } finally {
      stop.abort()
      wake = () => undefined
    }
  }

  return {
    ring() {
      rungAt ??= performance.now()
      wake()
    },
    async rung(soonestMs, longestMs, signal) {
      const beganAt = performance.now()
      await wait(Math.min(soonestMs, longestMs), undefined, { signal })
      if (rungAt === null && !(await ringing(beganAt + longestMs, signal))) return
      const restlessUntil = (rungAt ?? performance.now()) + RESTLESS_MS
      while (performance.now() < restlessUntil) if (!(await ringing(performance.now() + QUIET_MS, signal))) break
      rungAt = null
    },
  }
}
