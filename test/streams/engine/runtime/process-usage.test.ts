import { expect, it } from 'vitest'
import { processUsage } from '../../../../streams/engine/runtime/process-usage.ts'

it('gives memory in bytes, processor time in ms, and the start in epoch ms', async () => {
  const before = process.cpuUsage()
  const { startedAt, residentBytes, cpuMs, eventLoopLagMs } = await processUsage()
  expect(residentBytes).toBeGreaterThan(2 ** 20)
  expect(cpuMs).toBeGreaterThanOrEqual((before.user + before.system) / 1_000)
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(0)
  expect(startedAt).toBeGreaterThan(Date.UTC(2020, 0))
  expect(eventLoopLagMs).toBeGreaterThanOrEqual(0)
})
