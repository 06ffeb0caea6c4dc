import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import { LONGEST_TEXT } from '../../processors/shared/text/clean-text.ts'
import { openTagReader } from '../../processors/scan-library/edge/tag-reader.ts'
import { toneFile } from '../processors/scan-library/edge/tone-file.ts'

const utf8 = (text: string) => Buffer.from(text, 'utf8')
const latin = (text: string) => Buffer.from(text, 'latin1')
const u32be = (value: number) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255])
const u32le = (value: number) => u32be(value).reverse()
const synchsafe = (value: number) => Buffer.from([21, 14, 7, 0].map((shift) => (value >>> shift) & 127))

interface Said {
  readonly title: string
  readonly year: string
  readonly track: string
}

function id3(version: 3 | 4, { title, year, track }: Said): Buffer {
  const frame = (id: string, text: string) => {
    const body =
      version === 4
        ? Buffer.concat([latin('\x03'), utf8(text)])
        : Buffer.concat([latin('\x01\xff\xfe'), Buffer.from(text, 'utf16le')])
    return Buffer.concat([latin(id), version === 4 ? synchsafe(body.length) : u32be(body.length), latin('\0\0'), body])
  }
  const frames = [frame('TIT2', title), frame(version === 4 ? 'TDRC' : 'TYER', year), frame('TRCK', track)]
  const body = Buffer.concat([...frames, frame('USLT', title)])
  const silence = Buffer.concat([latin('\xff\xfb\x90\x64'), Buffer.alloc(413)])
  return Buffer.concat([
    latin(`ID3${String.fromCharCode(version)}\0\0`),
    synchsafe(body.length),
    body,
    silence,
    silence,
    silence,
  ])
}

function ape({ title, year, track }: Said): Buffer {
  const item = (key: string, text: string) =>
    Buffer.concat([u32le(utf8(text).length), u32le(0), latin(`${key}\0`), utf8(text)])
  const items = Buffer.concat([item('Title', title), item('Year', year), item('Track', track)])
  const footer = Buffer.concat([
    latin('APETAGEX'),
    u32le(2_000),
    u32le(items.length + 32),
    u32le(3),
    u32le(0),
    Buffer.alloc(8),
  ])
  const silence = Buffer.concat([latin('\xff\xfb\x90\x64'), Buffer.alloc(413)])
  return Buffer.concat([silence, silence, silence, silence, items, footer])
}

function riffInfo({ title, year, track }: Said): Buffer {
  const chunk = (id: string, bytes: Buffer) =>
    Buffer.concat([latin(id), u32le(bytes.length), bytes, Buffer.alloc(bytes.length % 2)])
  const info = Buffer.concat([
    latin('INFO'),
    chunk('INAM', utf8(title)),
    chunk('ICRD', utf8(year)),
    chunk('ITRK', utf8(track)),
  ])
  const format = Buffer.concat([latin('\x01\0\x01\0'), u32le(8_000), u32le(16_000), latin('\x02\0\x10\0')])
  const body = Buffer.concat([
    latin('WAVE'),
    chunk('fmt ', format),
    chunk('LIST', info),
    chunk('data', Buffer.alloc(800)),
  ])
  return chunk('RIFF', body)
}

function mp4({ title, year, track }: Said): Buffer {
  const atom = (type: string, ...parts: readonly Buffer[]) => {
    const body = Buffer.concat(parts)
    return Buffer.concat([u32be(body.length + 8), latin(type), body])
  }
  const tag = (type: string, kind: number, bytes: Buffer) => atom(type, atom('data', u32be(kind), u32be(0), bytes))
  const number = Buffer.from([0, 0, 0, Number(track) & 255, 0, 0, 0, 0])
  const list = atom('ilst', tag('\xa9nam', 1, utf8(title)), tag('\xa9day', 1, utf8(year)), tag('trkn', 0, number))
  return Buffer.concat([atom('ftyp', latin('M4A \0\0\0\0')), atom('moov', atom('udta', atom('meta', u32be(0), list)))])
}

const WRITERS: Readonly<Record<string, (said: Said) => Buffer | Promise<Uint8Array>>> = {
  'id3v2.3.mp3': (said) => id3(3, said),
  'id3v2.4.mp3': (said) => id3(4, said),
  'apev2.mp3': ape,
  'info.wav': riffInfo,
  'atoms.m4a': mp4,
  'comments.flac': ({ title, year, track }) => toneFile(440, [['TITLE', title], ['DATE', year], ['TRACKNUMBER', track]]), // prettier-ignore
}

const HOSTILE = [
  'a\0b',
  'line\r\nand\u2028next',
  '\x1b]52;c;YQ==\x07\x9b2J',
  '\u202egpj.exe\u2066\u2069\u200f\u061c',
  '\ud800 alone \udfff',
  'e\u0301'.repeat(100_000),
  'lyrics '.repeat(300_000),
  '',
]
const numbers = fc.oneof(
  fc.constantFrom('20190', '-1', 'NaN', '1e9', '0', '9'.repeat(400), '1999', '', '∞', '3/-2'),
  fc.string(),
)
const said = fc.record({
  title: fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 2_000 })),
  year: numbers,
  track: numbers,
})

const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\p{Bidi_Control}]/u

it(
  'whatever tags of any kind say, they become bounded lines of text and numbers in their range',
  { timeout: 120_000 },
  async () => {
    const library = await mkdtemp(join(tmpdir(), 'slipstream-hostile-'))
    const reader = openTagReader(pino({ level: 'silent' }))
    onTestFinished(async () => {
      await reader.close()
      await rm(library, { recursive: true, force: true })
    })
    const readBy = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(WRITERS)), said, async (name, says) => {
        await writeFile(join(library, name), (await WRITERS[name]?.(says)) ?? '')
        const { tags, why } = await reader.read({ library, path: name })
        if (tags === null) {
          expect(why).not.toMatch(UNSAFE)
          return
        }
        if (tags.title !== '') readBy.add(name)
        const texts = [tags.title, tags.artist, tags.album, tags.albumArtist ?? '', tags.licence ?? '', ...tags.genres]
        for (const text of texts) {
          expect(text).not.toMatch(UNSAFE)
          expect(Array.from(text).length).toBeLessThanOrEqual(LONGEST_TEXT)
        }
        for (const number of [tags.year, tags.trackNumber]) {
          if (number !== null) expect(Number.isInteger(number) && number >= 1 && number <= 9_999).toBe(true)
        }
      }),
      { numRuns: 250, seed: 20_261_130 },
    )
    expect([...readBy].sort()).toStrictEqual(Object.keys(WRITERS).sort())
  },
)
