import { expect, test } from 'vitest'
import { PlayerQueue } from '../../../ui/player/player-queue.ts'
import { recommendationOf } from '../support/builders.ts'

const track = (trackId: string) => ({ trackId, title: trackId, artist: '', album: '', durationMs: null, hasArt: false })

test('Live does not offer what plays now, and offers what waits in Yours: a small library may wait there whole', () => {
  const playQueue = new PlayerQueue(
    () => undefined,
    () => '',
  )
  const source = { kind: 'album', id: null, name: '' } as const
  playQueue.setOffer(recommendationOf('r', ['a', 'b', 'c']))
  const turn = playQueue.list([track('a'), track('b')], 0, source, false)
  if (turn === null) throw new Error('a list of two tracks plays')
  playQueue.take(turn)
  expect(playQueue.suggestions.map(({ trackId }) => trackId)).toStrictEqual(['b', 'c'])
})
