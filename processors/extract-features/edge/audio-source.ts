import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { DECODED, DECODED_BY_FFMPEG, SNIFF_BYTES, allId3Bytes, demuxerOf, sniff } from '../../shared/formats/format.ts'
import type { Format } from '../../shared/formats/format.ts'
import { oneOggStream } from '../../shared/formats/ogg-pages.ts'
import { openDecoder } from './decoders.ts'
import type { Decoder, Pcm } from './decoders.ts'
import { throughFfmpeg } from './ffmpeg.ts'
import { chunksOf, piped } from '../../shared/ffmpeg/piped.ts'
import { CONVERT, COPY_AGAIN, RejectionError } from './rejection.ts'
import type { AnalysisRequest } from './request.ts'

/** The samples of a file that is open. */
export interface AudioSource {
  /** Of the decoder, with its version. */
  readonly name: string
  /** Channels by the file's header, where that may differ from the decoded samples; else null. */
  readonly channels: number | null
  readonly pcm: AsyncIterable<Pcm>
  /** Nothing more need be decoded; the rest of the file is read for its hash. */
  stop(): void
  free(): void
}

/** @param hash is updated with every byte of the file while `pcm` is read. */
export async function openSource(file: FileHandle, request: AnalysisRequest, hash: Hash): Promise<AudioSource> {
  const { begin, head } = await beginningOf(file)
  const format = sniff(head)
  const demuxer = demuxerOf(format)
  if (request.ffmpeg !== null && demuxer !== null) {
    const cpuSeconds = (request.answerMs + request.longestMs / 60) / 1000
    const bytes = piped(file, demuxer === 'mov' && begin === 0, (piece) => hash.update(piece))
    const longestMs = Math.min(request.longestMs, request.endMs ?? Infinity)
    const pcm = throughFfmpeg(request.ffmpeg, demuxer, bytes, { ...request, longestMs, cpuSeconds })
    const nothing = () => undefined
    return { name: request.ffmpeg.name, channels: null, pcm, stop: nothing, free: nothing }
  }
  const { codec, channels, ogg } = decodable(format)
  const decoder = await openDecoder(codec)
  const decoding = { file, begin, decoder, select: ogg === null ? null : oneOggStream(ogg), isWanted: true }
  return {
    name: decoder.name,
    channels,
    pcm: decoded(decoding, hash),
    stop() {
      decoding.isWanted = false
    },
    free: () => decoder.free(),
  }
}

/** The offset of the audio, behind any ID3v2 tags, and its first bytes. */
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
      const next = `Music can be ${DECODED.join(', ')}; with ffmpeg also ${DECODED_BY_FFMPEG.join(', ')}.`
      throw new RejectionError('unsupported-format', `is ${format.name}. ${next}`)
    }
  }
}

interface Decoding {
  readonly file: FileHandle
  /** Offset of the audio. */
  readonly begin: number
  readonly decoder: Decoder
  /** What of the audio is decoded; null: all of it. */
  readonly select: ((bytes: Uint8Array) => Uint8Array) | null
  /** Whether more samples are asked for. */
  isWanted: boolean
}

/** The samples of a file, chunk by chunk. */
async function* decoded(decoding: Decoding, hash: Hash): AsyncGenerator<Pcm> {
  const { file, begin, decoder, select } = decoding
  for await (const { bytes, position } of chunksOf(file, (bytes) => hash.update(bytes))) {
    if (!decoding.isWanted) continue
    const audio = bytes.subarray(Math.min(bytes.length, Math.max(0, begin - position)))
    const selected = select === null ? audio : select(audio)
    if (selected.length > 0) yield rejecting(() => decoder.decode(selected))
  }
  if (decoding.isWanted) yield rejecting(() => decoder.flush())
}

/** @throws {RejectionError} for whatever the decoder throws. */
function rejecting(decode: () => Pcm): Pcm {
  try {
    return decode()
  } catch (error) {
    const said = saidBy(error)
    if (/^unsupported/i.test(said)) {
      throw new RejectionError('needs-ffmpeg', `is not plain sound (${said}): ${CONVERT}`, error)
    }
    throw new RejectionError('undecodable-audio', `cannot be decoded (${said}). ${COPY_AGAIN}`, error)
  }
}

/** What a decoder says is wrong, without the names of packages, which tell a listener nothing. */
export function saidBy(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  return said.replace(/@[\w-]+\/[\w.-]+( \d[\w.-]*)?:?\s*/g, '').trim() || 'its decoder failed'
}
