import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import { LONGEST_TEXT } from '../../processors/shared/text/clean-text.ts'
import { openTagReader } from '../../processors/scan-library/edge/tag-reader.ts'
import { toneFile } from '../processors/scan-library/edge/tone-file.ts'
import { id3Text, mp3, mp3WithApe, mp4, mp4Position, wav } from '../support/tag-files.ts'
import type { Id3Frame } from '../support/tag-files.ts'

interface Said {
  readonly title: string
  readonly year: string
  readonly track: string
}

const id3 = (version: 3 | 4, { title, year, track }: Said): Buffer => {
  const encoding = version === 4 ? 'utf8' : 'utf16'
  const names = [...['TPE1', 'TPE2', 'TCOM', 'TCON', 'TIT1', 'TKEY', 'TXXX:ARTISTS', 'TXXX:REPLAYGAIN_TRACK_GAIN']]
  const further = names.map((name): Id3Frame => [name, title])
  const lyrics = id3Text(title, encoding)
  return mp3(version, [['TIT2', title], [version === 4 ? 'TDRC' : 'TYER', year], ['TRCK', track], ['TPOS', track], ['TBPM', track], ...further, ['USLT', lyrics]], encoding) // prettier-ignore
}

const WRITERS: Readonly<Record<string, (said: Said) => Buffer | Promise<Uint8Array>>> = {
  'id3v2.3.mp3': (said) => id3(3, said),
  'id3v2.4.mp3': (said) => id3(4, said),
  'apev2.mp3': ({ title, year, track }) => mp3WithApe([['Title', title], ['Year', year], ['Track', track], ['Lyrics', title]]), // prettier-ignore
  'info.wav': ({ title, year, track }) => wav([['INAM', title], ['ICRD', year], ['ITRK', track]]), // prettier-ignore
  'atoms.m4a': ({ title, year, track }) => mp4([['©nam', title], ['©day', year], ['trkn', mp4Position(Number(track) & 255, 0)], ['©lyr', title]]), // prettier-ignore
  'comments.flac': ({ title, year, track }) => toneFile(440, [['TITLE', title], ['DATE', year], ['TRACKNUMBER', track], ['ARTISTS', title], ['SYNCEDLYRICS', title]]), // prettier-ignore
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

it('whatever tags of any kind say, they become bounded lines of text and numbers in their range', async () => {
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
      const texts = Object.values(tags).filter((each) => typeof each === 'string')
      texts.push(...tags.genres, ...tags.moods, ...tags.artists, ...tags.featuredArtists, ...tags.composers)
      for (const text of texts) {
        expect(text).not.toMatch(UNSAFE)
        expect(Array.from(text).length).toBeLessThanOrEqual(LONGEST_TEXT)
      }
      for (const number of [tags.year, tags.trackNumber, tags.discNumber, tags.trackTotal, tags.originalYear]) {
        if (number !== null) expect(Number.isInteger(number) && number >= 1 && number <= 9_999).toBe(true)
      }
    }),
    { numRuns: 250, seed: 20_261_130 },
  )
  expect([...readBy].sort()).toStrictEqual(Object.keys(WRITERS).sort())
})
