import type { Logger } from 'pino'
import { alarm } from './alarm.ts'
import type { Pass, Scanner } from './scan.ts'
import { SETTLES_AFTER_MS } from './settling.ts'
import { openWatch } from './watch.ts'
import type { Followed } from './watch.ts'

/** What is not told by the system is found by looking: disks of other machines tell nothing. */
const LOOK_AGAIN_MS = 300_000
const LOOK_AGAIN_UNWATCHED_MS = 30_000
/** Of its time a scanner may spend so much on looking for changes, and so much on looking although nothing was told. */
const BUSY_SHARE = 1 / 5
const IDLE_SHARE = 1 / 50

export interface KeepScanning {
  readonly scanner: Scanner
  readonly log: Logger
  readonly signal: AbortSignal
  onBegin(): void
  onPass(pass: Pass): Promise<void>
}

/**
 * Makes a pass, and another one whenever something changes in the folders that it found, until the signal aborts.
 * @throws {Error} when a pass does, and when the signal aborts.
 */
export async function keepScanning({ scanner, log, signal, onBegin, onPass }: KeepScanning): Promise<void> {
  const changes = alarm()
  const watch = openWatch(() => changes.ring())
  let saidWhy: string | null = null
  try {
    for (;;) {
      const beganAt = performance.now()
      onBegin()
      let followed: Followed = { begun: 0, why: null }
      const pass = await scanner.pass((folders) => {
        followed = watch.follow(folders)
      })
      const { begun, why } = followed
      if (why !== null && why !== saidWhy)
        log.warn(`Not every folder can be watched, so it is looked again and again: ${why}.`)
      saidWhy = why
      await onPass(pass)
      const tookMs = performance.now() - beganAt
      const quietMs = Math.max(why === null ? LOOK_AGAIN_MS : LOOK_AGAIN_UNWATCHED_MS, tookMs / IDLE_SHARE)
      const pauseMs = tookMs / BUSY_SHARE - tookMs
      // A folder may have changed after it was read and before it was watched.
      const unsettled = pass.unsettled || begun > 0
      await changes.rung(pauseMs, unsettled ? Math.max(SETTLES_AFTER_MS, pauseMs) : quietMs, signal)
    }
  } finally {
    watch.close()
  }
}
