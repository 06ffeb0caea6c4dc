import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mulberry32 } from '../../processors/shared/random.ts'

/** A little library of clearly different sounds, the same at each call. */

const SAMPLE_RATE_HZ = 22_050
const HEADER_BYTES = 44
const TRACKS_OF_EACH = 4

type Voice = (seconds: number, hz: number, random: () => number) => number

const VOICES: Readonly<Record<string, Voice>> = {
  'Glass Choir': (t, hz) => 0.2 * Math.sin(2 * Math.PI * hz * t) + 0.1 * Math.sin(2 * Math.PI * hz * 1.5 * t),
  'Saw Mill': (t, hz) => 0.3 * (((t * hz) / 4) % 1) - 0.15,
  'Rain Machine': (t, hz, random) => (random() - 0.5) * (0.2 + 0.2 * Math.sin((2 * Math.PI * t * hz) / 400)),
}

export interface Music {
  readonly tracks: number
  /** Files that cannot be heard. */
  readonly broken: readonly string[]
}

/** A title that would run as a script if it were not text. */
export const HOSTILE_TITLE = '<img src=x onerror=document.title=1>'

/** Writes it into a folder. @param durationMs of each track. */
export function makeMusic(folder: string, durationMs: number): Music {
  mkdirSync(folder, { recursive: true })
  for (const [artist, voice] of Object.entries(VOICES)) {
    for (let n = 1; n <= TRACKS_OF_EACH; n += 1) {
      writeFileSync(join(folder, `${artist} - Study ${n}.wav`), wav(durationMs, 180 + 60 * n, voice, n))
    }
  }
  writeFileSync(
    join(folder, `Glass Choir - ${HOSTILE_TITLE}.wav`),
    wav(durationMs, 600, VOICES['Glass Choir'] ?? (() => 0), 9),
  )
  writeFileSync(join(folder, 'Nobody - Broken.mp3'), Buffer.from('this is no music'))
  return { tracks: Object.keys(VOICES).length * TRACKS_OF_EACH + 2, broken: ['Broken'] }
}

function wav(durationMs: number, hz: number, voice: Voice, seed: number): Buffer {
  const samples = Math.round((SAMPLE_RATE_HZ * durationMs) / 1000)
  const bytes = Buffer.alloc(HEADER_BYTES + 2 * samples)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(SAMPLE_RATE_HZ, 24)
  bytes.writeUInt32LE(2 * SAMPLE_RATE_HZ, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(2 * samples, 40)
  const random = mulberry32(seed)
  for (let i = 0; i < samples; i += 1) {
    const sample = voice(i / SAMPLE_RATE_HZ, hz, random)
    bytes.writeInt16LE(Math.round(32_000 * Math.max(-1, Math.min(1, sample))), HEADER_BYTES + 2 * i)
  }
  return bytes
}
