import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { open, realpath, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { FRAME_SIZE } from '../../shared/features/framing.ts'
import { analyser } from '../../shared/features/analyser.ts'
import type { Analyser, SampleFeatures } from '../../shared/features/analyser.ts'
import { SNIFF_BYTES, allId3Bytes, demuxerOf, sniff } from '../format.ts'
import type { Format } from '../format.ts'
import type { Analysis } from '../analysis.ts'
import { implausible } from '../plausible.ts'
import { openDecoder } from './decoders.ts'
import type { Decoder, Pcm } from './decoders.ts'
import { throughFfmpeg } from './ffmpeg.ts'
import { rearranged, rearrangement } from './mp4-source.ts'
import type { AnalysisRequest } from './request.ts'
import { CONVERT, COPY_AGAIN, CUT, RejectionError, rejectionOf, rejectionErrorOf } from './rejection.ts'

/** Bytes that are read and decoded at a time: what a decoder makes of them stays within some dozen megabytes. */
const CHUNK_BYTES = 131_072

/** What a file may say of its rate and still be sound: from half of telephone quality to the highest of converters. */
const LOWEST_HZ = 4_000
const HIGHEST_HZ = 768_000

/** Time between two looks at how much memory is taken. */
const LOOK_MS = 50

/** Below it there is a click and no sound. */
const SHORTEST_MS = 10

/**
 * Reads a file, decodes it and listens to it, a chunk at a time.
 * @param onProgress called with how much was heard, each time that it was some more.
 * @throws what the file system threw when it is about the machine, not about this file.
 */
export async function analyseFile(
  question: AnalysisRequest,
  onProgress: (analysedMs: number) => void,
): Promise<Analysis> {
  try {
    const file = await open(await locate(question))
    try {
      return await analyseOpened(file, question, onProgress)
    } finally {
      await file.close()
    }
  } catch (error) {
    const refusal = rejectionErrorOf(error, question.library)
    if (refusal === null) throw error
    return rejectionOf(refusal, question.path)
  }
}

/** The real path of the file, which is a file with something in it and lies in the library folder. */
async function locate({ library, path }: AnalysisRequest): Promise<string> {
  const [root, real] = await Promise.all([realpath(library), realpath(join(library, path))])
  const below = relative(root, real)
  if (below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below)) {
    throw new RejectionError('outside-library', 'leads out of its library folder. Put the file itself into the folder.')
  }
  const found = await stat(real)
  if (!found.isFile())
    throw new RejectionError('unsupported-format', 'is not a file. Take it out of the library folder.')
  if (found.size === 0) throw new RejectionError('empty-file', 'is empty. Copy it again from where it came.')
  return real
}

/**
 * The functions of a listener and of a decoder are made anew for each file, and what V8 compiled of functions that live
 * nowhere is gone whenever it collects garbage. Those of the last file live on, so that the next need not be compiled again.
 */
const warm: { last: { readonly track: Analyser; readonly source: Source } | null } = { last: null }

async function analyseOpened(
  file: FileHandle,
  question: AnalysisRequest,
  onProgress: (analysedMs: number) => void,
): Promise<Analysis> {
  const hash = createHash('sha256')
  const source = await openSource(file, question, hash)
  try {
    const { track, sampleRateHz, channels } = await analyseSource(source, question, onProgress)
    const soundMs = (1000 * track.sampleCount()) / sampleRateHz
    if (soundMs < SHORTEST_MS) {
      throw new RejectionError(
        'too-short',
        `has less than ${SHORTEST_MS} ms of sound, too little to compare. Leave it out.`,
      )
    }
    const sound = resultOf(track)
    warm.last = { track, source }
    const doubt = implausible(sound)
    if (doubt !== null) throw new RejectionError('undecodable-audio', `${doubt}. ${COPY_AGAIN}`)
    return {
      ok: true,
      contentHash: hash.digest('hex'),
      decoder: source.name,
      sampleRateHz,
      channels: source.channels ?? channels,
      ...sound,
    }
  } finally {
    source.free()
  }
}

/** A sound that is shorter than a frame is compared as if silence came behind it; its length and level are its own. */
function resultOf(track: Analyser): SampleFeatures {
  const sound = track.result()
  if (sound.frames > 0) return sound
  track.push([new Float32Array(FRAME_SIZE - track.sampleCount())])
  const { durationMs, loudnessDb, peaks } = sound
  return { ...track.result(), durationMs, loudnessDb, peaks }
}

interface Source {
  /** Of the decoder. */
  readonly name: string
  /** Channels, where the file says more of them than its samples. */
  readonly channels: number | null
  readonly pcm: AsyncIterable<Pcm>
  free(): void
}

/** @param hash gets every byte of the file while its sound is read. */
async function openSource(file: FileHandle, question: AnalysisRequest, hash: Hash): Promise<Source> {
  const { begin, head } = await beginningOf(file)
  const format = sniff(head)
  const demuxer = demuxerOf(format)
  if (question.ffmpeg !== null && demuxer !== null) {
    const seconds = (question.answerMs + question.longestMs / 60) / 1000
    const bytes = piped(file, demuxer === 'mov' && begin === 0, hash)
    const limits = { ...question, cpuSeconds: seconds }
    const pcm = throughFfmpeg(question.ffmpeg, demuxer, bytes, limits)
    return { name: question.ffmpeg.name, channels: null, pcm, free: () => undefined }
  }
  const { codec, channels } = decodable(format)
  const decoder = await openDecoder(codec)
  return { name: decoder.name, channels, pcm: decoded(file, begin, decoder, hash), free: () => decoder.free() }
}

