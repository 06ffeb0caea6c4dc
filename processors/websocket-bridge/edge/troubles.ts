import { recentCrashes } from '../../../streams/engine/runtime/crash-files.ts'
import { troublesIn } from '../troubles.ts'
import type { Crashes, Troubles } from '../troubles.ts'

/** Neither a file nor a minute without a word is told by a record: so they are looked at by the clock. */
const LOOK_EVERY_MS = 5_000

export interface TroubleWatch {
  /** Metrics have changed. */
  look(): void
  stop(): void
}

/** The crashes of all processors: what their processes published, and before it what the data folder says of those that died too early. */
export function crashesOf(dataFolder: string, published: () => readonly Crashes[]): () => readonly Crashes[] {
  return () => [...recentCrashes(dataFolder, Date.now()), ...published()]
}

/** Calls `announce` whenever troubles have changed. */
export function watchTroubles(
  crashes: () => readonly Crashes[],
  announce: (troubles: Troubles) => void,
  everyMs: number = LOOK_EVERY_MS,
): TroubleWatch {
  let announced = JSON.stringify([])
  const look = () => {
    const troubles = troublesIn(crashes())
    const now = JSON.stringify(troubles)
    if (now === announced) return
    announced = now
    announce(troubles)
  }
  const timer = setInterval(look, everyMs)
  timer.unref()
  return { look, stop: () => clearInterval(timer) }
}
