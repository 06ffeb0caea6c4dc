import encoder from '@audio/encode-flac'
import decode from '@audio/decode-flac'
import { parseBuffer } from 'music-metadata'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../processors/shared/random.ts'
import { withComments } from '../../../../streams/app/demo/flac-comments.ts'

const SAMPLES = 5_000
/** Of 16 bits, for encoder and decoder alike. */
const FULL_SCALE = 32_767

async function noise() {
  const source = seededRandom(1)
  const channels = [0, 1].map(() =>
    Float32Array.from({ length: SAMPLES }, () => Math.round(source.between(-FULL_SCALE, FULL_SCALE)) / FULL_SCALE),
  )
  const flac = await encoder({ sampleRate: 44_100, channels: 2 })
  return { channels, file: Buffer.concat([flac.encode(channels), flac.flush()]) }
}

describe('comments in a FLAC file', () => {
  it('are read back, with the length that the encoder did not know', async () => {
    const { file } = await noise()
    const { common, format } = await parseBuffer(
      withComments(file, SAMPLES, [
        ['TITLE', 'Käse = 🧀'],
        ['ARTIST', ''],
        ['LICENSE', 'CC0-1.0'],
      ]),
    )
    expect([common.title, common.license, format.duration, format.numberOfChannels]).toStrictEqual([
      'Käse = 🧀',
      'CC0-1.0',
      SAMPLES / 44_100,
      2,
    ])
  })

  it('leave the sound exactly as it was encoded', async () => {
    const { channels, file } = await noise()
    const { channelData } = await decode(withComments(file, SAMPLES, [['TITLE', 'x']]))
    const integers = (channel: Float32Array) => Int16Array.from(channel, (value) => Math.round(value * FULL_SCALE))
    expect(channelData.map((channel) => integers(channel))).toStrictEqual(channels.map((channel) => integers(channel)))
  })

  it('do not change the bytes they are given', async () => {
    const { file } = await noise()
    const before = Buffer.from(file)
    withComments(file, SAMPLES, [['TITLE', 'x']])
    expect(file.equals(before)).toBe(true)
  })

  it('replace those that were there', async () => {
    const { file } = await noise()
    const once = withComments(file, SAMPLES, [['TITLE', 'one']])
    expect(withComments(once, SAMPLES, [['TITLE', 'two']])).toStrictEqual(
      withComments(file, SAMPLES, [['TITLE', 'two']]),
    )
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['something else', new TextEncoder().encode('OggS and more')],
  ])('are refused for %s', (_, bytes) => {
    expect(() => withComments(bytes, 0, [])).toThrow('not a FLAC file')
  })
})
