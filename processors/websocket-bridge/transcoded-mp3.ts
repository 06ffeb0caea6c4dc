import type { HeldReference } from './catalogue.ts'
import type { Ffmpeg } from '../shared/ffmpeg/find-ffmpeg.ts'

/**
 * MP3 of a constant bit rate whose frames all have one length: so the length of the whole is known from its duration before
 * the first byte is made, a player can seek in it, and the place of a moment is proportional to its time.
 */
const RATE_HZ = 48_000
const BIT_RATE = 256_000
const FRAME_SAMPLES = 1_152
/** ISO/IEC 11172-3, section 2.4.3.1: at this rate no frame is padded. */
export const FRAME_BYTES = ((FRAME_SAMPLES / 8) * BIT_RATE) / RATE_HZ
/** What the encoder adds at both ends. */
const EXTRA_FRAMES = 2
const LARGEST_BLOCK_BYTES = 2 ** 27

/** Bytes of the MP3 of a duration. */
export function mp3Bytes(durationMs: number): number {
  const frames = Math.ceil((durationMs * RATE_HZ) / 1_000 / FRAME_SAMPLES)
  return (frames + EXTRA_FRAMES) * FRAME_BYTES
}

/** A frame without sound: its header (MPEG-1 layer III, 256 kbit/s, 48 kHz, stereo), and nothing of what would follow. */
export function silentFrame(): Uint8Array {
  const frame = new Uint8Array(FRAME_BYTES)
  frame.set([0xff, 0xfb, 0xd4, 0x04])
  return frame
}

/** The part of a file that is a track, ms; null: from its start, to its end. */
export type TrackPart = Pick<HeldReference, 'startMs' | 'endMs'>

/**
 * As those of the analysis: the demuxer is fixed, and no argument is made from the file or its name; of a part its times are, as
 * plain numbers. What is before it is decoded and dropped: a pipe cannot be sought in.
 */
export function mp3Command({ path }: Ffmpeg, demuxer: string, part: TrackPart): readonly [string, ...string[]] {
  return [
    path,
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-max_alloc', String(LARGEST_BLOCK_BYTES)],
    ...['-protocol_whitelist', 'pipe', '-f', demuxer, '-i', 'pipe:0', '-map', '0:a:0', '-map_metadata', '-1'],
    ...times(part),
    ...['-threads', '1', '-ac', '2', '-ar', String(RATE_HZ), '-c:a', 'libmp3lame', '-b:a', String(BIT_RATE)],
    ...['-write_xing', '0', '-id3v2_version', '0', '-write_id3v1', '0', '-f', 'mp3', 'pipe:1'],
  ]
}

function times({ startMs, endMs }: TrackPart): readonly string[] {
  const seconds = (ms: number): string => (ms / 1_000).toFixed(3)
  const start = startMs ?? 0
  return [
    ...(start === 0 ? [] : ['-ss', seconds(start)]),
    ...(endMs === null ? [] : ['-t', seconds(Math.max(0, endMs - start))]),
  ]
}
