import { expect, test } from 'vitest'
import { QueueKeeper } from '../../../ui/player/queue-keeper.ts'
import { recommendationOf } from '../support/builders.ts'

const track = (trackId: string) => ({ trackId, title: trackId, artist: '', album: '', durationMs: null, hasArt: false })

test('Live offers nothing that plays before it: what plays now, and what waits in Yours', () => {
  const keeper = new QueueKeeper(
    () => undefined,
    () => '',
  )
  const source = { kind: 'album', id: null, name: '' } as const
  keeper.setOffer(recommendationOf('r', ['a', 'b', 'c']))
  const turn = keeper.list([track('a'), track('b')], 0, source, false)
  if (turn === null) throw new Error('a list of two tracks plays')
  keeper.take(turn)
  expect(keeper.suggestions.map(({ trackId }) => trackId)).toStrictEqual(['c'])
  keeper.set({ ...keeper.queue, yours: [] })
  expect(keeper.suggestions.map(({ trackId }) => trackId)).toStrictEqual(['b', 'c'])
})
