import { id3 } from '../support/audio.ts'
import type { Random } from '../../processors/shared/random.ts'

/** A whole file of some format, small. */
export interface Seed {
  readonly format: string
  readonly bytes: Buffer
}

/** Makes a bad file out of a good one. @param others whole files of other formats. */
export type Mutation = (bytes: Buffer, random: Random, others: readonly Seed[]) => Buffer

/** Lengths that parsers have believed. */
const LIES = [0, 1, 7, 0x7f, 0xffff, 0x7fff_fff0, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff] as const
/** Where headers are. */
const HEAD_BYTES = 512

const LFS_POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d7a'.repeat(16)}\nsize 5242880\n`

const PLAYLISTS = [
  '#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n',
  '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n',
  "ffconcat version 1.0\nfile '/etc/passwd'\n",
  '[playlist]\nFile1=/etc/passwd\nNumberOfEntries=1\n',
  '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>\n',
  'v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n',
  'http://127.0.0.1:9/listen.mp3\n',
] as const

export const mutations: Readonly<Record<string, Mutation>> = {
  whole: (bytes) => bytes,
  'bits flipped': (bytes, random) => {
    const to = Buffer.from(bytes)
    for (let left = 1 + random.below(64); left > 0; left -= 1) flip(to, random.below(to.length), random)
    return to
  },
  'header flipped': (bytes, random) => {
    const to = Buffer.from(bytes)
    for (let left = 1 + random.below(4); left > 0; left -= 1)
      flip(to, random.below(Math.min(HEAD_BYTES, to.length)), random)
    return to
  },
  'stretch overwritten': (bytes, random) => {
    const to = Buffer.from(bytes)
    const [at, length] = [random.below(to.length), 1 + random.below(4_000)]
    for (let i = at; i < Math.min(to.length, at + length); i += 1) to[i] = random.below(256)
    return to
  },
  'stretch zeroed': (bytes, random) => {
    const to = Buffer.from(bytes)
    const at = random.below(to.length)
    return to.fill(0, at, Math.min(to.length, at + 1 + random.below(20_000)))
  },
  'stretch taken out': (bytes, random) => {
    const at = random.below(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(2_000))])
  },
  truncated: (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  'truncated in its header': (bytes, random) => bytes.subarray(0, 1 + random.below(Math.min(HEAD_BYTES, bytes.length))),
  empty: () => Buffer.alloc(0),
  'lying length': (bytes, random) => lying(bytes, random),
  'years of audio': (bytes, random) => yearsLong(bytes) ?? lying(bytes, random),
  'giant tag': (bytes, random) => {
    const tag = id3(random.pick([0, 1_000, 300_000]))
    tag.writeUInt32BE(random.pick([0x7f7f_7f7f, 0x0100_0000, 0x0001_0000]), 6)
    return Buffer.concat([tag, bytes])
  },
  'nested tags': (bytes, random) =>
    Buffer.concat([...Array.from({ length: random.pick([10, 1_000, 20_000]) }, () => id3(0)), bytes]),
  'pointer of Git LFS': () => Buffer.from(LFS_POINTER),
  playlist: (bytes, random) =>
    Buffer.concat([Buffer.from(random.pick(PLAYLISTS)), bytes.subarray(0, random.below(200))]),
  'other container': (bytes, random, others) => {
    const header = random.pick(others).bytes.subarray(0, 4 + random.below(300))
    return Buffer.concat([header, bytes.subarray(random.pick([0, header.length]))])
  },
  spliced: (bytes, random, others) => {
    const other = random.pick(others).bytes
    const at = random.below(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), other.subarray(random.below(other.length))])
  },
  repeated: (bytes, random) => Buffer.concat(Array.from({ length: 2 + random.below(30) }, () => bytes)),
  'pages in a circle': (bytes, random) => circle(bytes, random),
  'zeros behind': (bytes, random) => Buffer.concat([bytes, Buffer.alloc(random.pick([1_000, 200_000, 3_000_000]))]),
}

function flip(bytes: Buffer, at: number, random: Random): void {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
}

function lying(bytes: Buffer, random: Random): Buffer {
  const to = Buffer.from(bytes)
  if (to.length < 4) return to
  const at = random.below(Math.min(HEAD_BYTES, to.length - 3))
  if (random.below(2) === 0) to.writeUInt32LE(random.pick(LIES), at)
  else to.writeUInt32BE(random.pick(LIES), at)
  return to
}

/** Where the length of the sound stands, from the beginning of the word before it; null where none of these words is. */
function yearsLong(bytes: Buffer): Buffer | null {
  const to = Buffer.from(bytes)
  const after = (word: string) => to.indexOf(word, 0, 'latin1') + word.length
  if (to.includes('fLaC')) {
    const total = after('fLaC') + 4 + 13 // STREAMINFO: the lower half of 36 bits (RFC 9639, section 8.2)
    to[total] = (to[total] ?? 0) | 0x0f
    return to.fill(0xff, total + 1, total + 5)
  }
  if (to.includes('OggS')) {
    const last = to.lastIndexOf('OggS') // the granule position of the last page; its checksum is wrong then
    to.writeBigUInt64LE(2n ** 62n, last + 6)
    return to
  }
  for (const [word, skip] of [
    ['data', 0],
    ['COMM', 6],
    ['mvhd', 16],
    ['mdhd', 16],
  ] as const) {
    const at = after(word) + skip
    if (!to.includes(word) || at + 4 > to.length) continue
    to.writeUInt32BE(0xffff_ffff, at)
    return to
  }
  return null
}

/** Ogg pages, or pieces of a file that has none, which come again and again out of order. */
function circle(bytes: Buffer, random: Random): Buffer {
  const starts: number[] = []
  for (let at = bytes.indexOf('OggS'); at !== -1; at = bytes.indexOf('OggS', at + 1)) starts.push(at)
  if (starts.length < 2) for (let at = 0; at < bytes.length; at += 1_000) starts.push(at)
  const pieces = starts.map((at, i) => bytes.subarray(at, starts[i + 1] ?? bytes.length))
  return Buffer.concat([...pieces.slice(0, 3), ...Array.from({ length: 50 }, () => random.pick(pieces))])
}
