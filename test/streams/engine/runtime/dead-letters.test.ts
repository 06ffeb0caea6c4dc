import { describe, expect, it } from 'vitest'
import { deadLetters } from '../../../../schemas/topics.ts'
import { Unprocessable } from '../../../../streams/engine/processor.ts'
import { causeOf, deadLetterOf } from '../../../../streams/engine/runtime/dead-letters.ts'

describe('a dead letter', () => {
  it('holds its source record byte for byte, with repeated headers in order, at the time of the record', () => {
    const failed = {
      processor: 'extract-features',
      topic: 'audio-references',
      partition: 3,
      attempts: 2,
      wire: {
        offset: 41,
        timestamp: 7,
        key: Buffer.from('key'),
        value: Buffer.from([0, 255]),
        headers: { a: Buffer.from('1'), b: [Buffer.from('2'), Buffer.from('3')] },
      },
    }
    expect(deadLetterOf(deadLetters, failed, { code: 'needs-ffmpeg', message: 'x'.repeat(1_001) })).toStrictEqual({
      topic: 'dead-letters',
      key: 'extract-features/audio-references/3/41',
      timestamp: 7,
      value: {
        topic: 'audio-references',
        partition: 3,
        offset: 41,
        processor: 'extract-features',
        code: 'needs-ffmpeg',
        message: 'x'.repeat(1_000),
        attempts: 2,
        timestamp: 7,
        key: Buffer.from('key'),
        value: Buffer.from([0, 255]),
        headers: [
          { name: 'a', value: Buffer.from('1') },
          { name: 'b', value: Buffer.from('2') },
          { name: 'b', value: Buffer.from('3') },
        ],
      },
    })
  })

  it('does not hide the letter of another processor about the same record', () => {
    const wire = { offset: 1, timestamp: 7, key: null, value: null, headers: {} }
    const keys = ['recommend', 'monitor-feedback'].map(
      (processor) => deadLetterOf(deadLetters, { processor, topic: 'plays', partition: 0, attempts: 1, wire }, { code: 'undecodable', message: '' }).key, // prettier-ignore
    )
    expect(keys).toStrictEqual(['recommend/plays/0/1', 'monitor-feedback/plays/0/1'])
  })

  it('has the code of the processor, and one of its own for a bug', () => {
    expect([causeOf(new Unprocessable('too-long', 'It is too long.')), causeOf(new TypeError('no'))]).toStrictEqual([
      { code: 'too-long', message: 'It is too long.' },
      { code: 'processor-failed', message: 'The processor failed on this record: TypeError: no' },
    ])
  })
})
