import { describe, expect, it } from 'vitest'
import { albumIdOf, artistIdsOf } from '../../../processors/shared/entities/ids.ts'
import { entityAliases } from '../../../processors/shared/entities/aliases.ts'
import type { Album, AlbumId, Artist, ArtistId, AudioReference } from '../../../schemas/generated.ts'
import { albums, artists } from '../../../schemas/topics.ts'
import { gone, heard, referenceOf, START } from '../../support/builders.ts'
import { groupDriver, grouped, libraryOf, musicBrainz, removed, tagged } from './rig.ts'

const on = (album: string, changes: Partial<AudioReference> = {}): Partial<AudioReference> => ({
  ...{ album, artist: 'Anna', albumArtist: 'Anna', year: 1999 },
  ...changes,
})
const RELEASE = musicBrainz({ releaseId: '11111111-1111-4111-8111-111111111111' })
const OTHER_RELEASE = musicBrainz({ releaseId: '22222222-2222-4222-8222-222222222222' })
const titles = (library: { readonly albums: readonly Album[] }) =>
  library.albums.map(({ title, artist, trackCount }) => [artist, title, trackCount].join(' / ')).sort()

describe('an album', () => {
  it('has its tracks in order of disc, number and title, 2 before 10', () => {
    const {
      albums: [album],
    } = grouped(
      // prettier-ignore
      tagged('d', on('X (Disc 2)', { trackNumber: 1 })),
      tagged('c', on('X', { title: 'Part 10' })),
      tagged('b', on('X', { title: 'Part 2' })),
      tagged('a', on('X', { trackNumber: 1, discSubtitle: 'Dawn' })),
    )
    expect(album).toMatchObject({
      ...{ title: 'X', artist: 'Anna', year: 1999, trackIds: ['a', 'b', 'c', 'd'], trackCount: 4, tracksLeftOut: 0 },
      discs: [{ number: 1, subtitle: 'Dawn', tracks: 3 }, { number: 2, subtitle: null, tracks: 1 }],
    }) // prettier-ignore
  })

  it('is spelled as most of its tracks spell it, and says how the others do', () => {
    const {
      albums: [album],
    } = grouped(
      // prettier-ignore
      tagged('a', on('BLUE')),
      tagged('b', on('Blue')),
      tagged('c', on('Blue')),
    )
    expect(album?.title).toBe('Blue')
    expect(album?.merged).toStrictEqual([{ id: album?.albumId, name: 'BLUE', reason: 'spelling', tracks: 1 }])
  })

  it('of one name is another by another artist, and in another edition', () => {
    const library = grouped(
      tagged('a', on('Hits', { albumArtist: 'Queen' })),
      tagged('b', on('Hits', { albumArtist: 'ABBA' })),
      tagged('c', on('Blue', { musicBrainz: RELEASE })),
      tagged('d', on('Blue', { musicBrainz: OTHER_RELEASE })),
    )
    expect(titles(library)).toStrictEqual(['ABBA / Hits / 1', 'Anna / Blue / 1', 'Anna / Blue / 1', 'Queen / Hits / 1'])
  })

  it('is one while its tracks get a MusicBrainz id one by one; its earlier id leads to it', () => {
    const driver = groupDriver()
    const states = ['', 'a', 'ab'].map((done, i) => {
      const ids = (id: string) => (done.includes(id) ? { musicBrainz: RELEASE } : {})
      driver.pipeIn(tagged('a', on('Blue', ids('a')), START + i), tagged('b', on('Blue', ids('b')), START + i))
      driver.advance({ recordsPerCommit: 10 })
      return libraryOf(driver).albums
    })
    const [before, half, whole] = states.map(([album]) => album)
    expect(states.map(({ length }) => length)).toStrictEqual([1, 1, 1])
    expect(before?.albumId).toBe(albumIdOf(referenceOf('a', on('Blue'))))
    expect(half?.albumId).toBe(whole?.albumId)
    expect(half?.merged).toContainEqual({ id: before?.albumId, name: 'Blue', reason: 'tags', tracks: 2 })
    expect(leads(driver, before?.albumId)).toBe(whole?.albumId)
  })

  it('without an album artist is a compilation where its folder holds several artists', () => {
    const track = (id: string, artist: string, trackNumber: number, year: number) =>
      tagged(id, { path: `Sampler/${id}.flac`, album: 'Sampler', artist, trackNumber, year })
    const { albums: found } = grouped(
      track('a', 'Anna', 1, 1969),
      track('b', 'Ben', 2, 1970),
      track('c', 'Cleo', 3, 1970),
    )
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      ...{ artist: 'Various Artists', artists: [], compilation: true, year: 1970, trackCount: 3 },
    })
    const own = albumIdOf(referenceOf('a', { album: 'Sampler', artist: 'Anna', year: 1969 }))
    expect(found[0]?.merged).toContainEqual({ id: own, name: 'Sampler', reason: 'folder', tracks: 1 })
  })

  it('is divided again when its folder turns out to hold others, and joined when they are gone', () => {
    const track = (id: string, artist: string, album: string, at: number) =>
      tagged(id, { path: `Mixed/${id}.flac`, album, artist }, at)
    const driver = groupDriver()
    const after = (...records: ReturnType<typeof tagged>[]) => {
      driver.pipeIn(...records)
      driver.advance({ recordsPerCommit: 10 })
      return titles(libraryOf(driver))
    }
    const joined = ['Various Artists / Hits / 2']
    expect(after(track('a', 'Anna', 'Hits', START), track('b', 'Ben', 'Hits', START))).toStrictEqual(joined)
    expect(after(track('c', 'Cleo', 'Blue', START + 1))).toStrictEqual([
      ...['Anna / Hits / 1', 'Ben / Hits / 1', 'Cleo / Blue / 1'],
    ])
    expect(after(removed('c', START + 2))).toStrictEqual(joined)
  })

  it('is by the one who made most of it, where others only help', () => {
    const track = (id: string, artist: string) => tagged(id, { path: `X/${id}.flac`, album: 'X', artist })
    expect(titles(grouped(track('a', 'Anna'), track('b', 'Anna & Ben'), track('c', 'Anna')))).toStrictEqual([
      'Anna / X / 3',
    ])
  })

  it.each([
    ['with the same track numbers', 'Hits/', 1, 1],
    ['in the library folder itself', '', 1, 2],
  ])('is not joined with one of its name by another artist %s', (_, folder, first, second) => {
    const track = (id: string, artist: string, trackNumber: number) =>
      tagged(id, { path: `${folder}${id}.flac`, album: 'Hits', artist, trackNumber })
    expect(titles(grouped(track('a', 'Queen', first), track('b', 'ABBA', second)))).toStrictEqual([
      'ABBA / Hits / 1',
      'Queen / Hits / 1',
    ])
  })

  it('has no tracks without an album tag, whatever their folder is called', () => {
    expect(grouped(tagged('a', { path: 'Blue/a.flac', artist: 'Anna' }), tagged('b', { path: 'Blue/b.flac' })).albums).toStrictEqual([]) // prettier-ignore
  })

  it('shows the picture of its first track that has one, and sounds like the mean of its tracks', () => {
    const {
      albums: [album],
    } = grouped(
      // prettier-ignore
      tagged('a', on('X', { trackNumber: 1 })),
      tagged('b', on('X', { trackNumber: 2, hasArt: true, artVersion: 'v1' })),
      tagged('c', on('X', { trackNumber: 3, hasArt: true, artVersion: 'v2' })),
      heard('a', 1),
      heard('b', 2),
    )
    expect(album).toMatchObject({ artTrackId: 'b', artVersion: 'v1' })
    expect(album?.centroid).toMatchObject({ extractorVersion: 'extractor-1', tracks: 2 })
    const [one, two] = ['a', 'b'].map((id, i) => {
      const { albums: [alone] } = grouped(tagged(id, on('X')), heard(id, i + 1)) // prettier-ignore
      return alone?.centroid?.position ?? []
    })
    album?.centroid?.position.forEach((value, d) => {
      expect(value).toBeCloseTo(((one?.[d] ?? NaN) + (two?.[d] ?? NaN)) / 2, 4)
    })
  })

  it('forgets what a removed track sounded like', () => {
    const driver = groupDriver()
    driver.pipeIn(tagged('a', on('X')), tagged('b', on('X')), heard('a', 1), heard('b', 2), gone('a', START + 1))
    driver.advance({ recordsPerCommit: 10 })
    expect(libraryOf(driver).albums[0]?.centroid?.tracks).toBe(1)
  })
})

