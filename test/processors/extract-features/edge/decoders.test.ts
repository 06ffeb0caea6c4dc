import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openDecoder } from '../../../../processors/extract-features/edge/decoders.ts'
import { flac, mp3, noise, sine, vorbis } from '../../../support/audio.ts'

const RATE_HZ = 44_100
const tone = sine(RATE_HZ, 440, RATE_HZ, 0.4)
const hiss = noise(RATE_HZ, 11, 0.2)

/** Every tenth byte from the middle on is another. */
function spoilt(file: Buffer): Buffer {
  return Buffer.from(file.map((byte, i) => (i > file.length / 2 && i % 10 === 0 ? byte ^ 0xa5 : byte)))
}

type Codec = Parameters<typeof openDecoder>[0]

/** SHA-256 of all samples, decoded in pieces. */
async function samplesOf(codec: Codec, file: Uint8Array): Promise<string> {
  const decoder = await openDecoder(codec)
  const hash = createHash('sha256')
  try {
    for (let at = 0; at < file.length; at += 10_000) {
      for (const channel of decoder.decode(file.subarray(at, at + 10_000)).channelData) hash.update(channel)
    }
    for (const channel of decoder.flush().channelData) hash.update(channel)
  } finally {
    decoder.free()
  }
  return hash.digest('hex')
}

/** TypeScript's library lacks it without a browser's. */
const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: { instantiate(): Promise<unknown> } }
const starts = () => vi.spyOn(WebAssembly, 'instantiate')

describe('the decoders of one file after another', () => {
  afterEach(() => void vi.restoreAllMocks())

  it.each([
    ['mp3', mp3],
    ['flac', flac],
    ['vorbis', vorbis],
  ] as const)('share an instance, and nothing of the file before reaches the next: %s', async (codec, encoder) => {
    const [file, other] = [await encoder([tone, hiss], RATE_HZ), await encoder([hiss, hiss], RATE_HZ)]
    const first = await samplesOf(codec, file)
    const started = starts()
    await samplesOf(codec, other)
    expect(await samplesOf(codec, file)).toBe(first)
    await samplesOf(codec, spoilt(other))
    expect(await samplesOf(codec, file)).toBe(first)
    await samplesOf(codec, other.subarray(0, 15_000))
    expect(await samplesOf(codec, file)).toBe(first)
    expect(started).not.toHaveBeenCalled()
  })

  it('get another instance after a failure', async () => {
    const file = await vorbis([tone], RATE_HZ)
    const first = await samplesOf('vorbis', file)
    const started = starts()
    const strange = Buffer.from(file).fill(0x55, 38, 39) // a version that there is not
    await expect(samplesOf('vorbis', strange)).rejects.toThrow()
    expect(started).not.toHaveBeenCalled()
    expect(await samplesOf('vorbis', file)).toBe(first)
    expect(started).toHaveBeenCalledOnce()
  })

  it('have instances of their own where they run at the same time', async () => {
    const [file, other] = [await mp3([tone, hiss], RATE_HZ), await mp3([hiss, hiss], RATE_HZ)]
    const alone = [await samplesOf('mp3', file), await samplesOf('mp3', other)]
    const [a, b] = [await openDecoder('mp3'), await openDecoder('mp3')]
    a.decode(file.subarray(0, 5_000))
    b.decode(other.subarray(0, 5_000))
    a.free()
    b.free()
    expect(await Promise.all([samplesOf('mp3', file), samplesOf('mp3', other)])).toStrictEqual(alone)
  })
})
