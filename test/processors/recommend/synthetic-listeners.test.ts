import { describe, expect, it } from 'vitest'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import { policyValue } from '../../support/counterfactual.ts'
import { explore } from '../../../processors/recommend/explore.ts'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { coListening } from '../../../processors/shared/co-listening/table.ts'
import type { GlobalTable } from '../../../streams/engine/processor.ts'
import { ids, library, START } from '../../support/builders.ts'
import { mulberry32 } from '../../../processors/shared/random.ts'
import { indexing } from '../../support/indexing.ts'
import { viewOf } from '../../support/run.ts'
import type { Liking } from '../../support/synthetic-listeners.ts'
import { syntheticListener } from '../../support/synthetic-listeners.ts'

const tracks = library(300)
const views = new Map<GlobalTable<unknown>, unknown>([
  [libraryIndex, viewOf(libraryIndex, [...tracks, ...indexing(tracks)])],
  [itemMetadata, viewOf(itemMetadata, tracks)],
  [coListening, coListening.create()],
])
const LATER = START + 30 * 86_400_000
const only =
  (...liked: readonly string[]): Liking =>
  (style) =>
    liked.includes(style) ? 0.95 : 0.05

describe('a listener with a known taste', () => {
  it('is found, and followed when it drifts', () => {
    const followed = [1, 2, 3, 4, 5].map((seed) => {
      const listener = syntheticListener('ann', seed, LATER, views)
      listener.listen(15, 'a0', only('b'))
      expect(listener.share('b')).toBeGreaterThan(0.6)
      listener.listen(30, 'c0', only('c'))
      return listener.share('c')
    })
    // What was liked stands until it is taken back: it keeps a part of the list.
    expect(Math.min(...followed)).toBeGreaterThanOrEqual(0.4)
    expect(followed.reduce((sum, share) => sum + share, 0) / followed.length).toBeGreaterThanOrEqual(0.5)
  })

  it('has both of two tastes in one list', () => {
    const listener = syntheticListener('ann', 6, LATER, views)
    listener.listen(5, 'a0', only('a'))
    listener.listen(5, 'c0', only('a', 'c'))
    expect(listener.share('a')).toBeGreaterThan(0.15)
    expect(listener.share('c')).toBeGreaterThan(0.15)
    expect(listener.share('a') + listener.share('c')).toBeGreaterThan(0.9)
  })
})

describe('what another policy would have earned', () => {
  const cells = [ids('a0', 'a1', 'a2', 'a3'), ids('b0', 'b1'), ids('c0', 'c1', 'c2')]
  const rewards: Readonly<Record<string, number>> = { a: 0.2, b: 0.7, c: 0.4 }

  it('is estimated from what was explored: the interval holds the true value about 95 times in 100', () => {
    const policy = (id: string) => (id.startsWith('b') ? 0.4 : id.startsWith('c') ? 0.2 / 3 : 0)
    const truth = 0.8 * 0.7 + 0.2 * 0.4
    const covered = Array.from({ length: 100 }, (_, run) => {
      const random = mulberry32(run)
      const shown = Array.from({ length: 1_000 }, (__, play) => {
        const drawn = explore(cells, () => true, `${run}/${play}`)
        if (drawn === null) throw new Error('Every cell has something to offer.')
        const reward = Number(random() < (rewards[drawn.trackId.charAt(0)] ?? 0))
        return { propensity: drawn.propensity, policyPropensity: policy(drawn.trackId), reward }
      })
      const { low, high } = policyValue(shown)
      return low <= truth && truth <= high
    })
    expect(covered.filter(Boolean).length).toBeGreaterThanOrEqual(89)
  })
})