/** The album or artist that a reader finds by an id. */
function leads(driver: ReturnType<typeof groupDriver>, id: AlbumId | ArtistId | undefined): string | undefined {
  const found = entityAliases<string, Album | Artist>()
  for (const topic of [albums, artists])
    for (const [key, value] of driver.table(topic)) found.apply(key, value as Album | Artist)
  const entity = found.find(id ?? '')
  return entity === null ? undefined : 'albumId' in entity ? entity.albumId : entity.artistId
}

describe('a corrected tag', () => {
  it('empties the old album, whose id leads to the new one from then on', () => {
    const driver = groupDriver()
    const spelled = (album: string, at: number) => ['a', 'b', 'c'].map((id) => tagged(id, on(album), at))
    driver.pipeIn(...spelled('Bleu', START))
    driver.advance({ recordsPerCommit: 10 })
    const old = libraryOf(driver).albums[0]?.albumId
    driver.readOut(albums)
    // The tracks come one after another, as they do from several partitions, and the process dies in between.
    driver.pipeIn(...spelled('Blue', START + 1))
    driver.advance({ restarting: true })
    expect(
      driver
        .readOut(albums)
        .filter(({ value }) => value === null)
        .map(({ key }) => key),
    ).toStrictEqual([old])
    const { albums: now } = libraryOf(driver)
    expect(now.map(({ title, trackCount }) => [title, trackCount])).toStrictEqual([['Blue', 3]])
    expect(now[0]?.merged).toStrictEqual([{ id: old, name: 'Bleu', reason: 'retagged', tracks: 0 }])

    driver.pipeIn(...spelled('Azure', START + 2))
    driver.advance({ recordsPerCommit: 10 })
    const [last] = libraryOf(driver).albums
    expect([now[0]?.albumId, old].map((id) => leads(driver, id))).toStrictEqual([last?.albumId, last?.albumId])

    driver.pipeIn(...spelled('Bleu', START + 3))
    driver.advance({ recordsPerCommit: 10 })
    expect(leads(driver, last?.albumId)).toBe(old)
    expect(leads(driver, old)).toBe(old)
  })

  it('of an artist keeps what was said of the old one', () => {
    const driver = groupDriver()
    driver.pipeIn(tagged('a', { artist: 'Beetles' }), tagged('b', { artist: 'Beetles' }))
    driver.advance({ recordsPerCommit: 10 })
    const [old] = artistIdsOf(referenceOf('a', { artist: 'Beetles' }))
    driver.pipeIn(tagged('a', { artist: 'The Beatles' }, START + 1), tagged('b', { artist: 'The Beatles' }, START + 1))
    driver.advance({ recordsPerCommit: 1 })
    const [now] = libraryOf(driver).artists
    expect(now).toMatchObject({ name: 'The Beatles', sortName: 'Beatles, The', trackCount: 2 })
    expect(leads(driver, old)).toBe(now?.artistId)
  })

  it('leads nowhere once all is removed', () => {
    const driver = groupDriver()
    driver.pipeIn(tagged('a', on('X', { genres: ['Rock'], work: 'Opus 1', composers: ['Ben'] })), heard('a', 1))
    driver.advance({ recordsPerCommit: 10 })
    driver.pipeIn(removed('a', START + 1), gone('a', START + 1))
    driver.advance({ recordsPerCommit: 1, restarting: true })
    expect(libraryOf(driver)).toStrictEqual({ albums: [], artists: [], genres: [], works: [] })
  })
})

