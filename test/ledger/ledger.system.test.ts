import { describe, expect, it } from 'vitest'
import { faultsOf } from './faults.ts'
import { runLedger } from './ledger.ts'

/** The whole system is brought up, hurt five times and read by two clients. */
const WITHIN_MS = 600_000

describe('every play has its effect once, in order', () => {
  it(
    'through five kills, two of them inside a transaction of recommend',
    async () => {
      const result = await runLedger({ plays: 400, faults: faultsOf(5, 3), seed: 3, say: () => undefined })
      expect(result.anomalies).toStrictEqual([])
      expect(result.counts.plays).toBeGreaterThanOrEqual(400)
      const inside = result.injected.filter(
        ({ target, insideTransaction }) => target === 'recommend' && insideTransaction,
      )
      expect(inside.length).toBeGreaterThanOrEqual(2)
    },
    WITHIN_MS,
  )
})
