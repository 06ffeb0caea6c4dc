import { describe, expect, it } from 'vitest'
import { folderHints } from '../../../processors/scan-library/folder-hints.ts'

const nothing = { artist: null, album: null, year: null, discNumber: null }

describe('the folders of a file', () => {
  it.each([
    ['Nord/Harbour (1999)/01 One.mp3', { artist: 'Nord', album: 'Harbour', year: 1999 }],
    ['Nord/Harbour [1999]/01 One.mp3', { artist: 'Nord', album: 'Harbour', year: 1999 }],
    ['Nord/1999 - Harbour/01 One.mp3', { artist: 'Nord', album: 'Harbour', year: 1999 }],
    ['Nord/(1999) Harbour/01 One.mp3', { artist: 'Nord', album: 'Harbour', year: 1999 }],
    ['Jazz/Nord/Harbour/01 One.mp3', { artist: 'Nord', album: 'Harbour' }],
    ['Nord/Harbour/CD 2/01 One.mp3', { artist: 'Nord', album: 'Harbour', discNumber: 2 }],
    ['Nord - Harbour (1999)/disc1/One.mp3', { artist: 'Nord', album: 'Harbour', year: 1999, discNumber: 1 }],
    ['Nord/Nord - Harbour/One.mp3', { artist: 'Nord', album: 'Harbour' }],
    ['Nord/1984/One.mp3', { artist: 'Nord', album: '1984' }],
    ['The_Norths/Big_Harbour/One.mp3', { artist: 'The Norths', album: 'Big Harbour' }],
    ['Various Artists/Harbour/One.mp3', { album: 'Harbour' }],
    ['Nord/Unknown Album/One.mp3', { artist: 'Nord' }],
  ])('%s', (path, said) => {
    expect(folderHints(path)).toStrictEqual({ ...nothing, ...said })
  })

  it.each(['One.mp3', 'Jazz/One.mp3', 'CD 1/One.mp3', '/One.mp3'])('%s says nothing', (path) => {
    expect({ ...folderHints(path), discNumber: null }).toStrictEqual(nothing)
  })
})