describe('an artist', () => {
  it('is counted by what it does, and has the albums that credit it', () => {
    const { artists: found, albums: all } = grouped(
      tagged('a', on('X', { artists: ['Anna'], featuredArtists: ['Ben'], genres: ['Rock', 'Jazz'] })),
      tagged('b', on('Y', { artists: ['Anna'], composers: ['Ben', 'Anna'], genres: ['Jazz'], absentSince: START })),
      tagged('c', on('Z', { artists: ['Ben'], albumArtist: 'Various Artists' })),
    )
    const by = (name: string) => found.find((artist) => artist.name === name)
    expect(found).toHaveLength(2)
    expect(by('Anna')).toMatchObject({
      ...{
        trackCount: 2,
        absentTracks: 1,
        albumCount: 2,
        featuredCount: 0,
        composerCount: 1,
        genres: ['Jazz', 'Rock'],
      },
      albumIds: all.filter(({ title }) => title !== 'Z').map(({ albumId }) => albumId).sort(), // prettier-ignore
    })
    expect(by('Ben')).toMatchObject({ trackCount: 1, albumCount: 0, featuredCount: 1, composerCount: 1 })
  })

  it('is one for a name with and without its MusicBrainz id, but not where two have the name', () => {
    const nirvana = (id: string, artistId?: string) =>
      tagged(id, {
        artist: 'Nirvana',
        ...(artistId === undefined ? {} : { musicBrainz: musicBrainz({ artistIds: [artistId] }) }),
      })
    const counts = (...records: ReturnType<typeof tagged>[]) =>
      grouped(...records).artists.map(({ trackCount, musicBrainzArtistId }) => `${musicBrainzArtistId ?? 'none'}: ${trackCount}`).sort() // prettier-ignore
    expect(counts(nirvana('a', 'us'), nirvana('b'))).toStrictEqual(['us: 2'])
    expect(counts(nirvana('a', 'us'), nirvana('b'), nirvana('c', 'uk'))).toStrictEqual(['none: 1', 'uk: 1', 'us: 1'])
  })
})

