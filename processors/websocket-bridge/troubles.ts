import type { ProcessMetrics } from '../../schemas/generated.ts'
import type { TroublesMessage } from '../../schemas/live.ts'
import { isCrashLoop } from '../../streams/engine/crash-loop.ts'
import { missedWithout } from '../shared/standstill.ts'

/** What a listener misses because a processor crashes again and again, by processor. */
export type Troubles = TroublesMessage['processors']

/** A path in a message: quoted, else up to the next space. A player is told no path of the server. */
const PATH = /(['"`])(?:[a-z]:)?[^'"`\n]*[/\\][^'"`\n]*\1|(?<![\w:/.])\/[^\s'",;)]+/gi

/** Who crashes, and why: what a process has published, or what its data folder says of one that never got so far. */
export type Crashes = Pick<ProcessMetrics, 'processor' | 'crashesInRow' | 'lastError'>

/** @param crashes of several of one processor, the last one gives the reason. */
export function troublesIn(crashes: readonly Crashes[]): Troubles {
  const inLoop = crashes.filter(({ crashesInRow }) => isCrashLoop(crashesInRow))
  const newest = new Map(inLoop.map((one) => [one.processor, one]))
  return [...newest.values()].map(({ processor, lastError }) => ({
    processor,
    missed: missedWithout(processor),
    why: (lastError ?? '').replace(PATH, 'a file'),
  }))
}

/** The same as one sentence for each; null when there are none. */
export function troublesText(troubles: Troubles): string | null {
  if (troubles.length === 0) return null
  return troubles
    .map(({ processor, missed, why }) => `${missed}: ${processor} crashes again and again (${why}). Its log says more.`)
    .join(' ')
}
