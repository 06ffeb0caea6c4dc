import { describe, expect, it } from 'vitest'
import { parsePlays } from '../../../../streams/app/evaluate/parse-plays.ts'

const HEADER = 'trackId,listenerId,event,via,timestamp'

const NO_IDS = { playId: '', session: '', retracts: '' }

describe('plays of a file', () => {
  it('are the same from lines of JSON as from comma-separated values', () => {
    const json = '{"timestamp":5,"value":{"listenerId":"u","trackId":"t","event":"skipped","via":"radio"}}'
    expect(parsePlays(`${HEADER}\nt,u,skipped,radio,5`, true)).toStrictEqual(parsePlays(json, false))
  })

  it('may have quoted commas, quotes and line breaks in their values', () => {
    const [play, next] = parsePlays(`${HEADER}\r\n"a, ""b""\nc.flac",u,finished,chosen,5\r\nt,u,,,6\r\n`, true)
    expect(play).toStrictEqual({
      track: 'a, "b"\nc.flac',
      listener: 'u',
      event: 'finished',
      via: 'chosen',
      ...NO_IDS,
      at: 5,
    })
    expect(next).toStrictEqual({ track: 't', listener: 'u', event: 'finished', via: 'unknown', ...NO_IDS, at: 6 })
  })

  it('are finished without an event, also where the column is missing', () => {
    expect(parsePlays('trackId,listenerId,arrivedAt\nt,u,5', true)[0]?.event).toBe('finished')
    expect(parsePlays('{"listenerId":"u","trackId":"t","arrivedAt":5}', false)[0]?.event).toBe('finished')
  })

  it('are refused with an unknown event, which is never taken for a finished one', () => {
    expect(() => parsePlays(`${HEADER}\nt,u,finished,,5\nt,u,heard,,6`, true)).toThrow('Line 3: the event "heard"')
    const json = '{"listenerId":"u","trackId":"t","event":"heard","arrivedAt":5}'
    expect(() => parsePlays(json, false)).toThrow('Line 1: the event "heard"')
  })

  it.each([
    ['Python', '"2026-11-30T01:14:02.123456+00:00"'],
    ['pandas', '"2026-11-30 01:14:02.123000+00:00"'],
    ['pandas without a zone', '"2026-11-30 01:14:02.123"'],
    ['JavaScript', '"2026-11-30T01:14:02.123Z"'],
    ['another zone', '"2026-11-30T02:14:02.123+01:00"'],
    ['MongoDB', '{"$date":"2026-11-30T01:14:02.123Z"}'],
    ['MongoDB, canonical', '{"$date":{"$numberLong":"1796001242123"}}'],
    ['a number', '1796001242123'],
  ])('may have times as %s writes them', (_, time) => {
    expect(parsePlays(`{"listenerId":"u","trackId":"t","arrivedAt":${time}}`, false)[0]?.at).toBe(1_796_001_242_123)
    const text = time.startsWith('{') ? '1796001242123' : time
    expect(parsePlays(`listenerId,trackId,arrivedAt\nu,t,${text}`, true)[0]?.at).toBe(1_796_001_242_123)
  })

  it.each([
    ['no JSON', '{"listenerId":"u","trackId":"t","arrivedAt":5}\n\nnonsense', false, 'Line 3 is no play'],
    ['no time', 'trackId,listenerId\nt,u', true, 'Line 2 is no play'],
    ['an empty time', 'trackId,listenerId,arrivedAt\nt,u,', true, 'Line 2 is no play'],
    ['a time that is none', '{"listenerId":"u","trackId":"t","arrivedAt":"noon"}', false, 'in ISO 8601'],
    ['more values than columns', `${HEADER}\na, b.flac,u,finished,chosen,5`, true, 'no comma-separated values'],
    ['an open quote', `${HEADER}\n"t,u,finished,chosen,5`, true, 'no comma-separated values'],
  ])('are refused with %s', (_, text, isCsv, message) => {
    expect(() => parsePlays(text, isCsv)).toThrow(message)
  })
})
