import { expect, it } from 'vitest'
import { mulberry32 } from '../../../../processors/shared/random.ts'
import { offPolicyValue } from '../../../../streams/app/replay/off-policy.ts'
import type { LoggedDraw } from '../../../../streams/app/replay/off-policy.ts'

/** Draws of one of ten tracks; the first of them is played next six times in ten, the others once in ten. */
function drawn(count: number, seed: number): readonly LoggedDraw[] {
  const random = mulberry32(seed)
  return Array.from({ length: count }, () => {
    const isAgreed = random() < 0.1
    return { propensity: 0.1, isAgreed, reward: Number(random() < (isAgreed ? 0.6 : 0.1)) }
  })
}

it('finds what a policy would earn that always shows the first, with a conclusion only where there is enough', () => {
  const much = offPolicyValue(drawn(5_000, 1))
  expect(much.isConclusive).toBe(true)
  expect(much.effectiveSize).toBeGreaterThan(400)
  for (const estimate of [much.ips, much.snips]) {
    expect(estimate?.low).toBeLessThan(0.6)
    expect(estimate?.high).toBeGreaterThan(0.6)
  }
  const few = offPolicyValue(drawn(300, 2))
  expect([few.isConclusive, few.draws]).toStrictEqual([false, 300])
  expect(few.effectiveSize).toBeLessThan(60)
})

it('says nothing where the policy never agrees with a draw', () => {
  const none = offPolicyValue([{ propensity: 0.1, isAgreed: false, reward: 1 }])
  expect([none.ips, none.snips, none.effectiveSize, none.isConclusive]).toStrictEqual([null, null, 0, false])
})
