import { expect, test } from 'vitest'
import { QueueKeeper } from '../../../ui/player/queue-keeper.ts'
import { recommendationOf } from '../support/builders.ts'

const track = (trackId: string) => ({ trackId, title: trackId, artist: '', album: '', durationMs: null, hasArt: false })

test('Live does not offer what plays now, and offers what waits in Yours: a small library may wait there whole', () => {
  const keeper = new QueueKeeper(
    () => undefined,
    () => '',
  )
  const source = { kind: 'album', id: null, name: '' } as const
  keeper.setOffer(recommendationOf('r', ['a', 'b', 'c']))
  const turn = keeper.list([track('a'), track('b')], 0, source, false)
  if (turn === null) throw new Error('a list of two tracks plays')
  keeper.take(turn)
  expect(keeper.suggestions.map(({ trackId }) => trackId)).toStrictEqual(['b', 'c'])
})
