import { expect, it } from 'vitest'
import { oldTrackIds } from '../../../../processors/shared/aliases/old-track-ids.ts'
import { trackId } from '../../../../schemas/generated.ts'
import { trackAliases } from '../../../../schemas/topics.ts'
import { record } from '../../../../streams/engine/topic.ts'

it('knows which ids lead to a track, over others too, until they do not any more', () => {
  const ids = oldTrackIds.create()
  const alias = (old: string, track: string | null) => {
    const value = track === null ? null : { trackId: trackId(track), soundHash: null }
    oldTrackIds.apply(ids, record(trackAliases, trackId(old), value, 1))
  }
  const leadingTo = (id: string) => ids.leadingTo(trackId(id))
  alias('a', 'b')
  alias('b', 'c')
  alias('d', 'c')
  expect([leadingTo('c'), leadingTo('b'), leadingTo('a'), ids.standing(trackId('a'))]).toStrictEqual([
    ['a', 'b', 'd'],
    ['a'],
    [],
    'c',
  ])
  alias('b', null)
  alias('d', 'e')
  expect([leadingTo('c'), leadingTo('b'), leadingTo('e')]).toStrictEqual([[], ['a'], ['d']])
  alias('b', 'a')
  expect(leadingTo('a')).toStrictEqual(['b'])
})
