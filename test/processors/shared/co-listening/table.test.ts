import { describe, expect, it } from 'vitest'
import type { Play } from '../../../../schemas/generated.ts'
import { listenerId, playId, trackId } from '../../../../schemas/generated.ts'
import { coListening, MIN_LISTENERS, MIN_PLAYS } from '../../../../processors/shared/co-listening/table.ts'
import { plays } from '../../../../schemas/topics.ts'
import { record } from '../../../../streams/engine/topic.ts'
import { playOf, START } from '../../../support/builders.ts'

const TRACKS = 20
const PLAYS_EACH = Math.ceil(MIN_PLAYS / MIN_LISTENERS)

function fed() {
  const table = coListening.create()
  let sent = 0
  const add = (listener: number, track: string, event: Play['event'] = 'finished', sessionId = 'session') =>
    table.add(
      listenerId(`u${listener}`),
      playOf(event, track, { playId: playId(`p${(sent += 1)}`), listenerId: listenerId(`u${listener}`), sessionId }),
      START + sent,
    )
  /** Each listener plays tracks in order of their number. */
  const addHistories = (from: number, listeners: number, sessionId?: string) => {
    for (let turn = 0; turn < PLAYS_EACH; turn += 1)
      for (let u = from; u < from + listeners; u += 1) add(u, `t${(u + turn) % TRACKS}`, 'finished', sessionId)
  }
  return { table, add, addHistories }
}

const tombstone = (listener: number) => ({ ...record(plays, listenerId(`u${listener}`), null, START), partition: 0, offset: 0 }) // prettier-ignore

