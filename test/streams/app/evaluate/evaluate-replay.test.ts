import { describe, expect, it } from 'vitest'
import { rangeOf } from '../../../../streams/app/evaluate/evaluate-recorded.ts'
import { replay } from '../../../../streams/app/evaluate/evaluate-replay.ts'
import type { ReplayedPlay } from '../../../../streams/app/evaluate/parse-plays.ts'
import { trackId } from '../../../../schemas/generated.ts'
import { START } from '../../../support/builders.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'

const TRACKS = 60
const STYLES = 3

/** Listeners who each keep to one style, and within it mostly go on to the track that follows. */
function recorded(listeners: number, each: number): readonly ReplayedPlay[] {
  const random = mulberry32(20260212)
  return Array.from({ length: each }).flatMap((_, turn) =>
    Array.from({ length: listeners }, (__, u) => {
      const style = u % STYLES
      const place = random() < 0.8 ? turn + u : Math.floor(random() * TRACKS)
      const track = trackId(`${style}-${place % (TRACKS / STYLES)}`)
      return { listener: `u${u}`, track, event: 'finished', via: 'chosen', at: START + turn * 1_000 + u }
    }),
  )
}

describe('a replay of recorded plays', () => {
  const { metrics, predictions } = replay(recorded(60, 40))

  it('finds what follows where there is something to find, and more of it than the simpler ways', () => {
    expect(predictions).toBeGreaterThan(100)
    const found = Object.entries(metrics).map(([model, of]) => [model, of['ndcg@10'] ?? 0] as const)
    const best = found.toSorted(([, a], [, b]) => b - a)[0]?.[0]
    expect(['co-listening', 'last-item']).toContain(best)
    expect(metrics['co-listening']['ndcg@10']).toBeGreaterThan(1.5 * (metrics.cosine['ndcg@10'] ?? 1))
    expect(metrics.cosine['ndcg@10']).toBeGreaterThan(metrics.random['ndcg@10'] ?? 1)
  })

  it('calls a list of one taste less diverse than one that was drawn', () => {
    expect(metrics.random['diversity']).toBeGreaterThan(metrics['co-listening']['diversity'] ?? 1)
    for (const { diversity } of Object.values(metrics)) expect(diversity).toBeLessThanOrEqual(1)
  })
})

it('a range of time has its first moment, and not its last', () => {
  const isWithin = rangeOf({ from: '2026-01-01', to: '2026-01-01T01:00:00Z' })
  expect([START - 1, START, START + 3_599_999, START + 3_600_000].map(isWithin)).toStrictEqual([false, true, true, false]) // prettier-ignore
  expect(() => rangeOf({ from: 'yesterday' })).toThrow('--from: "yesterday"')
})
