import { readFileSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import { createInterface } from 'node:readline'
import Meyda from 'meyda'
import { FEATURE_COUNT } from '../../../processors/shared/features/frame-features.ts'
import { framer } from '../../../processors/shared/features/framer.ts'
import { FRAME_SIZE, HOP_SIZE } from '../../../processors/shared/features/framing.ts'
import { analyser } from '../../../processors/shared/features/analyser.ts'
import { statistics } from '../../../processors/shared/features/statistics.ts'
import { openDecoder } from '../../../processors/extract-features/edge/decoders.ts'
import type { Decoder, Pcm } from '../../../processors/extract-features/edge/decoders.ts'
import { analyseFile } from '../../../processors/extract-features/edge/analyse-file.ts'
import type { Analysis } from '../../../processors/extract-features/analysis.ts'
import { meydaAt } from '../../processors/shared/features/meyda.ts'
import type { Agreement, Answer, Summary, Task } from './protocol.ts'

/**
 * One process that is measured: it does one task for each line of JSON it reads, and answers with a line. What is decoded
 * for a task with samples is kept for the next, outside of what is measured.
 */

interface Sound {
  readonly channels: readonly Float32Array[]
  readonly rateHz: number
}

const CODECS = { '.mp3': 'mp3', '.flac': 'flac', '.ogg': 'vorbis' } as const
/** Bytes that are decoded at a time, as for a file that is listened to. */
const CHUNK_BYTES = 131_072
/** As many samples as a decoder gives at a time, roughly. */
const PIECE = 65_536
const MEYDA_S = 8

const sounds = new Map<string, Sound>()

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Task))}\n`) // written by extract.ts
}

async function answer(task: Task): Promise<Answer> {
  switch (task.work) {
    case 'samples':
      return measure(task, await soundsOf(task), ({ channels, rateHz }) => {
        const overFrames = statistics(FEATURE_COUNT)
        const { push } = framer(rateHz, {
          onSamples: () => undefined,
          onFrame: ({ features }) => overFrames.add(features),
        })
        inPieces(channels, push)
        overFrames.summary(0, FEATURE_COUNT)
        return (channels[0]?.length ?? 0) / rateHz
      })
    case 'everything':
      return measure(task, await soundsOf(task), ({ channels, rateHz }) => {
        const track = analyser(rateHz)
        inPieces(channels, track.push)
        track.result()
        return track.sampleCount() / rateHz
      })
    case 'meyda':
      return measure(task, await soundsOf(task), ({ channels, rateHz }) => {
        const samples = (channels[0] ?? new Float32Array()).subarray(0, MEYDA_S * rateHz)
        Meyda.sampleRate = rateHz
        Meyda.bufferSize = FRAME_SIZE
        for (let at = 0; at + FRAME_SIZE <= samples.length; at += HOP_SIZE) {
          Meyda.extract(['mfcc', 'spectralCentroid', 'zcr', 'rms'], samples.subarray(at, at + FRAME_SIZE))
        }
        return samples.length / rateHz
      })
    case 'files':
      return measure(task, task.files, async (path) => lengthOf(await heard(path)))
    case 'decoding':
      return measure(task, task.files, secondsDecoded)
    case 'summaries':
      return { summaries: await Promise.all(task.files.map(async (path) => summaryOf(await heard(path)))) }
    case 'agreement':
      return { agreement: worst((await soundsOf(task)).map(agreementWithMeyda)) }
  }
}

function inPieces(channels: readonly Float32Array[], push: (piece: readonly Float32Array[]) => void): void {
  const count = channels[0]?.length ?? 0
  for (let at = 0; at < count; at += PIECE) push(channels.map((channel) => channel.subarray(at, at + PIECE)))
}

async function measure<T>(
  { repeats = 1 }: Task,
  items: readonly T[],
  secondsOf: (item: T) => number | Promise<number>,
): Promise<Answer> {
  let audioS = 0
  const [cpu, wall] = [process.cpuUsage(), performance.now()]
  for (let repeat = 0; repeat < repeats; repeat += 1) for (const item of items) audioS += await secondsOf(item)
  const { user, system } = process.cpuUsage(cpu)
  return { audioS, cpuS: (user + system) / 1e6, wallS: (performance.now() - wall) / 1e3 }
}

function soundsOf({ files }: Task): Promise<readonly Sound[]> {
  return Promise.all(
    files.map(async (path) => {
      const known = sounds.get(path) ?? (await decoded(path))
      sounds.set(path, known)
      return known
    }),
  )
}

function decoderFor(path: string): Promise<Decoder> {
  const codec = Object.entries(CODECS).find(([extension]) => extension === extname(path).toLowerCase())?.[1]
  return openDecoder(codec ?? 'mp3')
}

/** Decodes a file and lets go of the sound. @returns how long it is. */
async function secondsDecoded(path: string): Promise<number> {
  const decoder = await decoderFor(path)
  const bytes = readFileSync(path)
  let seconds = 0
  const push = ({ channelData: [first], sampleRate }: Pcm) => {
    if (first !== undefined && first.length > 0) seconds += first.length / sampleRate
  }
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) push(decoder.decode(bytes.subarray(at, at + CHUNK_BYTES)))
  push(decoder.flush())
  decoder.free()
  return seconds
}

async function decoded(path: string): Promise<Sound> {
  const decoder = await decoderFor(path)
  const pieces = [decoder.decode(readFileSync(path)), decoder.flush()].filter(
    ({ channelData }) => channelData.length > 0,
  )
  decoder.free()
  const [first] = pieces
  if (first === undefined) throw new Error(`"${path}" holds no sound.`)
  const channels = first.channelData.map((_, channel) => {
    const parts = pieces.map(({ channelData }) => channelData[channel] ?? new Float32Array())
    const whole = new Float32Array(parts.reduce((total, part) => total + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  })
  return { channels, rateHz: first.sampleRate }
}

function heard(path: string): Promise<Analysis> {
  const limits = {
    ...{ startMs: null, endMs: null },
    longestMs: 7_200_000,
    answerMs: 60_000,
    residentBytes: 2 ** 33,
    ffmpeg: null,
    kernel: 'wasm',
  } as const
  return analyseFile({ library: dirname(path), path: basename(path), ...limits }, () => undefined)
}

function lengthOf(found: Analysis): number {
  if (!found.ok) throw new Error(found.message)
  return found.durationMs / 1_000
}

function summaryOf(found: Analysis): Summary {
  if (!found.ok) throw new Error(found.message)
  const [bins = NaN, crossings = NaN] = [found.spectralCentroid.mean[0], found.zeroCrossingRate.mean[0]]
  return {
    frames: found.frames,
    centroidHz: (bins * found.sampleRateHz) / FRAME_SIZE,
    crossingsPerFrame: crossings,
    firstMfcc: found.mfcc.mean.slice(0, 3),
  }
}

/** The largest difference from Meyda over the first seconds: relative, where the value is not next to nothing. */
function agreementWithMeyda({ channels, rateHz }: Sound): Agreement {
  const extract = meydaAt(rateHz)
  const samples = (channels[0] ?? new Float32Array()).subarray(0, MEYDA_S * rateHz)
  let [relative, absolute, frames] = [0, 0, 0]
  const { push } = framer(rateHz, {
    onSamples: () => undefined,
    onFrame({ features }) {
      extract(samples.slice(HOP_SIZE * frames, HOP_SIZE * frames + FRAME_SIZE)).forEach((expected, feature) => {
        const difference = Math.abs((features[feature] ?? NaN) - expected)
        if (Number.isNaN(expected) || difference === 0) return
        if (Math.abs(expected) < 1) absolute = Math.max(absolute, difference)
        else relative = Math.max(relative, difference / Math.abs(expected))
      })
      frames += 1
    },
  })
  push([samples])
  return { relative, absolute, frames }
}

function worst(all: readonly Agreement[]): Agreement {
  return {
    relative: Math.max(...all.map(({ relative }) => relative)),
    absolute: Math.max(...all.map(({ absolute }) => absolute)),
    frames: all.reduce((total, { frames }) => total + frames, 0),
  }
}