/** Every byte of a file, in an order that can be read without going back. */
async function* piped(file: FileHandle, isMp4: boolean, hash: Hash): AsyncGenerator<Uint8Array> {
  const change = isMp4 ? await rearrangement(file) : null
  for (let position = 0; ;) {
    const buffer = new Uint8Array(CHUNK_BYTES)
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position)
    if (bytesRead === 0) break
    const chunk = buffer.subarray(0, bytesRead)
    hash.update(chunk)
    if (change === null) yield chunk
    else yield* rearranged(chunk, position, change)
    position += bytesRead
  }
}

/** Where the audio begins, behind any ID3v2 tags, and its first bytes. */
async function beginningOf(file: FileHandle): Promise<{ readonly begin: number; readonly head: Uint8Array }> {
  const buffer = Buffer.alloc(SNIFF_BYTES)
  for (let begin = 0; ;) {
    const { bytesRead } = await file.read(buffer, 0, SNIFF_BYTES, begin)
    const tags = allId3Bytes(buffer.subarray(0, bytesRead))
    if (tags === 0) {
      if (bytesRead > 0) return { begin, head: buffer.subarray(0, bytesRead) }
      throw new RejectionError(
        'undecodable-audio',
        `has nothing but tags in it, or a tag that is damaged. ${COPY_AGAIN}`,
      )
    }
    begin += tags
  }
}

function decodable(format: Format): Extract<Format, { kind: 'decodable' }> {
  switch (format.kind) {
    case 'decodable':
      return format
    case 'needs-ffmpeg':
      throw new RejectionError('needs-ffmpeg', `is ${format.name}: ${CONVERT}`)
    case 'unsupported': {
      const next = 'Music can be FLAC, MP3, Ogg Vorbis, Opus, WAV, AIFF or WavPack.'
      throw new RejectionError('unsupported-format', `is ${format.name}. ${next}`)
    }
  }
}

/** The sound of a file from `begin` on, chunk by chunk; `hash` gets every byte of the file. */
async function* decoded(file: FileHandle, begin: number, decoder: Decoder, hash: Hash): AsyncGenerator<Pcm> {
  for (let position = 0; ;) {
    const buffer = new Uint8Array(CHUNK_BYTES) // a new one each time: a decoder may keep what it cannot use yet
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position)
    if (bytesRead === 0) break
    const chunk = buffer.subarray(0, bytesRead)
    hash.update(chunk)
    const audio = chunk.subarray(Math.min(bytesRead, Math.max(0, begin - position)))
    position += bytesRead
    if (audio.length > 0) yield decoding(() => decoder.decode(audio))
  }
  yield decoding(() => decoder.flush())
}

function decoding(decode: () => Pcm): Pcm {
  try {
    return decode()
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    if (/^unsupported/i.test(said))
      throw new RejectionError('needs-ffmpeg', `is not plain sound (${said}): ${CONVERT}`, error)
    throw new RejectionError('undecodable-audio', `cannot be decoded (${said}). ${COPY_AGAIN}`, error)
  }
}

interface AnalysedSource {
  readonly track: Analyser
  readonly sampleRateHz: number
  readonly channels: number
}

/** @throws {RejectionError} when there is nothing to hear, or more than a file may ask of this machine. */
async function analyseSource(
  source: Source,
  question: AnalysisRequest,
  onProgress: (analysedMs: number) => void,
): Promise<AnalysedSource> {
  let heard: AnalysedSource | null = null
  let nextLook = 0
  for await (const { channelData, sampleRate } of source.pcm) {
    if ((channelData[0]?.length ?? 0) === 0) continue
    heard ??= { track: analyser(checkedRate(sampleRate)), sampleRateHz: sampleRate, channels: channelData.length }
    if (sampleRate !== heard.sampleRateHz) {
      throw new RejectionError('undecodable-audio', `changes its sample rate on the way. ${CUT}`)
    }
    heard.track.push(channelData)
    onProgress((1000 * heard.track.sampleCount()) / sampleRate)
    if (heard.track.sampleCount() > (question.longestMs / 1000) * sampleRate) {
      throw new RejectionError('too-long', `is longer than ${question.longestMs / 60_000} minutes. ${CUT}`)
    }
    if (performance.now() < nextLook) continue
    nextLook = performance.now() + LOOK_MS
    if (process.memoryUsage.rss() > question.residentBytes) {
      throw new RejectionError('decoder-too-large', `needs more than ${question.residentBytes / 2 ** 20} MiB. ${CUT}`)
    }
  }
  if (heard !== null) return heard
  throw new RejectionError('undecodable-audio', `holds no sound that ${source.name} can decode. ${COPY_AGAIN}`)
}

function checkedRate(hz: number): number {
  if (hz >= LOWEST_HZ && hz <= HIGHEST_HZ) return hz
  throw new RejectionError(
    'undecodable-audio',
    `says that it has ${hz} samples a second, which no music has. ${COPY_AGAIN}`,
  )
}
