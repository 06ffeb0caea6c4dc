import { expect, test } from 'vitest'
import { queueSources } from '../../../schemas/http.ts'
import { isOfStream, sourceWords, sourceWordsBeside } from '../../../ui/data/source-words.ts'

test('every source has a badge, with its name and without', () => {
  const words = queueSources.map((kind) => [
    kind,
    sourceWords({ kind, id: null, name: 'Mezzanine' }),
    sourceWords({ kind, id: null, name: '' }),
  ])
  expect(words).toEqual([
    ['unknown', 'From Mezzanine', ''],
    ['track', 'From Mezzanine', ''],
    ['album', 'From Mezzanine', 'From an album'],
    ['artist', 'From Mezzanine', 'From an artist'],
    ['genre', 'From Mezzanine', 'From a genre'],
    ['playlist', 'From Mezzanine', 'From a playlist'],
    ['search', 'From the search “Mezzanine”', 'From a search'],
    ['radio', 'Radio: Mezzanine', 'Radio'],
    ['recommendation', 'Live: Mezzanine', 'Live'],
    ['library', 'From your library', 'From your library'],
  ])
  expect(queueSources.filter((kind) => isOfStream({ kind, id: null, name: '' }))).toEqual(['radio', 'recommendation'])
})

test('beside its album, a song of that album says nothing, and one of a best-of says which', () => {
  const of = (name: string) => sourceWordsBeside('Mezzanine', { kind: 'album', id: null, name })
  expect([of('Mezzanine'), of('Collected')]).toEqual(['', 'From Collected'])
})
