import { describe, expect, it } from 'vitest'
import { plainWavHeader } from '../../../processors/extract-features/wav-header.ts'
import { noise, wav } from '../../support/audio.ts'

const plain = wav([noise(100, 1)], 44_100)
/** A chunk of five bytes and one of padding, put where taggers put it. */
const odd = Buffer.from('LIST\x05\0\0\0INFOx\0', 'latin1')
const tagged = Buffer.concat([plain.subarray(0, 36), odd, plain.subarray(36)])

describe('the header of a WAV file', () => {
  it.each([
    ['without tags', plain, 44],
    ['with a tag of odd length', tagged, 44 + odd.length],
  ])('is reduced to format and data: %s', (_, bytes, dataAt) => {
    expect(plainWavHeader(Uint8Array.from(bytes))).toStrictEqual({
      plain: Uint8Array.from(plain.subarray(0, 44)),
      dataAt,
    })
  })

  it('is awaited until the data begin', () => {
    const lengths = Array.from({ length: 44 + odd.length }, (_, length) => length)
    expect(lengths.filter((length) => plainWavHeader(tagged.subarray(0, length)) !== null)).toStrictEqual([])
  })

  it('is none without a format', () => {
    expect(plainWavHeader(Buffer.concat([plain.subarray(0, 12), plain.subarray(36)]))).toBeNull()
  })
})
