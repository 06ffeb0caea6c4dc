import { describe, expect, it } from 'vitest'
import { labelled } from '../../../../streams/app/evaluate/evaluate-tracks.ts'
import { trackId } from '../../../../schemas/generated.ts'
import { featuresOf, referenceOf } from '../../../support/builders.ts'

describe('tracks of the running system', () => {
  const [a, b] = [trackId('a'), trackId('b')]
  const references = new Map([[a, referenceOf('a', { path: 'x/a.ogg', artist: 'Tagged', genres: ['Jazz', 'Folk'] })]])
  const features = new Map([
    [a, featuresOf('a', 0)],
    [b, featuresOf('b', 1)],
  ])
  const unknown = { track: null, genre: null, artist: null, album: null }

  it('are labelled by their tags; what is empty is not known', () => {
    expect(labelled(references, features, null).map(({ item }) => item)).toStrictEqual([
      { id: 'a', labels: { ...unknown, genre: 'Jazz', artist: 'Tagged' } },
      { id: 'b', labels: unknown },
    ])
  })

  it('are labelled first by the table that names their files', () => {
    const given = new Map([['x/a.ogg', { ...unknown, track: 't', artist: 'Listed' }]])
    expect(labelled(references, features, given)[0]?.item.labels).toStrictEqual({
      track: 't',
      genre: 'Jazz',
      artist: 'Listed',
      album: null,
    })
  })
})
