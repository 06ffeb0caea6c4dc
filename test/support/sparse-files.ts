import { truncateSync, writeFileSync } from 'node:fs'

/** Bytes that a file claims to hold, in one piece: 4 GiB less one, where its field has 32 bits. */
const HUGE = 0xffff_fff0
const FILE_BYTES = 2 ** 33

const u32be = (value: number) => bytesOf(4, (bytes) => bytes.writeUInt32BE(value))
const u32le = (value: number) => bytesOf(4, (bytes) => bytes.writeUInt32LE(value))
const u64be = (value: number) => bytesOf(8, (bytes) => bytes.writeBigUInt64BE(BigInt(value)))
const u64le = (value: number) => bytesOf(8, (bytes) => bytes.writeBigUInt64LE(BigInt(value)))
const text = (value: string) => Buffer.from(value, 'latin1')

function bytesOf(length: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length)
  write(bytes)
  return bytes
}

const WAV_FMT = [text('fmt '), u32le(16), text('\x01\0\x01\0'), u32le(8_000), u32le(16_000), text('\x02\0\x10\0')]
const riff = (...chunks: readonly Buffer[]) => [text('RIFF'), u32le(HUGE), text('WAVE'), ...WAV_FMT, ...chunks]
/** An object of Windows Media by its GUID. */
const asfObject = (guid: string, size: number) => [Buffer.from(guid, 'hex'), u64le(size)]
const ASF_HEADER = '3026b2758e66cf11a6d900aa0062ce6c'
const ASF_CONTENT = '3326b2758e66cf11a6d900aa0062ce6c'

/** The beginning of a file of each format that claims a huge piece; the rest of it is a hole. */
const BEGINNINGS: Readonly<Record<string, readonly Buffer[]>> = {
  'id3.wav': riff(text('ID3 '), u32le(HUGE)),
  'id3-lower.wav': riff(text('id3 '), u32le(HUGE)),
  'list.wav': riff(text('LIST'), u32le(HUGE), text('INFO'), text('INAM'), u32le(HUGE - 64)),
  'bext.wav': riff(text('bext'), u32le(HUGE)),
  'id3.aiff': [text('FORM'), u32be(HUGE), text('AIFF'), text('ID3 '), u32be(HUGE - 64)],
  'id3.mp3': [text('ID3\x03\0\0'), text('\x7f\x7f\x7f\x7f')],
  'apic.mp3': [text('ID3\x04\0\0'), text('\x7f\x7f\x7f\x7f'), text('APIC'), text('\x7f\x7f\x7f\x00\0\0')],
  'picture.flac': [text('fLaC'), text('\0\0\0\x22'), Buffer.alloc(34), text('\x06\xff\xff\xff')],
  'comments.flac': [text('fLaC'), text('\0\0\0\x22'), Buffer.alloc(34), text('\x04\xff\xff\xff'), u32le(HUGE)],
  'data.m4a': [
    ...[u32be(24), text('ftypM4A \0\0\0\0M4A mp42')],
    ...[u32be(1), text('moov'), u64be(2 ** 32)],
    ...[u32be(1), text('udta'), u64be(2 ** 32 - 64), u32be(1), text('meta'), u64be(2 ** 32 - 128), u32be(0)],
    ...[u32be(1), text('ilst'), u64be(2 ** 32 - 256), u32be(1), text('\xa9nam'), u64be(2 ** 32 - 512)],
    ...[u32be(1), text('data'), u64be(2 ** 32 - 1024), u32be(1), u32be(0)],
  ],
  'huge.m4a': [u32be(24), text('ftypM4A \0\0\0\0M4A mp42'), u32be(HUGE), text('moov'), u32be(HUGE - 64), text('mvhd')],
  'string.mkv': [
    ...[text('\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01'), text('\x18\x53\x80\x67\x01\x00\x00\x01\xff\xff\xff\xff')],
    ...[text('\x15\x49\xa9\x66\x01\x00\x00\x01\xff\xff\xff\x00'), text('\x7b\xa9\x01\x00\x00\x00\xff\xff\xff\x00')],
  ],
  'binary.mka': [
    text('\x1a\x45\xdf\xa3\x01\x00\x00\x00\xff\xff\xff\x00'),
    text('\x42\x82\x01\x00\x00\x00\xff\xff\xf0\x00'),
  ],
  'content.wma': [
    ...[...asfObject(ASF_HEADER, 2 ** 32), u32le(1), text('\x01\x02')],
    ...asfObject(ASF_CONTENT, 2 ** 32 - 1024),
  ],
  'items.ape': [
    ...[text('MAC \x96\x0f\0\0'), u32le(52), u32le(24), u32le(HUGE), u32le(0), u32le(0), u32le(0), u32le(0)],
    Buffer.alloc(64),
  ],
  'block.wv': [
    text('wvpk'),
    u32le(HUGE),
    text('\x10\x04\0\0'),
    u32le(1),
    u32le(0),
    u32le(1),
    u32le(0),
    u32le(0),
    text('\x61\xff\xff\xff'),
  ],
  'comments.ogg': [
    ...[text('OggS\0\x02'), Buffer.alloc(8), u32le(1), u32le(0), u32le(0), text('\x01\x1e')],
    ...[text('\x01vorbis'), u32le(0), text('\x01'), u32le(8_000), Buffer.alloc(12), text('\xb8\x01')],
    ...[
      text('OggS\0\0'),
      Buffer.alloc(8),
      u32le(1),
      u32le(1),
      u32le(0),
      text('\x01\xff'),
      text('\x03vorbis'),
      u32le(HUGE),
    ],
  ],
  'chunk.dff': [text('FRM8'), u64be(2 ** 33), text('DSD '), text('ID3 '), u64be(2 ** 32)],
  'id3.dsf': [text('DSD '), u64le(28), u64le(2 ** 33), u64le(92), text('fmt '), u64le(52), Buffer.alloc(40)],
}

/** An APEv2 tag at the very end, with an item that claims all before it. */
const apeFooter = Buffer.concat([
  ...[text('APETAGEX'), u32le(2_000), u32le(2 ** 32 - 1024), u32le(1), u32le(0), Buffer.alloc(8)],
])

export const SPARSE_NAMES: readonly string[] = [...Object.keys(BEGINNINGS), 'footer.mp3', 'zeros.mp3', 'zeros.flac']

/** Writes a file of 8 GiB that takes a few KiB of the disk. */
export function writeSparse(path: string, name: string): void {
  writeFileSync(path, Buffer.concat(BEGINNINGS[name] ?? []))
  truncateSync(path, name === 'footer.mp3' ? FILE_BYTES - apeFooter.length : FILE_BYTES)
  if (name === 'footer.mp3') writeFileSync(path, apeFooter, { flag: 'a' })
}
