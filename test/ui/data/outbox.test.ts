import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../ui/data/kept.ts'
import type { Outbox } from '../../../ui/data/outbox.ts'
import {
  MAX_WAITING,
  disconnected,
  due,
  isSilent,
  outboxOf,
  posted,
  refusedForNow,
  sent,
  settled,
} from '../../../ui/data/outbox.ts'
import { forgetPlay, loadPlays, storePlay } from '../../../ui/data/outbox-store.ts'
import type { PlayEvent } from '../../../schemas/live.ts'
import type { SentPlay } from '../../../ui/data/plays.ts'

function play(number: number, event: PlayEvent = 'started'): SentPlay {
  return {
    type: 'play',
    playId: `p${String(number).padStart(4, '0')}`,
    trackId: 't1',
    event,
    positionMs: 0,
    playedMs: 0,
    via: 'chosen',
    recommendationId: null,
    sessionId: 's1',
    deviceTime: 1_700_000_000_000 + number,
  }
}

const many = (count: number) => Array.from({ length: count }, (_, number) => play(number))
const ids = (plays: readonly SentPlay[]) => plays.map(({ playId }) => playId)
const waiting = (outbox: Outbox) => ids(outbox.waiting.map((item) => item.play))

describe('outbox', () => {
  it('sends a play once, and again only when no answer came for a while', () => {
    const first = posted(outboxOf([]), play(1)).outbox
    expect(due(first, 0)).toEqual([play(1)])
    const under = sent(first, due(first, 0), 0)
    expect(due(under, 4_999)).toEqual([])
    expect(due(under, 5_000)).toEqual([play(1)])
  })

  it('is done with a play once it is acknowledged', () => {
    const both = outboxOf([play(1), play(2)])
    expect(waiting(settled(sent(both, due(both, 0), 0), 'p0001'))).toEqual(['p0002'])
  })

  it('sends everything again, in order, on the next connection', () => {
    const both = outboxOf([play(1), play(2)])
    expect(due(disconnected(sent(both, due(both, 0), 0)), 1)).toEqual([play(1), play(2)])
  })

  it('has few plays under way at a time, so that the bridge does not find it too fast', () => {
    const outbox = outboxOf(many(25))
    expect(ids(due(outbox, 0))).toEqual(ids(many(10)))
    const under = settled(sent(outbox, due(outbox, 0), 0), 'p0000')
    expect(ids(due(under, 600))).toEqual(['p0010'])
  })

  it('rests after a play that the server cannot take now, then sends it again before later ones', () => {
    const outbox = outboxOf([play(1), play(2)])
    const resting = refusedForNow(sent(outbox, due(outbox, 0), 0), 'p0001', 100)
    expect(due(resting, 2_099)).toEqual([])
    expect(due(resting, 2_100)).toEqual([play(1)])
  })

  it('takes a connection without any answer for dead', () => {
    const outbox = outboxOf([play(1)])
    const again = sent(sent(outbox, [play(1)], 0), [play(1)], 5_000)
    expect(isSilent(again, 11_999)).toBe(false)
    expect(isSilent(again, 12_000)).toBe(true)
    expect(isSilent(disconnected(again), 12_000)).toBe(false)
  })

  it('is bounded: news of progress make room first, then the oldest play', () => {
    const full = outboxOf([play(0), play(1, 'progressed'), ...many(MAX_WAITING).slice(2)])
    const once = posted(full, play(MAX_WAITING))
    expect(once.dropped).toEqual(play(1, 'progressed'))
    const twice = posted(once.outbox, play(MAX_WAITING + 1))
    expect(twice.dropped).toEqual(play(0))
    expect(waiting(twice.outbox)).toEqual(ids(many(MAX_WAITING + 2)).slice(2))
  })
})

describe('outbox store', () => {
  it('gives back after a reload what was not acknowledged, oldest first', () => {
    const store = memoryStore()
    for (const number of [2, 10, 1]) storePlay(store, play(number))
    forgetPlay(store, 'p0002')
    expect(loadPlays(store)).toEqual([play(1), play(10)])
  })

  it('passes over and removes what is not a play of this player, and leaves the rest of the storage alone', () => {
    const store = memoryStore()
    store.setItem('slipstream.play.000000000000001.old', '{"type":"play"}')
    store.setItem('slipstream.play.000000000000002.cut', '{"type":"pl')
    store.setItem('theirs', 'kept')
    storePlay(store, play(3))
    expect(loadPlays(store)).toEqual([play(3)])
    expect(store.length).toBe(2)
    expect(store.getItem('theirs')).toBe('kept')
  })

  it('gives back no more than an outbox holds, the newest', () => {
    const store = memoryStore()
    for (const each of many(MAX_WAITING + 3)) storePlay(store, each)
    expect(ids(loadPlays(store))).toEqual(ids(many(MAX_WAITING + 3)).slice(3))
  })
})
