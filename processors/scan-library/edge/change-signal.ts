import { setTimeout as delay } from 'node:timers/promises'
import { RETAGGED_AFTER_MS } from './stability.ts'

/** Collects change notifications, and resolves once per burst of them. For one waiter at a time. */
export interface DebouncedSignal {
  notify(): void
  /**
   * Resolves once a burst of notifications is over, or after `atMostMs` without any. Notifications since the last call
   * count too.
   * @param atLeastMs does not resolve before this time.
   * @throws the reason of `signal` when that aborts.
   */
  wait(atLeastMs: number, atMostMs: number, signal: AbortSignal): Promise<void>
}

export interface Debounce {
  /** A burst is over after this time without a notification. Copying files into a folder notifies many times a second. */
  readonly quietMs: number
  /** A burst is cut off after this time, so that a folder which changes all the time does not delay other changes. */
  readonly burstMs: number
}

/** A file that was retagged counts as written then, so that the first scan reads it; times of files are whole milliseconds. */
const DEFAULT_DEBOUNCE: Debounce = { quietMs: RETAGGED_AFTER_MS + 10, burstMs: 2_000 }

export function debouncedSignal({ quietMs, burstMs }: Debounce = DEFAULT_DEBOUNCE): DebouncedSignal {
  /** Since when there are notifications that no wait has consumed; null: there are none. */
  let burstSince: number | null = null
  let onNotify = (): void => undefined

  /** @returns whether a notification came before `untilMs`. */
  const isNotifiedBy = async (untilMs: number, signal: AbortSignal): Promise<boolean> => {
    const abort = new AbortController()
    const notified = new Promise<boolean>((resolve) => {
      onNotify = () => resolve(true)
    })
    const leftMs = Math.max(0, untilMs - performance.now())
    const timeout = delay(leftMs, false, { signal: AbortSignal.any([signal, abort.signal]) }).catch(() => false)
    try {
      const isNotified = await Promise.race([timeout, notified])
      signal.throwIfAborted()
      return isNotified
    } finally {
      abort.abort()
      onNotify = () => undefined
    }
  }

  return {
    notify() {
      burstSince ??= performance.now()
      onNotify()
    },
    async wait(atLeastMs, atMostMs, signal) {
      const untilMs = performance.now() + atMostMs
      await delay(Math.min(atLeastMs, atMostMs), undefined, { signal }).catch(() => undefined)
      signal.throwIfAborted()
      if (burstSince === null && !(await isNotifiedBy(untilMs, signal))) return
      const cutOffMs = (burstSince ?? performance.now()) + burstMs
      while (performance.now() < cutOffMs) if (!(await isNotifiedBy(performance.now() + quietMs, signal))) break
      burstSince = null
    },
  }
}
