import { setImmediate } from 'node:timers/promises'
import type { ProcessUsage } from './metrics-recorder.ts'

/** Measured as prom-client does: the lag of the event loop is the delay of one turn of it. */
export async function processUsage(): Promise<ProcessUsage> {
  const before = performance.now()
  await setImmediate()
  const eventLoopLagMs = performance.now() - before
  const { user, system } = process.cpuUsage()
  return {
    startedAt: Math.round(performance.timeOrigin),
    residentBytes: process.memoryUsage.rss(),
    cpuMs: (user + system) / 1_000,
    eventLoopLagMs,
  }
}
