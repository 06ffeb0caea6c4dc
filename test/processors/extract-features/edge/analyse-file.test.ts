import { createHash } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyser } from '../../../../processors/shared/features/analyser.ts'
import { analyseFile } from '../../../../processors/extract-features/edge/analyse-file.ts'
import type { TimeSpan } from '../../../../processors/extract-features/part-of-file.ts'
import type { Analysis } from '../../../../processors/extract-features/analysis.ts'
import { aiff, flac, id3, mp3, noise, opus, silence, sine, vorbis, wav } from '../../../support/audio.ts'
import { withOtherStreams } from '../../shared/formats/ogg.ts'
import { ownFolder } from './folder.ts'
import { DECODED, DECODED_BY_FFMPEG } from '../../../../processors/shared/formats/format.ts'
import { saidBy } from '../../../../processors/extract-features/edge/audio-source.ts'

const RATE_HZ = 44_100
const left = sine(3 * RATE_HZ, 440, RATE_HZ, 0.4)
const right = noise(3 * RATE_HZ, 11, 0.2)

const LIMITS = {
  ...{ longestMs: 60_000, answerMs: 60_000, residentBytes: 2 ** 32 },
  ...{ startMs: null, endMs: null, ffmpeg: null, kernel: 'wasm' as const },
}

