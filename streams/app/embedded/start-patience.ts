/** For a busy machine; an idle one needs a tenth. */
const QUIET_WITHIN_MS = 90_000
/** A broker that was not stopped in order checks each segment that was not on the disk, up to a gigabyte between two lines. */
const RECOVERS_WITHIN_MS = 600_000
const SHOWN_EVERY_MS = 5_000
/** The log of the controller is looked through at each start, which takes a moment. */
const RECOVERY = /\bRecovering (?!.*__cluster_metadata)/
/** What Kafka says of each partition that it has loaded. */
const LOADED = /\((\d+)\/(\d+) completed in /

/** How long a server that starts is waited for: as long as its log moves. */
export interface StartPatience {
  /** @returns a line for the user, now and then. */
  onLine(line: string): string | null
  isOver(): boolean
}

export function startPatience(title: string, nowMs: () => number): StartPatience {
  let movedMs = nowMs()
  let shownMs = movedMs
  let isRecovering = false
  const shown = (line: string): string | null => {
    const [, done, total] = LOADED.exec(line) ?? []
    if (!isRecovering || done === undefined || total === undefined || nowMs() - shownMs < SHOWN_EVERY_MS) return null
    shownMs = nowMs()
    return `${title} checks its files, because it was not stopped in order: ${done} of ${total} partitions.`
  }
  return {
    onLine(line) {
      movedMs = nowMs()
      isRecovering ||= RECOVERY.test(line)
      return shown(line)
    },
    isOver: () => nowMs() - movedMs > (isRecovering ? RECOVERS_WITHIN_MS : QUIET_WITHIN_MS),
  }
}
