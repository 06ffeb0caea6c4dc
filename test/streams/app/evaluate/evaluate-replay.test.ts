import { describe, expect, it } from 'vitest'
import { replay } from '../../../../streams/app/evaluate/evaluate-replay.ts'
import type { ReplayedPlay } from '../../../../streams/app/evaluate/parse-plays.ts'
import { trackId } from '../../../../schemas/generated.ts'
import { START } from '../../../support/builders.ts'
import { mulberry32 } from '../../../../processors/shared/random.ts'

const TRACKS = 60
const STYLES = 3
const NO_IDS = { playId: '', session: '', retracts: '' }

/** Listeners who each keep to one style, and within it mostly go on to the track that follows. */
function recorded(listeners: number, each: number): readonly ReplayedPlay[] {
  const random = mulberry32(20260212)
  return Array.from({ length: each }).flatMap((_, turn) =>
    Array.from({ length: listeners }, (__, u) => {
      const style = u % STYLES
      const place = random() < 0.8 ? turn + u : Math.floor(random() * TRACKS)
      const track = trackId(`${style}-${place % (TRACKS / STYLES)}`)
      return { listener: `u${u}`, track, event: 'finished', via: 'chosen', ...NO_IDS, at: START + turn * 1_000 + u }
    }),
  )
}

describe('a replay of recorded plays', () => {
  const { metrics, predictions } = replay(recorded(60, 40))
  const valueOf = (model: string, metric: string): number => metrics[model]?.[metric]?.value ?? NaN

  it('finds what follows where there is something to find, and more of it than the simpler ways', () => {
    expect(predictions).toBeGreaterThan(100)
    const found = Object.keys(metrics).map((model) => [model, valueOf(model, 'ndcg@10')] as const)
    const best = found.toSorted(([, a], [, b]) => b - a)[0]?.[0]
    expect(['co-listening', 'last-item']).toContain(best)
    expect(valueOf('co-listening', 'ndcg@10')).toBeGreaterThan(1.5 * valueOf('cosine', 'ndcg@10'))
    expect(valueOf('cosine', 'ndcg@10')).toBeGreaterThan(valueOf('random', 'ndcg@10'))
  })

  it('gives each figure with the number of its observations and an interval that holds it', () => {
    for (const of of Object.values(metrics)) {
      for (const [metric, estimate] of Object.entries(of)) {
        expect([metric, estimate.n]).toStrictEqual([metric, metric === 'coverage' ? TRACKS : predictions])
        if (!('low' in estimate)) continue
        expect(estimate.low).toBeLessThanOrEqual(estimate.value)
        expect(estimate.high).toBeGreaterThanOrEqual(estimate.value)
      }
    }
  })

  it('calls a list of one taste less diverse than one that was drawn', () => {
    expect(valueOf('random', 'diversity')).toBeGreaterThan(valueOf('co-listening', 'diversity'))
    for (const model of Object.keys(metrics)) expect(valueOf(model, 'diversity')).toBeLessThanOrEqual(1)
  })
})
