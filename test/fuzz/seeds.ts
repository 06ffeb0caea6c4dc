import { aiff, flac, id3, mp3, noise, opus, sine, sum, vorbis, wav } from '../support/audio.ts'
import type { Seed } from './mutations.ts'

/** Long enough for some dozen frames and, in Ogg, some pages. */
const SAMPLES = 33_000
const RATE_HZ = 44_100

/** Whole files of every format that is heard without anything else; all are made here. */
export async function seeds(): Promise<readonly Seed[]> {
  const left = sum(sine(SAMPLES, 440, RATE_HZ, 0.3), noise(SAMPLES, 1, 0.1))
  const right = sum(sine(SAMPLES, 660, RATE_HZ, 0.3), noise(SAMPLES, 2, 0.1))
  const both = [left, right]
  const made: Readonly<Record<string, Buffer | Promise<Buffer>>> = {
    mp3: mp3([left], RATE_HZ),
    'mp3 with tag': mp3(both, RATE_HZ).then((audio) => Buffer.concat([id3(500), audio])),
    flac: flac(both, RATE_HZ),
    'ogg vorbis': vorbis(both, RATE_HZ),
    opus: opus([sine(SAMPLES, 440, 48_000)], 48_000),
    'wav of integers': wav(both, RATE_HZ),
    'wav of floats': wav([left], RATE_HZ, 'float32'),
    aiff: aiff(both, RATE_HZ),
  }
  return Promise.all(Object.entries(made).map(async ([format, bytes]) => ({ format, bytes: await bytes })))
}
