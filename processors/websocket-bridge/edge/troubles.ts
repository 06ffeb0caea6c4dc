import type { ProcessMetrics } from '../../../schemas/generated.ts'
import { troublesIn } from '../troubles.ts'
import type { Troubles } from '../troubles.ts'

/** A processor that has not been heard of for a minute is dropped, which no record tells: so it is looked at by the clock. */
const LOOK_EVERY_MS = 5_000

export interface TroubleWatch {
  /** Metrics have changed. */
  look(): void
  stop(): void
}

/** Calls `announce` whenever troubles have changed. */
export function watchTroubles(
  processes: () => readonly ProcessMetrics[],
  announce: (troubles: Troubles) => void,
  everyMs: number = LOOK_EVERY_MS,
): TroubleWatch {
  let announced = JSON.stringify([])
  const look = () => {
    const troubles = troublesIn(processes())
    const now = JSON.stringify(troubles)
    if (now === announced) return
    announced = now
    announce(troubles)
  }
  const timer = setInterval(look, everyMs)
  timer.unref()
  return { look, stop: () => clearInterval(timer) }
}
