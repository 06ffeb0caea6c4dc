import { expect, test } from 'vitest'
import { PlayerQueue } from '../../../ui/player/player-queue.ts'
import { recommendationOf } from '../support/builders.ts'

const track = (trackId: string) => ({ trackId, title: trackId, artist: '', album: '', durationMs: null, hasArt: false })

const album = { kind: 'album', id: null, name: '' } as const

function queueWith(...offered: readonly string[]): PlayerQueue {
  const playQueue = new PlayerQueue(
    () => undefined,
    () => '',
  )
  playQueue.setOffer(recommendationOf('r', offered))
  return playQueue
}

function playing(playQueue: PlayerQueue, ...trackIds: readonly string[]): PlayerQueue {
  const turn = playQueue.list(trackIds.map(track), 0, album, false)
  if (turn === null) throw new Error('a list of tracks plays')
  playQueue.take(turn)
  return playQueue
}

const offeredBy = ({ suggestions }: PlayerQueue) => suggestions.map(({ trackId }) => trackId).join('')

test('Live does not offer what plays, and what waits in Yours stands behind the rest, whose order stays', () => {
  expect(offeredBy(playing(queueWith('a', 'b', 'c', 'd', 'e'), 'a', 'b', 'd'))).toBe('cebd')
})

test('Live is not empty where a small library waits in Yours whole', () => {
  expect(offeredBy(playing(queueWith('a', 'b', 'c'), 'a', 'b', 'c'))).toBe('bc')
})

test('a track that chance took from a shuffled list says so, and one that was pointed at where it stood', () => {
  const tracks = ['a', 'b', 'c'].map(track)
  const way = (byChance: boolean) => queueWith().list(tracks, 1, album, true, byChance)?.way
  expect([way(true), way(false)]).toMatchObject([
    { shuffled: true, itemRank: null },
    { shuffled: false, itemRank: 2 },
  ])
})

test('a row of Live that is kept leaves it, and comes back when that is taken back', () => {
  const playQueue = queueWith('a', 'b', 'c')
  playQueue.keep('b')
  expect(offeredBy(playQueue)).toBe('ac')
  const before = playQueue.undo()
  if (before === null) throw new Error('keeping can be taken back')
  playQueue.set(before)
  expect(offeredBy(playQueue)).toBe('abc')
})