describe('the co-listening table', () => {
  it('is trained once there are enough plays of enough listeners', () => {
    const { table, add, addHistories } = fed()
    addHistories(0, MIN_LISTENERS - 1)
    for (let n = 0; n < MIN_PLAYS; n += 1) add(0, `t${n % TRACKS}`)
    expect(table.version).toBe(0)
    expect(table.nextItems([trackId('t3')], 5)).toStrictEqual([])
    add(MIN_LISTENERS, 't0')
    expect(table.version).toBe(1)
    expect(table.nextItems([trackId('t3')], 5)[0]?.trackId).toBe('t4')
  })

  it('is trained again when the plays have grown by half, no sooner', () => {
    const { table, addHistories } = fed()
    addHistories(0, MIN_LISTENERS)
    expect(table.version).toBe(1)
    addHistories(MIN_LISTENERS, MIN_LISTENERS / 2 - 1)
    expect(table.version).toBe(1)
    addHistories(2 * MIN_LISTENERS, 2)
    expect(table.version).toBe(2)
  })

  it('is not trained on who was forgotten', () => {
    const nextAfterOne = (isForgotten: boolean) => {
      const { table, add, addHistories } = fed()
      const two = [1_000, 1_001]
      for (const listener of two) for (const track of ['one', 'two']) add(listener, track)
      if (isForgotten) for (const listener of two) coListening.apply(table, tombstone(listener))
      addHistories(0, MIN_LISTENERS)
      return table.nextItems([trackId('one')], 5).map((item) => item.trackId)
    }
    expect([nextAfterOne(false).includes(trackId('two')), nextAfterOne(true)]).toStrictEqual([true, []])
  })

  it('counts finished and liked plays only, and no immediate repeat', () => {
    const { table, add, addHistories } = fed()
    addHistories(0, MIN_LISTENERS - 1)
    for (let n = 0; n < MIN_PLAYS; n += 1) {
      add(MIN_LISTENERS, `t${n % TRACKS}`, 'skipped')
      add(MIN_LISTENERS, `t${n % TRACKS}`, 'started')
    }
    for (let n = 0; n < MIN_PLAYS; n += 1) add(MIN_LISTENERS, 't0', 'liked')
    expect(table.version).toBe(0)
  })

  it('is not trained on retracted plays', () => {
    const { table, add, addHistories } = fed()
    const pair = (u: number, sessionId: string) => ['x', 'y'].forEach((track) => add(u, track, 'finished', sessionId))
    for (let u = 0; u < 4; u += 1) pair(u, 'kept')
    for (let u = 4; u < 8; u += 1) pair(u, 'withdrawn')
    for (let u = 4; u < 8; u += 1) add(u, 'y', 'retracted', 'withdrawn')
    for (let u = 0; u < 2; u += 1) add(u, '', 'sessionRetracted', 'kept')
    for (let u = 2; u < 4; u += 1) add(u, 'y', 'retracted', 'another session')
    addHistories(100, MIN_LISTENERS)
    expect(table.version).toBe(1)
    expect(table.nextItems([trackId('x')], 1)).toMatchObject([{ trackId: 'y', listeners: 2 }])
  })

  it('is not trained on what is played in a session after that was retracted, as in private', () => {
    const { table, add, addHistories } = fed()
    const pair = (u: number, sessionId: string) => ['x', 'y'].forEach((track) => add(u, track, 'finished', sessionId))
    for (let u = 0; u < 4; u += 1) add(u, '', 'sessionRetracted', 'private')
    for (let u = 0; u < 4; u += 1) pair(u, 'private')
    for (let u = 0; u < 3; u += 1) pair(u, 'since')
    addHistories(100, MIN_LISTENERS)
    expect(table.nextItems([trackId('x')], 1)).toMatchObject([{ trackId: 'y', listeners: 3 }])
  })

  it('is trained without one play that was taken back, by its id, and on the other of the same track', () => {
    const model = (taken: readonly string[]) => {
      const { table, addHistories } = fed()
      const send = (u: number, event: Play['event'], track: string, id: string, changes: Partial<Play> = {}) =>
        table.add(
          listenerId(`one${u}`),
          playOf(event, track, { playId: playId(`${u}/${id}`), listenerId: listenerId(`one${u}`), ...changes }),
          START,
        )
      for (let u = 0; u < 4; u += 1) {
        for (const [i, track] of ['x', 'x', 'y', 'z'].entries()) send(u, 'finished', track, `${i}`)
        for (const [i, id] of taken.entries())
          send(u, 'retracted', 'x', `r${i}`, { retracts: playId(`${u}/${id}`), sessionId: 'another' })
      }
      addHistories(100, MIN_LISTENERS)
      return table.nextItems([trackId('x')], 3).map((item) => item.trackId)
    }
    const all = model([])
    expect(all).toContain('y')
    expect(model(['0'])).toStrictEqual(all)
    expect(model(['0', '1'])).not.toContain('y')
    expect(model(['2', '2'])).not.toContain('y')
    expect(model(['2'])).toContain('z')
  })

  it('is the same for the same plays in the same order', () => {
    const [a, b] = [fed(), fed()]
    for (const { addHistories } of [a, b]) addHistories(0, MIN_LISTENERS)
    expect(a.table.nextItems([trackId('t3')], 5)).toStrictEqual(b.table.nextItems([trackId('t3')], 5))
  })

  it('counts a play once that is sent again, also behind hundreds of others', () => {
    const { table, addHistories } = fed()
    addHistories(0, MIN_LISTENERS - 1)
    const sent = Array.from({ length: 200 }, (_, n) =>
      playOf('finished', `t${n % TRACKS}`, { playId: playId(`again${n}`) }),
    )
    for (const play of Array.from({ length: 10 }, () => sent).flat()) table.add(listenerId('again'), play, START)
    // 494 plays: the model is trained at 300 and at 450.
    expect(table.version).toBe(2)
  })

  it('has imported plays where they happened, and not behind what was played here since', () => {
    const model = (isImported: boolean) => {
      const { table, addHistories } = fed()
      const add = (u: number, track: string, hour: number, importedFrom: Play['importedFrom'] = null) =>
        table.add(
          listenerId(`one${u}`),
          playOf(importedFrom === null ? 'finished' : 'listened', track, {
            playId: playId(`${track}/${u}`),
            importedFrom,
          }),
          START + hour * 3_600_000,
        )
      for (let u = 0; u < 4; u += 1) {
        if (!isImported) for (const [hour, track] of ['x', 'y'].entries()) add(u, track, hour)
        add(u, 'z', 2)
        // As an export has them that begins with the newest; the same one 20 times is one step.
        if (isImported) for (const [hour, track] of ['y', 'x'].entries()) add(u, track, 1 - hour, 'listenbrainz')
      }
      addHistories(100, MIN_LISTENERS + 4)
      return ['x', 'y', 'z'].map((track) => table.nextItems([trackId(track)], 3))
    }
    expect(model(true)[0]?.[0]?.trackId).toBe('y')
    expect(model(true)).toStrictEqual(model(false))
  })

  it('keeps no more of imported plays than of others', () => {
    const { table, addHistories } = fed()
    const listener = listenerId('imports')
    for (let n = 0; n < 2_000; n += 1) {
      const play = playOf('finished', n % 2 === 0 ? 'x' : `w${n}`, { playId: playId(`${n}`), importedFrom: 'spotify' })
      table.add(listener, play, START - (n % 2 === 0 ? 0 : n))
    }
    addHistories(0, MIN_LISTENERS)
    expect(table.version).toBeGreaterThan(0)
  })

  it('passes over a play with a text that is longer than the bridge accepts', () => {
    const { table, addHistories } = fed()
    addHistories(0, MIN_LISTENERS - 1)
    for (let n = 0; n < 2 * MIN_PLAYS; n += 1)
      table.add(
        listenerId('long'),
        playOf('finished', `t${n % TRACKS}`, { playId: playId(`${n}`.padStart(65, 'p')) }),
        START,
      )
    expect(table.version).toBe(0)
  })
})