it('counts a genre in all its spellings', () => {
  const {
    genres: [genre, ...others],
  } = grouped(
    // prettier-ignore
    tagged('a', on('X', { genres: ['Hip-Hop'] })),
    tagged('b', on('X', { genres: ['Hip Hop', 'hiphop'].slice(0, 1) })),
    tagged('c', on('Y', { artist: 'Ben', genres: ['Hip-Hop'] })),
  )
  expect(others).toStrictEqual([])
  expect(genre).toMatchObject({ name: 'Hip-Hop', trackCount: 3, albumCount: 2, artistCount: 2 })
  expect(genre?.merged).toStrictEqual([{ id: genre?.genreId, name: 'Hip Hop', reason: 'spelling', tracks: 1 }])
})

it('lists the tracks of a work with its composers', () => {
  const {
    works: [work],
  } = grouped(
    // prettier-ignore
    tagged('b', { work: 'Symphony No. 5', composers: ['Mahler'], trackNumber: 2 }),
    tagged('a', { work: 'Symphony no. 5', composers: ['Mahler'], trackNumber: 1 }),
  )
  expect(work).toMatchObject({ title: 'Symphony No. 5', trackIds: ['a', 'b'], trackCount: 2 })
  expect(work?.composers.map(({ name }) => name)).toStrictEqual(['Mahler'])
})

it('writes an album once for a batch of its tracks, and nothing when nothing about it changed', () => {
  const driver = groupDriver()
  const tracks = Array.from({ length: 12 }, (_, i) => tagged(`t${i}`, on('X', { trackNumber: i + 1 })))
  driver.pipeIn(...tracks)
  driver.advance({ recordsPerCommit: 12 })
  expect([driver.readOut(albums).length, driver.readOut(artists).length]).toStrictEqual([1, 1])
  driver.pipeIn(...tracks.map((each) => ({ ...each, value: { ...referenceOf(each.key, on('X')), ...each.value, sizeBytes: 2, modifiedAt: START + 1 } }))) // prettier-ignore
  driver.advance({ recordsPerCommit: 12 })
  expect(driver.unread()).toStrictEqual({})
})
