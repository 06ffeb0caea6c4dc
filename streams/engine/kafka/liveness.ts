/**
 * A working consumer fetches or sends heartbeats all the time. After the loss of its coordinator kafkajs may stop doing either,
 * without an error (HAZARDS.md, stuck-consumer).
 */
const SILENT_FOR_MS = 30_000
const CHECK_EVERY_MS = SILENT_FOR_MS / 6
const SILENT = 'The consumer has neither fetched nor sent a heartbeat for 30 s.'

export interface Liveness {
  /** The consumer has fetched or sent a heartbeat. */
  seen(): void
  stop(): void
}

/** @param onSilent called at each check while the consumer is silent. */
export function watchLiveness(nowMs: () => number, onSilent: (error: Error) => void): Liveness {
  let seenAtMs = nowMs()
  const timer = setInterval(() => {
    if (nowMs() - seenAtMs > SILENT_FOR_MS) onSilent(new Error(SILENT))
  }, CHECK_EVERY_MS)
  return {
    seen() {
      seenAtMs = nowMs()
    },
    stop: () => clearInterval(timer),
  }
}
