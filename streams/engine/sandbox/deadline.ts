/** A time limit that can be extended. */
export interface Deadline {
  /** Resolves when the limit has passed. */
  readonly passed: Promise<void>
  /** @param extraMs what is added to the limit as it was at the start; it replaces what was added before. */
  extend(extraMs: number): void
  cancel(): void
}

export function startDeadline(limitMs: number): Deadline {
  const startedAt = performance.now()
  let timer: NodeJS.Timeout | undefined
  let pass: () => void = () => undefined
  const passed = new Promise<void>((resolve) => {
    pass = resolve
  })
  const cancel = () => clearTimeout(timer)
  const extend = (extraMs: number) => {
    cancel()
    timer = setTimeout(pass, startedAt + limitMs + extraMs - performance.now())
  }
  extend(0)
  return { passed, extend, cancel }
}

/** An abort as a promise that can be raced. */
export interface Abort {
  /** Rejects with the reason of the signal once it aborts. */
  readonly aborted: Promise<never>
  /** Removes the listener from the signal. */
  release(): void
}

export function abortOf(signal: AbortSignal): Abort {
  let onAbort: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(reasonOf(signal))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
  })
  aborted.catch(() => undefined) // it may abort after the race
  return { aborted, release: () => signal.removeEventListener('abort', onAbort) }
}

/** Why a signal aborted, as something that can be thrown. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason))
}
