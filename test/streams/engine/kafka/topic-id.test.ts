import { describe, expect, it } from 'vitest'
import { readerOf } from '../../../../streams/engine/kafka/flexible-protocol.ts'
import { encodeRequest, topicIdIn } from '../../../../streams/engine/kafka/topic-id.ts'

const ID = '00112233445566778899aabbccddeeff'
/** An answer of Kafka 4.3 behind its header, up to what is read of it. */
const answer = (name: string, error = 0) =>
  Buffer.concat([
    Buffer.from('00000000' + '02' + '00000001' + '0a' + '3132372e302e302e31'.slice(0, 18), 'hex'),
    Buffer.from('00004a94' + '00' + '00', 'hex'),
    Buffer.from('05' + '61626364' + '00000001' + '02' + error.toString(16).padStart(4, '0'), 'hex'),
    Buffer.of(name.length + 1),
    Buffer.from(name),
    Buffer.from(ID, 'hex'),
  ])

describe('the id of a topic', () => {
  it('is asked for by name', () => {
    expect(encodeRequest('ab').toString('hex')).toBe('02' + '00'.repeat(16) + '03' + '6162' + '00' + '0000' + '00')
  })
  it('is read from behind the brokers', () => {
    expect(topicIdIn(readerOf(answer('plays')), 'plays')).toBe(ID)
  })
  it('is not taken from an error, of another topic, or from half an answer', () => {
    expect(() => topicIdIn(readerOf(answer('plays', 3)), 'plays')).toThrow('error 3')
    expect(() => topicIdIn(readerOf(answer('other')), 'plays')).toThrow('no id of plays')
    expect(() => topicIdIn(readerOf(answer('plays').subarray(0, 40)), 'plays')).toThrow(RangeError)
  })
})
