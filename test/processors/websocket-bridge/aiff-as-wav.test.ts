import { describe, expect, test } from 'vitest'
import { aiffAsWav, asWavSamples } from '../../../processors/websocket-bridge/aiff-as-wav.ts'
import { aiff, sine } from '../../support/audio.ts'

const WHOLE = { startMs: null, endMs: null }

interface AiffOptions {
  readonly encoding?: string
  readonly bits?: number
  readonly channels?: number
  readonly before?: Buffer
}

/** AIFF, or AIFF-C where an encoding is given, at 44.1 kHz. */
function madeAiff(
  samples: Buffer,
  { encoding, bits = 16, channels = 1, before = Buffer.alloc(0) }: AiffOptions = {},
): Buffer {
  const chunk = (id: string, body: Buffer) => {
    const head = Buffer.alloc(8)
    head.write(id, 'latin1')
    head.writeUInt32BE(body.length, 4)
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
  }
  const common = Buffer.alloc(18)
  common.writeUInt16BE(channels, 0)
  common.writeUInt32BE(Math.floor((8 * samples.length) / bits / Math.max(1, channels)), 2)
  common.writeUInt16BE(bits, 6)
  common.set([0x40, 0x0e, 0xac, 0x44], 8)
  const named = encoding === undefined ? common : Buffer.concat([common, Buffer.from(`${encoding}\0\0`)])
  const body = [before, chunk('COMM', named), chunk('SSND', Buffer.concat([Buffer.alloc(8), samples]))]
  return chunk('FORM', Buffer.concat([Buffer.from(encoding === undefined ? 'AIFF' : 'AIFC'), ...body]))
}

function wavOf(file: Buffer): Buffer | null {
  const view = aiffAsWav(file, file.length, WHOLE)
  if (view === null) return null
  const samples = Buffer.from(file.subarray(view.samplesAt, view.samplesAt + view.sampleBytes))
  asWavSamples(samples, view)
  return Buffer.concat([view.header, samples])
}

const samplesOf = (file: Buffer) => [...(wavOf(file)?.subarray(44) ?? [])]
const bytes = (...values: readonly number[]) => Buffer.from(values)

describe('the samples of AIFF in the order of WAV', () => {
  test.each<[string, Buffer, readonly number[]]>([
    ['16 bits', madeAiff(bytes(1, 2, 3, 4)), [2, 1, 4, 3]],
    ['24 bits', madeAiff(bytes(1, 2, 3, 4, 5, 6), { bits: 24 }), [3, 2, 1, 6, 5, 4]],
    ['20 bits, which stand in 24', madeAiff(bytes(1, 2, 3), { bits: 20 }), [3, 2, 1]],
    ['8 bits, signed', madeAiff(bytes(0, 127, 128, 255), { bits: 8 }), [128, 255, 0, 127]],
    ['little end first', madeAiff(bytes(1, 2, 3, 4), { encoding: 'sowt' }), [1, 2, 3, 4]],
    ['floating point', madeAiff(bytes(1, 2, 3, 4), { encoding: 'fl32', bits: 32 }), [4, 3, 2, 1]],
    ['half a sample at the end', madeAiff(bytes(1, 2, 3, 4, 5), { channels: 2 }), [2, 1, 4, 3]],
    ['behind a text', madeAiff(bytes(1, 2), { before: Buffer.from('NAME\0\0\0\x03abc\0', 'latin1') }), [2, 1]],
  ])('%s', (_, file, expected) => {
    expect(samplesOf(file)).toStrictEqual(expected)
  })

  test.each<[string, Buffer]>([
    ['encoded samples', madeAiff(bytes(1, 2, 3, 4), { encoding: 'ima4' })],
    ['a description that is too short', Buffer.from('FORM\0\0\0\0AIFFCOMM\0\0\0\x04abcdefgh', 'latin1')],
    ['no samples', madeAiff(Buffer.alloc(0))],
    ['no channels', madeAiff(bytes(1, 2), { channels: 0 })],
    ['another format', Buffer.from('RIFF....WAVEfmt ................')],
    ['samples before they are described', Buffer.from('FORM\0\0\0\x20AIFFSSND\0\0\0\x0a\0\0\0\0\0\0\0\0ab', 'latin1')],
    ['nothing', Buffer.alloc(0)],
  ])('of %s there are none', (_, file) => {
    expect(wavOf(file)).toBeNull()
  })

  test('the header tells what the AIFF file told', () => {
    const tone = sine(4_410, 440, 44_100)
    const wav = wavOf(aiff([tone, tone], 44_100))
    expect(wav?.toString('latin1', 0, 16)).toMatch(/^RIFF[^]{4}WAVEfmt $/)
    expect([wav?.readUInt16LE(20), wav?.readUInt16LE(22), wav?.readUInt32LE(24), wav?.readUInt16LE(34)]).toStrictEqual([
      ...[1, 2, 44_100, 16],
    ])
    expect([wav?.readUInt32LE(4), wav?.readUInt32LE(40)]).toStrictEqual([(wav?.length ?? 0) - 8, 4 * 4_410])
  })

  test('any beginning of a file is read without a throw', () => {
    const file = madeAiff(bytes(1, 2, 3, 4), { encoding: 'NONE' })
    for (let length = 0; length <= file.length; length += 1)
      expect(() => aiffAsWav(file.subarray(0, length), file.length, WHOLE)).not.toThrow()
  })
})