async function analysedAs(
  name: string,
  bytes: Uint8Array,
  limits: Partial<Omit<typeof LIMITS, keyof TimeSpan> & TimeSpan> = {},
): Promise<Analysis> {
  const library = await ownFolder()
  await writeFile(join(library, name), bytes)
  return analyseFile({ library, path: name, ...LIMITS, ...limits }, () => undefined)
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** What the signal sounds like when it is not written to a file at all. */
function direct(channels: readonly Float32Array[], sampleRateHz: number) {
  const ear = analyser(sampleRateHz)
  ear.push(channels)
  return ear.result()
}

/** What differs by more than the encoders explain: LAME lowers the level, and both ends get or lose some frames. */
function tooFar(heard: Analysis, expected: ReturnType<typeof direct>): [string, number, number][] {
  if (!heard.ok) throw new Error(heard.message)
  const compared: [string, number, number, number][] = [
    ['loudness', heard.loudnessDb, expected.loudnessDb, 0.5],
    ['centroid', heard.spectralCentroid.mean[0] ?? 0, expected.spectralCentroid.mean[0] ?? 0, 4],
    ['crossings', heard.zeroCrossingRate.mean[0] ?? 0, expected.zeroCrossingRate.mean[0] ?? 0, 4],
    ['duration', heard.durationMs, expected.durationMs, 100],
  ]
  return compared.filter(([, a, b, allowed]) => Math.abs(a - b) > allowed).map(([name, a, b]) => [name, a, b])
}

describe('listening to a file', () => {
  it('analyses exactly the samples of a file of floating-point samples', async () => {
    const file = wav([left, right], RATE_HZ, 'float32')
    expect(await analysedAs('a.wav', file)).toStrictEqual({
      ok: true,
      contentHash: sha256(file),
      decoder: '@audio/decode-wav 1.5.1',
      sampleRateHz: RATE_HZ,
      channels: 2,
      ...direct([left, right], RATE_HZ),
    })
  })

  it.each([
    ['WAV', (channels: readonly Float32Array[]) => Promise.resolve(wav(channels, RATE_HZ, 'float32'))],
    ['FLAC', (channels: readonly Float32Array[]) => flac(channels, RATE_HZ)],
    ['AIFF', (channels: readonly Float32Array[]) => Promise.resolve(aiff(channels, RATE_HZ))],
  ])('analyses of a part of a file of %s its samples alone, and hashes all of it', async (_, encode) => {
    const file = await encode([left, right])
    const part = (from: number, until?: number) => {
      const samples = [left, right].map((channel) => channel.subarray(from * 44.1, until && until * 44.1))
      const { durationMs, frames, loudnessDb } = direct(samples, RATE_HZ)
      const level: unknown = expect.closeTo(loudnessDb, 2)
      return { durationMs, frames, loudnessDb: level, contentHash: sha256(file), channels: 2 }
    }
    expect(await analysedAs('a', file, { startMs: 0, endMs: 400 })).toMatchObject(part(0, 400))
    expect(await analysedAs('b', file, { startMs: 400, endMs: 1_700 })).toMatchObject(part(400, 1_700))
    expect(await analysedAs('c', file, { startMs: 1_700 })).toMatchObject(part(1_700))
  })

  it('decodes nothing behind a part, and no part behind the longest time', async () => {
    const long = noise(30 * RATE_HZ, 5, 0.2)
    const file = wav([long, long], RATE_HZ)
    const part = await analysedAs('a', file, { startMs: 1_000, endMs: 3_000, longestMs: 10_000 })
    expect(part).toMatchObject({ ok: true, durationMs: 2_000, contentHash: sha256(file) })
    expect(await analysedAs('b', file, { startMs: 25_000, longestMs: 10_000 })).toMatchObject({ code: 'too-long' })
  })

  it('says of a part that starts behind the end of its file what to do', async () => {
    const file = wav([left, right], RATE_HZ, 'float32')
    expect(await analysedAs('a.wav', file, { startMs: 3_000 })).toStrictEqual({
      ok: false,
      code: 'too-short',
      message: '"a.wav" ends before this track of its cue sheet starts. Mend the sheet, or copy the file again.',
    })
  })

  it.each([
    ['WAV', wav, '@audio/decode-wav 1.5.1'],
    ['AIFF', aiff, '@audio/decode-aiff 1.3.0'],
    ['FLAC', flac, '@audio/decode-flac 1.3.5'],
    ['MP3', mp3, '@audio/decode-mp3 1.3.1'],
    ['Ogg Vorbis', vorbis, '@audio/decode-vorbis 1.3.4'],
  ] as const)('analyses %s as it was written', async (_, encode, decoder) => {
    const low = sine(3 * RATE_HZ, 440, RATE_HZ, 0.4)
    const high = sine(3 * RATE_HZ, 5_000, RATE_HZ, 0.1)
    const file = await encode([low, high], RATE_HZ)
    const heard = await analysedAs('a', file)
    expect(heard).toMatchObject({ contentHash: sha256(file), decoder, sampleRateHz: RATE_HZ, channels: 2 })
    const lost = tooFar(heard, direct([low, high], RATE_HZ))
    expect(lost).toStrictEqual([])
  })

  it.each([
    ['Ogg Vorbis', vorbis, 44_100],
    ['Opus', opus, 48_000],
  ])('analyses %s among other logical streams, and links of a chain, as by itself', async (_, encode, rateHz) => {
    const alone = await encode([left.subarray(0, rateHz), left.subarray(0, rateHz)], rateHz)
    const mixed = withOtherStreams(alone)
    const [one, among, chained] = [
      await analysedAs('alone.ogg', alone),
      await analysedAs('mixed.ogg', mixed),
      await analysedAs('chained.ogg', Buffer.concat([mixed, mixed])),
    ]
    expect(among).toStrictEqual({ ...one, contentHash: sha256(mixed) })
    expect(chained).toMatchObject({ ok: true, durationMs: one.ok ? 2 * one.durationMs : null })
  })

  it('analyses Opus at 48 kHz', async () => {
    const tone = sine(2 * 48_000, 440, 48_000)
    const heard = await analysedAs('a.opus', await opus([tone, tone], 48_000))
    expect(heard).toMatchObject({ ok: true, decoder: '@audio/decode-opus 1.3.3', sampleRateHz: 48_000, channels: 2 })
    expect(tooFar(heard, direct([tone], 48_000))).toStrictEqual([])
  })

  it('analyses what is behind a tag larger than a chunk', async () => {
    const audio = await mp3([left], RATE_HZ)
    const [plain, tagged] = [
      await analysedAs('a.mp3', audio),
      await analysedAs('a.mp3', Buffer.concat([id3(400_000), id3(5), audio])),
    ]
    expect({ ...tagged, contentHash: '' }).toStrictEqual({ ...plain, contentHash: '' })
    expect(plain).toMatchObject({ ok: true, channels: 1 })
  })

  it('analyses what is behind a chunk of odd length in a WAV file', async () => {
    const plain = wav([left], RATE_HZ)
    const odd = Buffer.from('LIST\x05\0\0\0INFOx\0', 'latin1')
    const tagged = Buffer.concat([plain.subarray(0, 36), odd, plain.subarray(36)])
    expect({ ...(await analysedAs('a.wav', tagged)), contentHash: '' }).toStrictEqual({
      ...(await analysedAs('a.wav', plain)),
      contentHash: '',
    })
  })

  it('analyses silence as finite numbers', async () => {
    const heard = await analysedAs('silence.flac', await flac([silence(10_000), silence(10_000)], RATE_HZ))
    expect(heard).toMatchObject({ ok: true, ...direct([silence(10_000)], RATE_HZ) })
  })

  it('analyses what is shorter than a frame as if silence came behind it', async () => {
    const short = noise(1_000, 1)
    const padded = Float32Array.from({ length: 2_048 }, (_, i) => short[i] ?? 0)
    const heard = await analysedAs('a.wav', wav([short], RATE_HZ, 'float32'))
    const { mfcc, rms, spectralCentroid } = direct([padded], RATE_HZ)
    const { loudnessDb, peaks } = direct([short], RATE_HZ)
    expect(heard).toMatchObject({ ok: true, durationMs: 23, frames: 1, mfcc, rms, spectralCentroid, loudnessDb, peaks })
  })

  it('analyses a file whose end is missing up to where it was cut', async () => {
    const whole = wav([left], RATE_HZ)
    const heard = await analysedAs('cut.wav', whole.subarray(0, 44 + 2 * RATE_HZ))
    expect(heard).toMatchObject({ ok: true, durationMs: 1000 })
  })

  it('says that it gets on', async () => {
    const library = await ownFolder()
    await writeFile(join(library, 'a.wav'), wav([left], RATE_HZ))
    const said: number[] = []
    await analyseFile({ library, path: 'a.wav', ...LIMITS }, (analysedMs) => said.push(Math.round(analysedMs)))
    expect(said).toStrictEqual([1486, 2972, 3000]) // 264 644 bytes in chunks of 131 072
  })
})

describe('the forms of WAV', () => {
  it('analyses RF64, whose lengths are elsewhere', async () => {
    const plain = wav([left], RATE_HZ)
    const ds64 = Buffer.alloc(36)
    ds64.write('ds64', 'latin1')
    ds64.writeUInt32LE(28, 4)
    const large = Buffer.concat([plain.subarray(0, 12), ds64, plain.subarray(12)])
    large.write('RF64\xff\xff\xff\xff', 'latin1')
    large.writeUInt32LE(0xffff_ffff, large.indexOf('data') + 4)
    expect({ ...(await analysedAs('a.wav', large)), contentHash: '' }).toStrictEqual({
      ...(await analysedAs('a.wav', plain)),
      contentHash: '',
    })
  })

  it('analyses samples of eight bytes, which do not stand at a multiple of eight', async () => {
    const single = wav([left], RATE_HZ, 'float32')
    const double = Buffer.concat([single.subarray(0, 44), Buffer.from(Float64Array.from(left).buffer)])
    double.writeUInt16LE(8, 32)
    double.writeUInt16LE(64, 34)
    double.writeUInt32LE(double.length - 44, 40)
    expect({ ...(await analysedAs('a.wav', double)), contentHash: '' }).toStrictEqual({
      ...(await analysedAs('a.wav', single)),
      contentHash: '',
    })
  })
})

describe('a file that cannot be heard', () => {
  it.each([
    ['empty', Buffer.alloc(0), 'empty-file', 'is empty. Copy it again from where it came.'],
    [
      'a text',
      Buffer.from('Dear diary'),
      'unsupported-format',
      `is text. Music can be ${DECODED.join(', ')}; with ffmpeg also ${DECODED_BY_FFMPEG.join(', ')}.`,
    ],
    [
      'AAC in MP4',
      Buffer.from('\0\0\0\x20ftypM4A \0\0\0\0', 'latin1'),
      'needs-ffmpeg',
      'is MP4 audio (AAC or ALAC): this needs ffmpeg, which was not found. Install ffmpeg and start Slipstream again, or convert it to FLAC, MP3, Ogg or WAV.',
    ],
    [
      'a click',
      wav([noise(440, 1)], RATE_HZ),
      'too-short',
      'has less than 10 ms of sound, too little to compare. Leave it out.',
    ],
    [
      'a header without sound',
      wav([left], RATE_HZ).subarray(0, 44),
      'undecodable-audio',
      'holds no sound that can be decoded. It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.',
    ],
    [
      'garbage behind an Ogg header',
      Buffer.concat([
        Buffer.from(`OggS\0\x02${'\0'.repeat(20)}\x01\x1e\x01vorbis`, 'latin1'),
        Buffer.from(noise(50_000, 2).buffer),
      ]),
      'undecodable-audio',
      'holds no sound that can be decoded. It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.',
    ],
    [
      'nothing but tags',
      Buffer.concat([id3(10), id3(0)]),
      'undecodable-audio',
      'has nothing but tags in it, or a tag that is damaged. It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.',
    ],
    [
      'damaged samples',
      wav([left.map((sample) => 1_000 * sample)], RATE_HZ, 'float32'),
      'undecodable-audio',
      'is more than 30 dB louder than full scale, as no music is. It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.',
    ],
    [
      'of an impossible rate',
      wav([left], 3),
      'undecodable-audio',
      'says that it has 3 samples a second, which no music has. It may be damaged: copy it again from where it came, or convert it to FLAC, MP3, Ogg or WAV.',
    ],
  ])('is told: %s', async (_, bytes, code, rest) => {
    expect(await analysedAs('it', bytes)).toStrictEqual({ ok: false, code, message: `"it" ${rest}` })
  })

  it('is told: an encoding inside WAV that is not known', async () => {
    const file = wav([left], RATE_HZ)
    file.writeUInt16LE(0x55, 20)
    expect(await analysedAs('it.wav', file)).toStrictEqual({
      ok: false,
      code: 'needs-ffmpeg',
      message:
        '"it.wav" is not plain sound (Unsupported WAV format: 0x55): this needs ffmpeg, which was not found. Install ffmpeg and start Slipstream again, or convert it to FLAC, MP3, Ogg or WAV.',
    })
  })

  it('is told: longer than may be', async () => {
    expect(await analysedAs('it.wav', wav([silence(61 * 8_000)], 8_000), { longestMs: 60_000 })).toStrictEqual({
      ok: false,
      code: 'too-long',
      message: '"it.wav" is longer than 1 minutes. Cut it into its parts.',
    })
  })

  it('is told: larger than may be', async () => {
    expect(await analysedAs('it.wav', wav([left], RATE_HZ), { residentBytes: 2 ** 20 })).toStrictEqual({
      ok: false,
      code: 'decoder-too-large',
      message: '"it.wav" needs more than 1 MiB. Cut it into its parts.',
    })
  })
})

describe('a path that leads nowhere', () => {
  const ask = (library: string, path: string) => analyseFile({ library, path, ...LIMITS }, () => undefined)

  it('is told: the file is gone', async () => {
    const library = await ownFolder()
    expect(await ask(library, 'gone.mp3')).toStrictEqual({
      ok: false,
      code: 'file-gone',
      message:
        '"gone.mp3" is not in its library folder any more. If it is on a drive, attach that; else the next scan forgets the file.',
    })
  })

  it('is told: a folder', async () => {
    const library = await ownFolder()
    await mkdir(join(library, 'album'))
    expect(await ask(library, 'album')).toMatchObject({ ok: false, code: 'unsupported-format' })
  })

  it('is told: out of the library, by its name or through a link', async () => {
    const [library, elsewhere] = [await ownFolder(), await ownFolder()]
    await writeFile(join(elsewhere, 'secret.wav'), wav([left], RATE_HZ))
    await symlink(elsewhere, join(library, 'link'))
    const refused = (path: string) => ({
      ok: false,
      code: 'outside-library',
      message: `"${path}" leads out of its library folder. Put the file itself into the folder.`,
    })
    const paths = ['link/secret.wav', `../${basename(elsewhere)}/secret.wav`]
    expect(await Promise.all(paths.map((path) => ask(library, path)))).toStrictEqual(paths.map(refused))
  })

  it('may have a name that begins with two dots', async () => {
    const library = await ownFolder()
    await writeFile(join(library, '..wav'), wav([left], RATE_HZ))
    expect(await ask(library, '..wav')).toMatchObject({ ok: true })
  })
})

it('names the packages of decoders to nobody', () => {
  const said = ['@audio/decode-vorbis 1.3.4: no headers', 'bad page in @wasm/ogg', '@audio/decode-mp3'].map((each) =>
    saidBy(new Error(each)),
  )
  expect([...said, saidBy('cut off')]).toStrictEqual(['no headers', 'bad page in', 'its decoder failed', 'cut off'])
})
