import { describe, expect, it } from 'vitest'
import { libraryIndex } from '../../../processors/shared/similarity/library-index-table.ts'
import { randomBaseline, medoidBaseline } from '../../../processors/recommend/baselines.ts'
import type { Model } from '../../../processors/recommend/model.ts'
import { emptyProfile } from '../../../processors/recommend/profile.ts'
import { itemMetadata } from '../../../processors/recommend/item-metadata.ts'
import { coListening } from '../../../processors/shared/co-listening/table.ts'
import { playId } from '../../../schemas/generated.ts'
import { library, playOf, START } from '../../support/builders.ts'
import { indexing } from '../../support/indexing.ts'
import { viewOf } from '../../support/run.ts'

const tracks = library(60)
const knowledge = {
  index: viewOf(libraryIndex, [...tracks, ...indexing(tracks)]),
  metadata: viewOf(itemMetadata, tracks),
  coListening: coListening.create(),
}
const listed = (model: Model, track: string, id = 'p') =>
  model
    .rank(emptyProfile, { play: playOf('started', track, { playId: playId(id) }), at: START, offset: 0 }, knowledge)
    .items.map(({ trackId }) => trackId)

describe.each([medoidBaseline, randomBaseline])('the list of $name', (model) => {
  it('is full, names no track twice, and not the one that plays', () => {
    const list = listed(model, 'a0')
    expect({
      length: list.length,
      different: new Set(list).size,
      playing: list.some((id) => id === 'a0'),
    }).toStrictEqual({ length: 20, different: 20, playing: false })
  })

  it('is the same for the same play', () => {
    expect(listed(model, 'a0')).toStrictEqual(listed(model, 'a0'))
  })
})

describe('a drawn list', () => {
  it('is another one for another play', () => {
    expect(listed(randomBaseline, 'a0', 'p')).not.toStrictEqual(listed(randomBaseline, 'a0', 'q'))
  })
})
