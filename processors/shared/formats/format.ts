import { firstMpegFrame } from './mpeg-header.ts'
import { oggBeginning } from './ogg-pages.ts'
import type { OggCodec } from './ogg-pages.ts'

/** Formats that can be decoded; also the ends of the decoders' package names. */
export type AudioCodec = 'mp3' | 'flac' | 'vorbis' | 'opus' | 'wav' | 'aiff' | 'wavpack'

/** For people, as in the README. */
export const DECODED = [
  'MP3',
  'MP2',
  'FLAC',
  'Ogg FLAC',
  'Ogg Vorbis',
  'Opus',
  'WAV',
  'AIFF',
  'AIFF-C',
  'WavPack',
] as const
export const DECODED_BY_FFMPEG = [
  ...[
    'AAC',
    'M4A',
    'ALAC',
    'WMA',
    'Matroska',
    'WebM',
    'AC-3',
    'DTS',
    "Monkey's Audio",
    'Musepack',
    'True Audio',
    'DSD',
  ],
  ...['CAF', 'Speex'],
] as const

interface Decodable {
  readonly kind: 'decodable'
  readonly codec: AudioCodec
  readonly channels: number | null
  /** The codec of the one logical stream that is decoded, of an Ogg file that has others beside it; else null. */
  readonly ogg: OggCodec | null
}

/** The format of a file by its first bytes; the extension is ignored. */
export type Format =
  | Decodable
  | { readonly kind: 'needs-ffmpeg'; readonly name: string; readonly demuxer: string }
  | { readonly kind: 'unsupported'; readonly name: string }

/** The demuxers of ffmpeg for containers that are decoded without it, for encodings in them that are not. */
const DEMUXERS: Readonly<Record<AudioCodec, string>> = {
  mp3: 'mp3',
  flac: 'flac',
  vorbis: 'ogg',
  opus: 'ogg',
  wav: 'wav',
  aiff: 'aiff',
  wavpack: 'wv',
}

/** The demuxer that ffmpeg is told to use; null where it must not be run: it would choose one by itself. */
export function demuxerOf(format: Format): string | null {
  if (format.kind === 'decodable') return DEMUXERS[format.codec]
  return format.kind === 'needs-ffmpeg' ? format.demuxer : null
}

/** Enough to recognise every format, and to find an MPEG frame behind some padding. */
export const SNIFF_BYTES = 65_536

const ID3_HEADER_BYTES = 10

/**
 * Length of the ID3v2 tag that the bytes begin with (id3.org, "ID3 tag version 2.4.0", section 3.1), footer included; 0 if
 * there is none. A tag may stand before audio of any format, and more than one may.
 */
export function id3Bytes(bytes: Uint8Array): number {
  if (!startsWith(bytes, 'ID3') || bytes.length < ID3_HEADER_BYTES) return 0
  const [flags = 0, a = 0, b = 0, c = 0, d = 0] = bytes.subarray(5, ID3_HEADER_BYTES)
  if ((a | b | c | d) & 0x80) return 0
  const footer = flags & 0x10 ? ID3_HEADER_BYTES : 0
  return ID3_HEADER_BYTES + ((a << 21) | (b << 14) | (c << 7) | d) + footer
}

/** Length of all consecutive tags at the beginning, of which the last may extend beyond the bytes. */
export function allId3Bytes(bytes: Uint8Array): number {
  let at = 0
  for (let tag = id3Bytes(bytes); tag > 0; tag = id3Bytes(bytes.subarray(at))) at += tag
  return at
}

