/** Resolves when the signal aborts; at once when it has. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** A run that goes on in callbacks until it is stopped or fails. */
export interface RunEnd {
  /** Resolves when the signal aborts; rejects with the first failure. */
  readonly ended: Promise<void>
  fail(error: unknown): void
}

export function abortOrFailure(signal: AbortSignal): RunEnd {
  let fail: (error: unknown) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  const ended = Promise.race([whenAborted(signal), failed])
  ended.catch(() => undefined) // it may fail before anything awaits it
  return { ended, fail }
}
