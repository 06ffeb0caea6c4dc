import encodeFlacStream from '@audio/encode-flac'
import encodeOpusStream from '@audio/encode-opus'
import { createMp3Encoder, createOggEncoder } from 'wasm-media-encoders'
import { mulberry32 } from '../../processors/shared/random.ts'

/** Sound for tests: signals made from a formula or a seed, and files of every format made from them. Full scale is 1. */

/** Seeded white noise, uniformly distributed. */
export function noise(samples: number, seed: number, amplitude = 0.5): Float32Array {
  const random = mulberry32(seed)
  return Float32Array.from({ length: samples }, () => amplitude * (2 * random() - 1))
}

export function sine(samples: number, hz: number, sampleRateHz: number, amplitude = 0.5): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / sampleRateHz))
}

/** A sine whose frequency rises evenly. */
export function chirp(samples: number, fromHz: number, toHz: number, sampleRateHz: number): Float32Array {
  const rise = (toHz - fromHz) / samples / 2
  return Float32Array.from(
    { length: samples },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * (fromHz + rise * i) * i) / sampleRateHz),
  )
}

export function sum(...signals: readonly Float32Array[]): Float32Array {
  return Float32Array.from({ length: signals[0]?.length ?? 0 }, (_, i) =>
    signals.reduce((total, signal) => total + (signal[i] ?? 0), 0),
  )
}

export const silence = (samples: number): Float32Array => new Float32Array(samples)

/** Cut off at full scale, as a recording that was too loud. */
export const clipped = (signal: Float32Array): Float32Array =>
  signal.map((sample) => Math.max(-1, Math.min(1, 4 * sample)))

type Channels = readonly Float32Array[]

/** A chunk of RIFF or IFF: four letters, its length, its content, padded to an even length. */
function chunk(id: string, content: Buffer, littleEndian: boolean): Buffer {
  const head = Buffer.alloc(8)
  head.write(id, 'latin1')
  if (littleEndian) head.writeUInt32LE(content.length, 4)
  else head.writeUInt32BE(content.length, 4)
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
}

const pcm16 = (sample: number): number => Math.round(32_767 * Math.max(-1, Math.min(1, sample)))

function interleaved(
  channels: Channels,
  bytesPerSample: number,
  write: (b: Buffer, sample: number, at: number) => void,
) {
  const samples = channels[0]?.length ?? 0
  const bytes = Buffer.alloc(samples * channels.length * bytesPerSample)
  for (let i = 0, at = 0; i < samples; i += 1) {
    for (const channel of channels) {
      write(bytes, channel[i] ?? 0, at)
      at += bytesPerSample
    }
  }
  return bytes
}

/** A WAV file (Microsoft, "Multimedia Programming Interface and Data Specifications 1.0"): 16-bit PCM, or 32-bit floats. */
export function wav(channels: Channels, sampleRateHz: number, sampleFormat: 'pcm16' | 'float32' = 'pcm16'): Buffer {
  const bytesPerSample = sampleFormat === 'pcm16' ? 2 : 4
  const format = Buffer.alloc(16)
  format.writeUInt16LE(sampleFormat === 'pcm16' ? 1 : 3, 0)
  format.writeUInt16LE(channels.length, 2)
  format.writeUInt32LE(sampleRateHz, 4)
  format.writeUInt32LE(sampleRateHz * channels.length * bytesPerSample, 8)
  format.writeUInt16LE(channels.length * bytesPerSample, 12)
  format.writeUInt16LE(8 * bytesPerSample, 14)
  const samples = interleaved(channels, bytesPerSample, (bytes, sample, at) => {
    if (sampleFormat === 'pcm16') bytes.writeInt16LE(pcm16(sample), at)
    else bytes.writeFloatLE(sample, at)
  })
  const chunks = [Buffer.from('WAVE'), chunk('fmt ', format, true), chunk('data', samples, true)]
  return chunk('RIFF', Buffer.concat(chunks), true)
}

/** An AIFF file (Apple, "Audio Interchange File Format 1.3"): 16-bit PCM, with a text behind the sound as taggers leave it. */
export function aiff(channels: Channels, sampleRateHz: number): Buffer {
  const common = Buffer.alloc(18)
  common.writeUInt16BE(channels.length, 0)
  common.writeUInt32BE(channels[0]?.length ?? 0, 2)
  common.writeUInt16BE(16, 6)
  // The rate is an 80-bit float: exponent with a bias of 16383, then the mantissa with its leading 1.
  const exponent = Math.floor(Math.log2(sampleRateHz))
  common.writeUInt16BE(16_383 + exponent, 8)
  common.writeUInt32BE(sampleRateHz * 2 ** (31 - exponent), 10)
  const samples = interleaved(channels, 2, (bytes, sample, at) => bytes.writeInt16BE(pcm16(sample), at))
  const chunks = [
    Buffer.from('AIFF'),
    chunk('COMM', common, false),
    chunk('SSND', Buffer.concat([Buffer.alloc(8), samples]), false),
    chunk('ANNO', Buffer.alloc(50_000, 'loud text '), false),
  ]
  return chunk('FORM', Buffer.concat(chunks), false)
}

/** A lossless 16-bit FLAC file. */
export async function flac(channels: Channels, sampleRateHz: number): Promise<Buffer> {
  const encoder = await encodeFlacStream({ sampleRate: sampleRateHz, channels: channels.length })
  return Buffer.concat([encoder.encode([...channels]), encoder.flush()])
}

export async function opus(channels: Channels, sampleRateHz: number): Promise<Buffer> {
  const encoder = await encodeOpusStream({ sampleRate: sampleRateHz, channels: channels.length })
  return Buffer.concat([encoder.encode([...channels]), encoder.flush()])
}

export async function mp3(channels: Channels, sampleRateHz: number): Promise<Buffer> {
  const encoder = await createMp3Encoder()
  encoder.configure({ sampleRate: sampleRateHz, channels: channels.length === 1 ? 1 : 2, bitrate: 192 })
  return Buffer.concat([Buffer.from(encoder.encode([...channels])), Buffer.from(encoder.finalize())])
}

export async function vorbis(channels: Channels, sampleRateHz: number): Promise<Buffer> {
  const encoder = await createOggEncoder()
  encoder.configure({ sampleRate: sampleRateHz, channels: channels.length === 1 ? 1 : 2, vbrQuality: 6 })
  return Buffer.concat([Buffer.from(encoder.encode([...channels])), Buffer.from(encoder.finalize())])
}

/** An ID3v2.4 tag with one comment of the given length, as taggers put before the audio of any format. */
export function id3(commentBytes: number): Buffer {
  const frame = Buffer.alloc(10 + commentBytes, 'x')
  frame.write('TXXX\0\0\0\0\0\0', 'latin1')
  frame.writeUInt32BE(synchsafe(commentBytes), 4)
  const head = Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1')
  head.writeUInt32BE(synchsafe(frame.length), 6)
  return Buffer.concat([head, frame])
}

/** Seven bits in each byte, so that no byte of it looks like a sync word. */
const synchsafe = (n: number): number =>
  ((n & 0xfe00000) << 3) | ((n & 0x1fc000) << 2) | ((n & 0x3f80) << 1) | (n & 0x7f)