/** @param bytes the first SNIFF_BYTES after any ID3v2 tags, or all there are. */
export function sniff(bytes: Uint8Array): Format {
  if (startsWith(bytes, 'fLaC')) return decodable('flac')
  if (startsWith(bytes, 'OggS')) return insideOgg(bytes)
  if (RIFF.some((magic) => startsWith(bytes, magic)) && startsWith(bytes, 'WAVE', 8)) return decodable('wav')
  if (startsWith(bytes, 'wvpk')) return decodable('wavpack')
  if (startsWith(bytes, 'FORM') && (startsWith(bytes, 'AIFF', 8) || startsWith(bytes, 'AIFC', 8)))
    return decodable('aiff')
  for (const [at, magic, name, demuxer] of FFMPEG_MAGIC) {
    if (startsWith(bytes, magic, at)) return { kind: 'needs-ffmpeg', name, demuxer }
  }
  if (isAdts(bytes)) return { kind: 'needs-ffmpeg', name: 'AAC', demuxer: 'aac' }
  const mpeg = firstMpegFrame(bytes)
  if (mpeg !== null) return { ...decodable('mp3'), channels: mpeg.channels }
  for (const [magic, name] of OTHER_MAGIC) if (startsWith(bytes, magic)) return { kind: 'unsupported', name }
  return { kind: 'unsupported', name: bytes.some((byte) => byte === 0) ? 'no audio format that is known' : 'text' }
}

/** RIFF, and its forms for files beyond 4 GiB (EBU Tech 3306, ITU-R BS.2088). */
const RIFF = ['RIFF', 'RF64', 'BW64']

/** Offset, magic bytes (Latin-1), name of the format, and its ffmpeg demuxer. */
const FFMPEG_MAGIC: readonly (readonly [number, string, string, string])[] = [
  [4, 'ftyp', 'MP4 audio (AAC or ALAC)', 'mov'],
  [0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'Windows Media Audio', 'asf'],
  [0, '\x1a\x45\xdf\xa3', 'Matroska or WebM', 'matroska'],
  [0, 'MAC ', "Monkey's Audio", 'ape'],
  [0, 'MPCK', 'Musepack', 'mpc8'],
  [0, 'MP+', 'Musepack', 'mpc'],
  [0, 'TTA1', 'True Audio', 'tta'],
  [0, 'DSD ', 'DSD', 'dsf'],
  [0, 'FRM8', 'DSD', 'iff'],
  [0, 'caff', 'Core Audio Format', 'caf'],
  [0, 'riff\x2e\x91\xcf\x11', 'Wave64', 'w64'],
  [0, '\x7f\xfe\x80\x01', 'DTS', 'dts'],
  [0, '.RMF', 'RealAudio', 'rm'],
  [0, '.ra\xfd', 'RealAudio', 'rm'],
  [0, 'tBaK', 'TAK', 'tak'],
  [0, 'ajkg', 'Shorten', 'shn'],
  [0, '.snd', 'Sun audio', 'au'],
  [0, '#!AMR', 'AMR', 'amr'],
  [0, '\x0b\x77', 'AC-3', 'ac3'],
  [0, 'ADIF', 'AAC', 'aac'],
]

const OTHER_MAGIC: readonly (readonly [string, string])[] = [
  ['MThd', 'MIDI, notes without sound'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['%PDF', 'a PDF document'],
]

const decodable = (codec: AudioCodec): Decodable => ({ kind: 'decodable', codec, channels: null, ogg: null })

function insideOgg(bytes: Uint8Array): Format {
  const { codec, isMixed, hasSpeex } = oggBeginning(bytes)
  if (codec !== null) return { ...decodable(codec), ogg: isMixed ? codec : null }
  return { kind: 'needs-ffmpeg', name: hasSpeex ? 'Speex' : 'Ogg without Vorbis, Opus or FLAC', demuxer: 'ogg' }
}

/** An ADTS header (ISO/IEC 13818-7, section 6.2): like an MPEG audio header, with 00 where the layer would stand. */
function isAdts(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf0
}

function startsWith(bytes: Uint8Array, magic: string, at = 0): boolean {
  for (let i = 0; i < magic.length; i += 1) if (bytes[at + i] !== magic.charCodeAt(i)) return false
  return true
}
