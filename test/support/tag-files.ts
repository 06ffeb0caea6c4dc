/** Small files with tags of each form, made byte by byte: no tag editor is needed. */

const latin = (text: string) => Buffer.from(text, 'latin1')
const u32be = (value: number) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255])
const u32le = (value: number) => u32be(value).reverse()
const synchsafe = (value: number) => Buffer.from([21, 14, 7, 0].map((shift) => (value >>> shift) & 127))

/** What a text of ID3 begins with: the number of its encoding. */
export type Id3Encoding = 'latin1' | 'utf16' | 'utf8'

/** A frame of ID3v2: its id, and its text, or its bytes. `TXXX:ARTISTS` has a description. */
export type Id3Frame = readonly [id: string, content: string | Buffer]

/** A text as a frame holds it; several values are told apart by null characters. */
export function id3Text(text: string, encoding: Id3Encoding): Buffer {
  if (encoding === 'latin1') return Buffer.concat([latin('\0'), latin(text)])
  if (encoding === 'utf8') return Buffer.concat([latin('\x03'), Buffer.from(text, 'utf8')])
  return Buffer.concat([latin('\x01\xff\xfe'), Buffer.from(text, 'utf16le')])
}

const SILENCE = Buffer.concat([latin('\xff\xfb\x90\x64'), Buffer.alloc(413)])

/** Frames of silent MP3. */
export const silence = (frames = 3): Buffer => Buffer.concat(Array.from({ length: frames }, () => SILENCE))

export function id3Tag(version: 2 | 3 | 4, frames: readonly Id3Frame[], encoding: Id3Encoding = 'utf16'): Buffer {
  const parts = frames.flatMap(([id, content]) => {
    const [name = '', description] = id.split(':')
    const text = typeof content === 'string' && description !== undefined ? `${description}\0${content}` : content
    const body = typeof text === 'string' ? id3Text(text, encoding) : text
    if (version === 2) return [latin(name), u32be(body.length).subarray(1), body]
    return [latin(name), version === 4 ? synchsafe(body.length) : u32be(body.length), latin('\0\0'), body]
  })
  const body = Buffer.concat(parts)
  return Buffer.concat([latin(`ID3${String.fromCharCode(version)}\0\0`), synchsafe(body.length), body])
}

export function mp3(version: 2 | 3 | 4, frames: readonly Id3Frame[], encoding?: Id3Encoding): Buffer {
  return Buffer.concat([id3Tag(version, frames, encoding), silence()])
}

/** An MP3 with a tag of ID3v1 behind it; each text has 30 bytes. */
export function mp3WithId3v1(title: Buffer, artist: Buffer, genre: number): Buffer {
  const field = (bytes: Buffer, length: number) => Buffer.concat([bytes.subarray(0, length)], length)
  const rest = Buffer.concat([Buffer.alloc(30), latin('1999'), Buffer.alloc(30), Buffer.from([genre])])
  return Buffer.concat([silence(), latin('TAG'), field(title, 30), field(artist, 30), rest])
}

/** An MP3 with a tag of APEv2 behind it; several values of one item are told apart by null characters. */
export function mp3WithApe(items: readonly (readonly [name: string, text: string])[]): Buffer {
  const bytes = Buffer.concat(
    items.map(([name, text]) => {
      const value = Buffer.from(text, 'utf8')
      return Buffer.concat([u32le(value.length), u32le(0), latin(`${name}\0`), value])
    }),
  )
  const footer = [latin('APETAGEX'), u32le(2_000), u32le(bytes.length + 32), u32le(items.length), u32le(0)]
  return Buffer.concat([silence(4), bytes, ...footer, Buffer.alloc(8)])
}

function atom(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([u32be(body.length + 8), latin(type), body])
}

/** A tag of MP4: one of four letters, or one that iTunes gave a name (`----:MOOD`); each value is an atom of its own. */
export type Mp4Tag = readonly [id: string, ...values: readonly (string | Buffer | number)[]]

export function mp4(tags: readonly Mp4Tag[]): Buffer {
  const value = (each: string | Buffer | number): Buffer => {
    if (typeof each === 'string') return atom('data', u32be(1), u32be(0), Buffer.from(each, 'utf8'))
    if (typeof each === 'number') return atom('data', u32be(21), u32be(0), Buffer.from([each >> 8, each & 255]))
    return atom('data', u32be(0), u32be(0), each)
  }
  const text = (type: string, content: string) => atom(type, u32be(0), latin(content))
  const list = tags.map(([id, ...values]) => {
    const [type = '', name] = id.split(':')
    const named = name === undefined ? [] : [text('mean', 'com.apple.iTunes'), text('name', name)]
    return atom(type, ...named, ...values.map(value))
  })
  const meta = atom('meta', u32be(0), atom('ilst', ...list))
  return Buffer.concat([atom('ftyp', latin('M4A \0\0\0\0')), atom('moov', atom('udta', meta))])
}

/** The number and total of a track or disc, as MP4 has them. */
export const mp4Position = (number: number, total: number): Buffer => Buffer.from([0, 0, 0, number, 0, total, 0, 0])

/** @param samples of 16 bits, 8,000 each second. */
export function wav(
  info: readonly (readonly [id: string, text: string])[],
  samples: Buffer = Buffer.alloc(800),
): Buffer {
  const chunk = (id: string, bytes: Buffer) =>
    Buffer.concat([latin(id), u32le(bytes.length), bytes, Buffer.alloc(bytes.length % 2)])
  const list = Buffer.concat([latin('INFO'), ...info.map(([id, text]) => chunk(id, Buffer.from(text, 'utf8')))])
  const format = Buffer.concat([latin('\x01\0\x01\0'), u32le(8_000), u32le(16_000), latin('\x02\0\x10\0')])
  const sound = chunk('data', samples)
  return chunk('RIFF', Buffer.concat([latin('WAVE'), chunk('fmt ', format), chunk('LIST', list), sound]))
}
