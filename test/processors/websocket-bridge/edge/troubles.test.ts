import { expect, it } from 'vitest'
import { watchTroubles } from '../../../../processors/websocket-bridge/edge/troubles.ts'
import { processMetricsOf } from '../../../support/process-metrics.ts'

it('announces a change once, also one that only time brings', async () => {
  const announced: (readonly string[])[] = []
  let processes = [processMetricsOf({ crashesInRow: 4, lastError: 'x' })]
  const over = new Promise<void>((resolve) => {
    const watch = watchTroubles(
      () => processes,
      (troubles) => {
        announced.push(troubles.map(({ processor }) => processor))
        if (troubles.length > 0) return
        watch.stop()
        resolve()
      },
      1,
    )
    watch.look()
    watch.look()
  })
  processes = [] // not heard of for a minute
  await over
  expect(announced).toStrictEqual([['recommend'], []])
})
