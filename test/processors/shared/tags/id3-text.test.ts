import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { id3TagBytes, withId3Text } from '../../../../processors/shared/tags/id3-text.ts'
import { id3Tag } from '../../../support/tag-files.ts'
import type { Id3Encoding } from '../../../support/tag-files.ts'

/** What music-metadata makes of "AC/DC" in ID3v2.3. */
const split = [
  { id: 'TPE1', value: 'AC' },
  { id: 'TPE1', value: 'DC' },
  { id: 'TIT2', value: 'Title' },
  { id: 'TCON', value: 'Rock' },
]
const title = { id: 'TIT2', value: 'Title' }

describe('the texts of ID3v2', () => {
  it.each<[2 | 3 | 4, Id3Encoding]>([
    [2, 'latin1'],
    [2, 'utf16'],
    [3, 'latin1'],
    [3, 'utf16'],
    [4, 'latin1'],
    [4, 'utf16'],
    [4, 'utf8'],
  ])('of version %d in %s are as the file has them', (version, encoding) => {
    const id = version === 2 ? 'TP1' : 'TPE1'
    const form = `ID3v2.${version}`
    const tags = split.map((tag) => (tag.id === 'TPE1' ? { ...tag, id } : tag)).filter((tag) => tag.id !== 'TCON')
    const tag = id3Tag(
      version,
      [
        [version === 2 ? 'TT2' : 'TIT2', 'Title'],
        [id, 'AC/DC'],
      ],
      encoding,
    )
    expect(withId3Text(form, tags, tag)).toStrictEqual([title, { id, value: 'AC/DC' }])
  })

  it('have what stands in brackets, descriptions, and several values', () => {
    const tag = id3Tag(3, [
      ['TCON', '(17)Rock (Live)'],
      ['TXXX:Artists', 'A/C\0B'],
    ])
    expect(withId3Text('ID3v2.3', [title, { id: 'TCON', value: 'Rock ' }], tag)).toStrictEqual([
      ...[title, { id: 'TCON', value: '(17)Rock (Live)' }, { id: 'TXXX:Artists', value: 'A/C\0B' }],
    ])
  })

  it('are joined again where the tag is not at hand', () => {
    expect(withId3Text('ID3v2.3', split, Buffer.alloc(0))).toStrictEqual([
      ...[title, { id: 'TCON', value: 'Rock' }, { id: 'TPE1', value: 'AC/DC' }],
    ])
    expect(withId3Text('ID3v2.4', split, Buffer.alloc(0))).toStrictEqual(split)
  })

  it('are read where zeros were put behind bytes of ones', () => {
    const tag = id3Tag(3, [['TPE1', 'ÿ/ÿ']], 'latin1')
    const body = Buffer.from(tag.subarray(10).toString('latin1').replaceAll('\xff', '\xff\0'), 'latin1')
    const unsynchronised = Buffer.concat([tag.subarray(0, 10), body])
    unsynchronised[5] = 0x80
    unsynchronised[9] = body.length
    expect(withId3Text('ID3v2.3', [title], unsynchronised)).toStrictEqual([title, { id: 'TPE1', value: 'ÿ/ÿ' }])
  })

  it('are left out where they are compressed, cut off or of no known version', () => {
    const tag = id3Tag(3, [['TPE1', 'AC/DC']])
    const compressed = Buffer.from(tag)
    compressed[19] = 0x80
    const unknown = Buffer.from(tag)
    unknown[3] = 9
    for (const each of [compressed, unknown, tag.subarray(0, 25)])
      expect(withId3Text('ID3v2.4', split, each)).toStrictEqual(split)
  })

  it('are looked for in any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.uint8Array().map((rest) => Buffer.concat([id3Tag(4, [['TPE1', 'x']]), rest])),
    )
    fc.assert(
      fc.property(bytes, fc.nat(40), fc.nat(255), (found, at, byte) => {
        const damaged = Uint8Array.from(found)
        if (at < damaged.length) damaged[at] = byte
        expect(withId3Text('ID3v2.4', split, damaged).length).toBeLessThanOrEqual(split.length + damaged.length)
        expect(id3TagBytes(damaged)).toBeGreaterThanOrEqual(0)
      }),
      { seed: 20_261_130, numRuns: 2_000 },
    )
  })
})
