import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { flac, mp3, noise, vorbis } from '../../support/audio.ts'

export interface Inputs {
  /** Paths of whole tracks, by codec. */
  readonly tracks: Readonly<Record<Codec, readonly string[]>>
  /** Paths of many short MP3 files. */
  readonly short: readonly string[]
  /** SHA-256 of the samples that were composed and of the files of the other folder. */
  readonly sha256: string
}

export type Codec = 'MP3' | 'FLAC' | 'Ogg Vorbis'

const RATE_HZ = 44_100
const TRACK_S = 30
const TRACKS = 2
const SHORT_S = 2
const SHORT_FILES = 100

const ENCODERS = { MP3: mp3, FLAC: flacWithLength, 'Ogg Vorbis': vorbis }
const EXTENSIONS: Readonly<Record<Codec, string>> = { MP3: '.mp3', FLAC: '.flac', 'Ogg Vorbis': '.ogg' }

/** Writes seeded music into a folder, in each codec, and adds the music of another folder if there is one. */
export async function makeInputs(folder: string, music: string | null): Promise<Inputs> {
  mkdirSync(folder, { recursive: true })
  const pieces = Array.from({ length: TRACKS }, (_, seed) => compose(TRACK_S, seed + 1))
  const own = music === null ? [] : filesBelow(resolve(music))
  const tracks: Record<Codec, string[]> = { MP3: [], FLAC: [], 'Ogg Vorbis': [] }
  for (const codec of codecs()) {
    for (const [i, piece] of pieces.entries()) {
      const path = join(folder, `track-${i}${EXTENSIONS[codec]}`)
      writeFileSync(path, await ENCODERS[codec](piece, RATE_HZ))
      tracks[codec].push(path)
    }
    tracks[codec].push(...own.filter((path) => extname(path).toLowerCase() === EXTENSIONS[codec]))
  }
  const hash = createHash('sha256') // not of the encoded files: the Ogg encoder draws a number for each
  for (const channel of pieces.flat()) hash.update(channel)
  for (const path of own) hash.update(readFileSync(path))
  return { tracks, short: await shortFiles(folder), sha256: hash.digest('hex') }
}

/** A FLAC file that says how long it is, which its encoder, made for streams, leaves out; libsndfile insists on it. */
async function flacWithLength(channels: readonly Float32Array[], sampleRateHz: number): Promise<Buffer> {
  const file = await flac(channels, sampleRateHz)
  file.writeUInt32BE(channels[0]?.length ?? 0, 22)
  return file
}

export const codecs = (): readonly Codec[] => ['MP3', 'FLAC', 'Ogg Vorbis']

async function shortFiles(folder: string): Promise<readonly string[]> {
  const first = join(folder, 'short-0.mp3')
  writeFileSync(first, await mp3(compose(SHORT_S, 99), RATE_HZ))
  return Array.from({ length: SHORT_FILES }, (_, i) => {
    const path = join(folder, `short-${i}.mp3`)
    if (i > 0) copyFileSync(first, path)
    return path
  })
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Two channels of plucked chords over a beat: tones with overtones that die away, and bursts of noise. */
function compose(seconds: number, seed: number): [Float32Array, Float32Array] {
  const samples = seconds * RATE_HZ
  const hiss = noise(samples, seed, 1)
  const beat = Math.round(RATE_HZ * (0.4 + 0.05 * seed))
  const left = new Float32Array(samples)
  const right = new Float32Array(samples)
  for (let i = 0; i < samples; i += 1) {
    const bar = Math.floor(i / (4 * beat))
    const pluck = Math.exp(-(i % (2 * beat)) / (0.5 * RATE_HZ))
    const hit = Math.exp(-(i % beat) / (0.04 * RATE_HZ))
    let chord = 0
    for (const [voice, semitones] of [0, 4, 7].entries()) {
      const hz = 110 * (1 + (seed % 3)) * 2 ** ((((5 * bar) % 12) + semitones) / 12)
      const turn = (2 * Math.PI * hz * i) / RATE_HZ
      chord += (0.12 / (1 + voice)) * (Math.sin(turn) + 0.5 * Math.sin(2 * turn) + 0.25 * Math.sin(5 * turn))
    }
    const drum = 0.3 * hit * (hiss[i] ?? 0)
    left[i] = pluck * chord + drum + 0.003 * (hiss[samples - 1 - i] ?? 0)
    right[i] = 0.7 * pluck * chord + 0.8 * drum
  }
  return [left, right]
}
