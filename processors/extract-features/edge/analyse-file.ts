import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { analyser } from '../../shared/features/analyser.ts'
import type { Analyser, SampleFeatures } from '../../shared/features/analyser.ts'
import { FRAME_SIZE } from '../../shared/features/framing.ts'
import { loadKernel } from '../../shared/features/kernels.ts'
import { NotOpenedError, openInside } from '../../shared/files/open-inside.ts'
import type { Analysis } from '../analysis.ts'
import { partOfFile } from '../part-of-file.ts'
import type { PartOfFile } from '../part-of-file.ts'
import { implausible } from '../plausible.ts'
import { openSource } from './audio-source.ts'
import type { AudioSource } from './audio-source.ts'
import { COPY_AGAIN, CUT, RejectionError, rejectionErrorOf, rejectionOf } from './rejection.ts'
import type { AnalysisRequest, FileLimits } from './request.ts'

/** Sample rates of music: from half that of a telephone to that of the fastest converters. */
const LOWEST_HZ = 4_000
const HIGHEST_HZ = 768_000

/** Interval between two checks of the process's own memory. */
const MEMORY_CHECK_MS = 50

/** Anything shorter is a click. */
const SHORTEST_MS = 10

type OnProgress = (analysedMs: number) => void

/**
 * Reads, decodes and analyses a file, chunk by chunk.
 * @param onProgress called with the audio decoded so far, ms, after each chunk.
 * @throws errors of the file system that are about the machine and not about this file.
 */
export async function analyseFile(request: AnalysisRequest, onProgress: OnProgress): Promise<Analysis> {
  try {
    const file = await openAudio(request)
    try {
      return await analyseOpened(file, request, onProgress)
    } finally {
      await file.close()
    }
  } catch (error) {
    const rejection = rejectionErrorOf(error)
    if (rejection === null) throw error
    return rejectionOf(rejection, request.path)
  }
}

/** @throws {RejectionError} unless it is a file in the library folder that has content. */
async function openAudio({ library, path }: AnalysisRequest): Promise<FileHandle> {
  const { handle, status } = await openInside(library, path).catch((error: unknown) => {
    throw error instanceof NotOpenedError ? notOpened(error) : error
  })
  if (status.size > 0n) return handle
  await handle.close()
  throw new RejectionError('empty-file', 'is empty. Copy it again from where it came.')
}

function notOpened(error: NotOpenedError): RejectionError {
  return error.reason === 'outside'
    ? new RejectionError(
        'outside-library',
        'leads out of its library folder. Put the file itself into the folder.',
        error,
      )
    : new RejectionError('unsupported-format', 'is not a file. Take it out of the library folder.', error)
}

/**
 * The functions of an analyser and of a decoder are closures, made anew for each file, and V8 drops their compiled code when
 * the last of them is collected. Those of the last file are kept, so that the next file finds the code compiled.
 */
const warm: { last: { readonly analysed: AnalysedAudio; readonly source: AudioSource } | null } = { last: null }

async function analyseOpened(file: FileHandle, request: AnalysisRequest, onProgress: OnProgress): Promise<Analysis> {
  const hash = createHash('sha256')
  const source = await openSource(file, request, hash)
  try {
    const analysed = await analyseSource(source, request, onProgress)
    if (analysedMsOf(analysed) < SHORTEST_MS) {
      const next = 'too little to compare. Leave it out.'
      throw new RejectionError('too-short', `has less than ${SHORTEST_MS} ms of sound, ${next}`)
    }
    const features = featuresOf(analysed.track)
    warm.last = { analysed, source }
    const doubt = implausible(features)
    if (doubt !== null) throw new RejectionError('undecodable-audio', `${doubt}. ${COPY_AGAIN}`)
    return {
      ok: true,
      contentHash: hash.digest('hex'),
      decoder: source.name,
      sampleRateHz: analysed.sampleRateHz,
      channels: source.channels ?? analysed.channels,
      ...features,
    }
  } finally {
    source.free()
  }
}

/** Audio shorter than a frame is analysed as if silence followed; its duration, level and waveform are its own. */
function featuresOf(track: Analyser): SampleFeatures {
  const features = track.result()
  if (features.frames > 0) return features
  track.push([new Float32Array(FRAME_SIZE - track.sampleCount())])
  const { durationMs, loudnessDb, peaks } = features
  return { ...track.result(), durationMs, loudnessDb, peaks }
}

interface AnalysedAudio {
  readonly track: Analyser
  readonly part: PartOfFile
  readonly sampleRateHz: number
  readonly channels: number
}

const analysedMsOf = ({ track, sampleRateHz }: AnalysedAudio): number => (1000 * track.sampleCount()) / sampleRateHz

/** @throws {RejectionError} when there is no audio, or the file exceeds a limit. */
async function analyseSource(
  source: AudioSource,
  request: AnalysisRequest,
  onProgress: OnProgress,
): Promise<AnalysedAudio> {
  const kernelAt = await loadKernel(request.kernel)
  const checkMemory = memoryCheck(request)
  let analysed: AnalysedAudio | null = null
  for await (const { channelData, sampleRate } of source.pcm) {
    if ((channelData[0]?.length ?? 0) === 0) continue
    analysed ??= {
      track: analyser(checkedRate(sampleRate), kernelAt),
      part: partOfFile(request, sampleRate),
      sampleRateHz: sampleRate,
      channels: channelData.length,
    }
    if (sampleRate !== analysed.sampleRateHz) {
      throw new RejectionError('undecodable-audio', `changes its sample rate on the way. ${CUT}`)
    }
    const { part, track } = analysed
    const samples = part.take(channelData)
    if ((samples[0]?.length ?? 0) > 0) track.push(samples)
    if (part.isOver()) source.stop()
    // What is before a part is decoded as well.
    const decodedMs = (1_000 * part.passed()) / sampleRate
    onProgress(decodedMs)
    if (decodedMs > request.longestMs) {
      throw new RejectionError('too-long', `is longer than ${request.longestMs / 60_000} minutes. ${CUT}`)
    }
    checkMemory()
  }
  if (analysed !== null && analysed.track.sampleCount() === 0)
    throw new RejectionError('too-short', 'ends before this track of its cue sheet starts. Mend the sheet, or copy the file again.') // prettier-ignore
  if (analysed !== null) return analysed
  throw new RejectionError('undecodable-audio', `holds no sound that can be decoded. ${COPY_AGAIN}`)
}

function checkedRate(hz: number): number {
  if (hz >= LOWEST_HZ && hz <= HIGHEST_HZ) return hz
  throw new RejectionError(
    'undecodable-audio',
    `says that it has ${hz} samples a second, which no music has. ${COPY_AGAIN}`,
  )
}

/** Compares the resident memory of this process with its limit, each time some milliseconds have passed. */
function memoryCheck({ residentBytes }: FileLimits): () => void {
  let nextCheckAt = 0
  return () => {
    if (performance.now() < nextCheckAt) return
    nextCheckAt = performance.now() + MEMORY_CHECK_MS
    if (process.memoryUsage.rss() > residentBytes) {
      throw new RejectionError('decoder-too-large', `needs more than ${residentBytes / 2 ** 20} MiB. ${CUT}`)
    }
  }
}
