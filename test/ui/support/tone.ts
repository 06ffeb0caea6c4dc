import type { AnswerOf, readTrack } from '../../../schemas/http.ts'

export type LibraryTrack = AnswerOf<typeof readTrack>

const SAMPLE_RATE_HZ = 8_000
const HEADER_BYTES = 44
const BYTES_PER_SAMPLE = 2
const AMPLITUDE = 3_000

/** A sine as a WAV file: PCM, 16 bits, one channel. */
export function toneWav(durationMs: number, frequencyHz: number): Buffer {
  const samples = Math.round((SAMPLE_RATE_HZ * durationMs) / 1000)
  const wav = Buffer.alloc(HEADER_BYTES + samples * BYTES_PER_SAMPLE)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(SAMPLE_RATE_HZ, 24)
  wav.writeUInt32LE(SAMPLE_RATE_HZ * BYTES_PER_SAMPLE, 28)
  wav.writeUInt16LE(BYTES_PER_SAMPLE, 32)
  wav.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples * BYTES_PER_SAMPLE, 40)
  for (let i = 0; i < samples; i += 1) {
    const sample = AMPLITUDE * Math.sin((2 * Math.PI * frequencyHz * i) / SAMPLE_RATE_HZ)
    wav.writeInt16LE(Math.round(sample), HEADER_BYTES + i * BYTES_PER_SAMPLE)
  }
  return wav
}

/** Silence as a WAV file as large as music on a CD: two channels of 44,100 samples of 16 bits a second. */
export function cdWav(durationMs: number): Buffer {
  const rate = 44_100
  const bytes = Math.round((rate * durationMs) / 1000) * 2 * BYTES_PER_SAMPLE
  const wav = Buffer.alloc(HEADER_BYTES + bytes)
  toneWav(0, 1).copy(wav)
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.writeUInt16LE(2, 22)
  wav.writeUInt32LE(rate, 24)
  wav.writeUInt32LE(rate * 2 * BYTES_PER_SAMPLE, 28)
  wav.writeUInt16LE(2 * BYTES_PER_SAMPLE, 32)
  wav.writeUInt32LE(bytes, 40)
  return wav
}

const WORDS = [
  ['Drowning', 'Mira Vale', 'Tidewater', 214_000],
  ['Glass Harbour', 'Mira Vale', 'Tidewater', 187_000],
  ['Slow Lantern', 'The Paper Kites of Kyoto', 'Evening Edition', 241_000],
  ['Northbound', 'Okonkwo & Daughters', 'Railway Songs', 199_000],
  ['Copper Rain', 'Okonkwo & Daughters', 'Railway Songs', 176_000],
  [
    'A Title That Goes On and On until It Cannot Possibly Fit into Any One Line of Any Player',
    'Verbose',
    'Long',
    305_000,
  ],
  ['Ember Static', 'Halogen', 'Filament', 158_000],
  ['<img src=x onerror=alert(1)>', 'Text & <b>Tags</b>', 'Escaped', 95_000],
  ['Moth Song', 'Halogen', 'Filament', 222_000],
  ['Undertow', 'Sable Coast', 'Low Water', 264_000],
  ['Riverlight', 'Sable Coast', 'Low Water', 203_000],
  ['Postcards', '', '', 131_000],
] as const

/** A library of that many tracks, always the same. All are analysed but the last, which cannot be, and the one before, which waits. */
export function libraryOf(count: number, durationMs?: number): readonly LibraryTrack[] {
  return Array.from({ length: count }, (_, index): LibraryTrack => {
    const [title, artist, album, ms] = WORDS[index % WORDS.length] ?? WORDS[0]
    const round = Math.floor(index / WORDS.length)
    const failed = {
      code: 'undecodable-audio',
      message: 'The file ends in the middle of a frame. Replace it by a whole copy.',
    }
    const state = index === count - 1 ? 'failed' : index === count - 2 ? 'waiting' : 'heard'
    return {
      trackId:
        `${(index + 1).toString(16).padStart(4, '0')}${((index + 1) * 2_654_435_761).toString(16).padStart(12, '0')}`.padEnd(
          32,
          '0',
        ),
      title: round === 0 ? title : `${title} ${round + 1}`,
      artist,
      album,
      genres: [],
      year: null,
      trackNumber: null,
      discNumber: null,
      albumId: null,
      artistIds: [],
      path: `${index + 1}.ogg`,
      durationMs: durationMs ?? ms,
      hasArt: false,
      state,
      ...(state === 'failed' ? { problem: failed } : {}),
      peaks: Array.from({ length: 400 }, (_unused, x) =>
        Math.round(140 + 70 * Math.sin(x / 23 + index) * Math.sin(x / 5 + index) + 40 * Math.sin(x / 71)),
      ),
      features: null,
    }
  })
}
