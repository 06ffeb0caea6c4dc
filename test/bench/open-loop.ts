import { setTimeout as wait } from 'node:timers/promises'

/** One thing to be sent at a moment that was fixed before: its latency counts from then, however late it was sent. */
export interface OpenLoop {
  readonly perSecond: number
  readonly seconds: number
  /** @param n counts from 0. */
  send(n: number): void
}

export interface Measured {
  /** From the intended moment to the arrival, in milliseconds, of all that arrived. */
  readonly latenciesMs: readonly number[]
  /** How late each was sent, in milliseconds: what the load generator itself adds. */
  readonly lateMs: readonly number[]
  readonly missing: number
}

/** What is still not there so long after the last was due is missing. */
const ARRIVES_WITHIN_MS = 5_000
const LOOK_EVERY_MS = 20

/** Takes arrivals of one load. */
export interface Arrivals {
  readonly dueMs: Map<number, number>
  arrived(n: number): void
}

/** Keeps when each was due, and when it came first. */
export function arrivals(): Arrivals & { readonly latencies: Map<number, number> } {
  const dueMs = new Map<number, number>()
  const latencies = new Map<number, number>()
  return {
    dueMs,
    latencies,
    arrived(n) {
      const due = dueMs.get(n)
      if (due !== undefined && !latencies.has(n)) latencies.set(n, performance.now() - due)
    },
  }
}

/** Sends at a steady pace, whatever comes back, and waits for the last arrival. */
export async function underLoad(
  { perSecond, seconds, send }: OpenLoop,
  { dueMs, latencies }: ReturnType<typeof arrivals>,
): Promise<Measured> {
  const total = perSecond * seconds
  const startMs = performance.now() + LOOK_EVERY_MS
  const lateMs: number[] = []
  for (let n = 0; n < total; n += 1) {
    const due = startMs + (n * 1_000) / perSecond
    const early = due - performance.now()
    if (early > 0) await wait(early)
    dueMs.set(n, due)
    lateMs.push(performance.now() - due)
    send(n)
  }
  const until = performance.now() + ARRIVES_WITHIN_MS
  while (latencies.size < total && performance.now() < until) await wait(LOOK_EVERY_MS)
  return { latenciesMs: [...latencies.values()], lateMs, missing: total - latencies.size }
}
