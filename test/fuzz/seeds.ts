import type { Ffmpeg } from '../../processors/shared/ffmpeg/find-ffmpeg.ts'
import { aiff, flac, id3, mp3, noise, opus, sine, sum, vorbis, wav } from '../support/audio.ts'
import { madeByFfmpeg } from '../support/ffmpeg.ts'
import type { Seed } from './mutations.ts'

/** Long enough for some dozen frames and, in Ogg, some pages. */
const SAMPLES = 33_000
const RATE_HZ = 44_100

/** What only ffmpeg writes and reads, and WavPack, which is decoded without it. */
const FOR_FFMPEG: Readonly<Record<string, readonly string[]>> = {
  wavpack: ['a.wv'],
  'm4a of aac': ['-c:a', 'aac', 'a.m4a'],
  'm4a of alac': ['-c:a', 'alac', '-movflags', '+faststart', 'a.m4a'],
  wma: ['a.wma'],
  matroska: ['-c:a', 'flac', 'a.mka'],
  aac: ['-c:a', 'aac', 'a.aac'],
}

/** Whole files of every format, made here. @param ffmpeg null: only those that need none. */
export async function seeds(ffmpeg: Ffmpeg | null): Promise<readonly Seed[]> {
  const left = sum(sine(SAMPLES, 440, RATE_HZ, 0.3), noise(SAMPLES, 1, 0.1))
  const right = sum(sine(SAMPLES, 660, RATE_HZ, 0.3), noise(SAMPLES, 2, 0.1))
  const both = [left, right]
  const made: Record<string, Buffer | Promise<Buffer>> = {
    mp3: mp3([left], RATE_HZ),
    'mp3 with tag': mp3(both, RATE_HZ).then((audio) => Buffer.concat([id3(500), audio])),
    flac: flac(both, RATE_HZ),
    'ogg vorbis': vorbis(both, RATE_HZ),
    opus: opus([sine(SAMPLES, 440, 48_000)], 48_000),
    'wav of integers': wav(both, RATE_HZ),
    'wav of floats': wav([left], RATE_HZ, 'float32'),
    aiff: aiff(both, RATE_HZ),
  }
  for (const [format, options] of Object.entries(ffmpeg === null ? {} : FOR_FFMPEG)) {
    made[format] = madeByFfmpeg(ffmpeg, wav(both, RATE_HZ), options)
  }
  return Promise.all(Object.entries(made).map(async ([format, bytes]) => ({ format, bytes: await bytes })))
}
