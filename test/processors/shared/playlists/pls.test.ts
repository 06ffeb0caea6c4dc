import { describe, expect, it } from 'vitest'
import { plsLines } from '../../../../processors/shared/playlists/pls.ts'

describe('a playlist as PLS', () => {
  it('is in the order of its numbers, with titles where they are', () => {
    const text =
      '[playlist]\nFile10=c.mp3\nfile2 = b.mp3 \nTitle2=Band - B\nFile1=a.mp3\nLength1=5\nNumberOfEntries=3\nVersion=2'
    expect(plsLines(text)).toStrictEqual([
      { line: 'a.mp3', name: null },
      { line: 'b.mp3', name: 'Band - B' },
      { line: 'c.mp3', name: null },
    ])
  })

  it('is empty where it names nothing, or counts beyond belief', () => {
    for (const text of [
      '',
      'File=a.mp3',
      'File1=',
      'File999999=a.mp3',
      `File1${'0'.repeat(1_000)}=a`,
      `File1=${' '.repeat(4e6)}`,
      `File1${' '.repeat(4e6)}`,
    ])
      expect(plsLines(text)).toStrictEqual([])
  })
})
