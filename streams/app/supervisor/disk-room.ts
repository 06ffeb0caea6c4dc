import { statfsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** With less than this free, Kafka cannot even start: it preallocates index files. */
const NEEDED_BYTES = 32 * 2 ** 20
/** Room must be more than just enough before it is said to be there again. */
const ENOUGH_BYTES = 2 * NEEDED_BYTES
const LOOK_EVERY_MS = 2_000

/** The room on the disk of the data folder: what fails for want of it goes on by itself once there is some. */
export interface DiskRoom {
  /** Resolves once there is room. @throws the signal's reason. */
  untilRoom(signal: AbortSignal): Promise<void>
  stop(): void
}

export interface DiskRoomOptions {
  say(line: string): void
  freeBytes?(folder: string): number
  everyMs?: number
}

/** Watches a folder's disk, and says once that it is full, and once that it is not any more. */
export function watchDiskRoom(
  folder: string,
  { say, freeBytes = freeBytesIn, everyMs = LOOK_EVERY_MS }: DiskRoomOptions,
): DiskRoom {
  let isFull = false
  const look = () => {
    const free = freeBytes(folder)
    const full = free < (isFull ? ENOUGH_BYTES : NEEDED_BYTES)
    if (full === isFull) return
    isFull = full
    say(full ? fullLine(folder) : `There is room on ${folder} again: Slipstream goes on.`)
  }
  const timer = setInterval(look, everyMs)
  timer.unref()
  return {
    async untilRoom(signal) {
      look()
      while (isFull) {
        await wait(everyMs, undefined, { signal })
        look()
      }
    },
    stop: () => clearInterval(timer),
  }
}

const fullLine = (folder: string) =>
  `No room left on ${folder}: free ${ENOUGH_BYTES / 2 ** 20} MB or more. Slipstream goes on by itself then; what it cannot store meanwhile, players send again.`

/** A folder that cannot be looked at is not full: what uses it says what is wrong. */
function freeBytesIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return Infinity
  }
}
