import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Ffmpeg } from '../../shared/ffmpeg/find-ffmpeg.ts'
import type { Pcm } from './decoders.ts'
import { sandboxed } from '../../../streams/engine/sandbox/sandbox.ts'
import { COPY_AGAIN, RejectionError } from './rejection.ts'

const LARGEST_BLOCK_BYTES = 2 ** 27
const STDERR_CHARACTERS = 300
const FLOAT_BYTES = 4

export interface FfmpegLimits {
  readonly residentBytes: number
  readonly cpuSeconds: number
  readonly longestMs: number
}

/**
 * Decodes a pipe. The demuxer is fixed and no protocol but the pipe is allowed, so that no file can make ffmpeg open
 * another file or a socket (as in CVE-2016-1897); no argument is derived from the file or its name.
 */
export function argumentsFor(demuxer: string, { longestMs }: FfmpegLimits): readonly string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-max_alloc', String(LARGEST_BLOCK_BYTES)],
    ...['-protocol_whitelist', 'pipe', '-f', demuxer, '-i', 'pipe:0'],
    ...['-map', '0:a:0', '-map_metadata', '-1', '-t', String(Math.ceil(longestMs / 1000) + 1)],
    ...['-threads', '1', '-c:a', 'pcm_f32le', '-bitexact', '-f', 'wav', 'pipe:1'],
  ]
}

/**
 * Decodes a file by ffmpeg, chunk by chunk, at its own sample rate and number of channels.
 * @param source the bytes of the file; it is read to its end even when ffmpeg needs no more.
 * @throws {RejectionError} when ffmpeg decodes no samples.
 */
export async function* throughFfmpeg(
  ffmpeg: Ffmpeg,
  demuxer: string,
  source: AsyncIterable<Uint8Array>,
  limits: FfmpegLimits,
): AsyncGenerator<Pcm> {
  const bounds = { dataBytes: limits.residentBytes, cpuSeconds: limits.cpuSeconds }
  const [program, ...args] = await sandboxed([ffmpeg.path, ...argumentsFor(demuxer, limits)], bounds)
  const child = spawn(program, args, { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, STDERR_CHARACTERS)
  })
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
    child.once('error', () => resolve(null))
  })
  try {
    const fed = feed(child.stdin, source)
    fed.catch(() => child.kill('SIGKILL'))
    let hasSamples = false
    for await (const pcm of samplesOf(child.stdout)) {
      hasSamples = true
      yield pcm
    }
    await fed
    const code = await ended
    if (!hasSamples) throw rejection(ffmpeg, code, stderr)
  } finally {
    child.kill('SIGKILL')
  }
}

function rejection({ name }: Ffmpeg, code: number | null, stderr: string): RejectionError {
  if (/Cannot allocate memory/.test(stderr)) {
    return new RejectionError('decoder-too-large', `makes ${name} take too much memory. ${COPY_AGAIN}`)
  }
  const how = code === 0 || code === 1 ? '' : ', which ended without a word'
  return new RejectionError('undecodable-audio', `holds no sound that ${name} can decode${how}. ${COPY_AGAIN}`)
}

/** Writes with backpressure; after the other end was closed, the source is still read to its end. */
async function feed(pipe: NodeJS.WritableStream, source: AsyncIterable<Uint8Array>): Promise<void> {
  const state = { isOpen: true }
  const closed = new Promise<void>((resolve) => {
    const close = () => {
      state.isOpen = false
      resolve()
    }
    pipe.on('error', close).on('close', close)
  })
  for await (const bytes of source) {
    if (state.isOpen && !pipe.write(bytes)) await Promise.race([once(pipe, 'drain').catch(() => undefined), closed])
  }
  pipe.end()
}

/** Parses a WAV stream of 32-bit floating-point samples, the format that `argumentsFor` asks for. */
async function* samplesOf(wav: AsyncIterable<Buffer>): AsyncGenerator<Pcm> {
  let bytes: Buffer = Buffer.alloc(0)
  let format: { readonly channels: number; readonly sampleRate: number } | null = null
  for await (const chunk of wav) {
    bytes = Buffer.concat([bytes, chunk])
    if (format === null) {
      const data = bytes.indexOf('data', 12, 'latin1')
      const fmt = bytes.indexOf('fmt ', 12, 'latin1')
      if (data === -1 || fmt === -1 || bytes.length < data + 8) continue
      format = { channels: bytes.readUInt16LE(fmt + 10), sampleRate: bytes.readUInt32LE(fmt + 12) }
      bytes = bytes.subarray(data + 8)
    }
    const frameBytes = format.channels * FLOAT_BYTES
    const frames = Math.floor(bytes.length / frameBytes)
    if (frames === 0) continue
    yield { sampleRate: format.sampleRate, channelData: deinterleaved(bytes, format.channels, frames) }
    bytes = bytes.subarray(frames * frameBytes)
  }
}

function deinterleaved(bytes: Buffer, channels: number, frames: number): readonly Float32Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames)
    for (let i = 0; i < frames; i += 1) samples[i] = view.getFloat32((i * channels + channel) * FLOAT_BYTES, true)
    return samples
  })
}
