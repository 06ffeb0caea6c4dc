import { expect, test } from 'vitest'
import { albumIdOf, artistIdsOf } from '../../../processors/shared/entities/ids.ts'
import { catalogue } from '../../../processors/websocket-bridge/catalogue.ts'
import { lettersOfTracks, MAX_TEXTS, pageOfTracks } from '../../../processors/websocket-bridge/track-query.ts'
import type { TrackItem } from '../../../processors/websocket-bridge/track-item.ts'
import { trackQueryShape } from '../../../schemas/http.ts'
import { record } from '../../../streams/engine/topic.ts'
import { audioFeatures, audioReferences, analysisFailures } from '../../../schemas/topics.ts'
import { MAX_POSTINGS, noWork } from '../../../processors/websocket-bridge/search/text-index.ts'
import { catalogueOf, failure, features, idOf, reference } from './fixtures.ts'

const query = (fields: Record<string, unknown>) => trackQueryShape.parse(fields)
const names = (items: readonly TrackItem[]) => items.map((item) => item.path.replace('.ogg', ''))

const library = () =>
  catalogueOf([
    reference('a', { title: 'Jóga', artist: 'Björk', genres: ['Trip-Hop', 'Pop'], year: 1997 }),
    reference('b', { title: 'Angel', artist: 'Massive Attack', genres: ['Trip-Hop'], year: 1998 }),
    reference('c', { title: 'Angel Eyes', artist: 'Chet', genres: ['Jazz'], year: 1954 }),
    reference('d', { title: '', artist: '', album: '', genres: [], year: null }),
  ])

test.each<[Record<string, unknown>, readonly string[]]>([
  [{}, ['a', 'c', 'b', 'd']],
  [{ q: 'bjork' }, ['a']],
  [{ q: 'BJÖRK jog' }, ['a']],
  [{ q: 'angel' }, ['c', 'b']],
  [{ q: '  angel   1998 ' }, ['b']],
  [{ q: 'angel nobody' }, []],
  [{ q: '.*' }, []],
  [{ genre: 'trip-hop' }, ['a', 'b']],
  [{ genre: 'Trip' }, []],
  [{ artist: 'massive attack' }, ['b']],
  [{ genre: 'Trip-Hop', q: 'angel' }, ['b']],
  [{ q: '' }, ['a', 'c', 'b', 'd']],
  [{ q: 'oga' }, []],
])('%j finds %j', (fields, expected) => {
  const page = pageOfTracks(library(), query(fields))
  expect([names(page.items), page.nextCursor]).toStrictEqual([expected, null])
})

test('what is not here now comes behind all that is', () => {
  const away = reference('a', { artist: 'Abba', absentSince: 5 })
  const content = catalogueOf([away, reference('z', { artist: 'Zappa' })])
  expect(names(pageOfTracks(content, query({})).items)).toStrictEqual(['z', 'a'])
})

test('pages together are the whole, whatever their size', () => {
  const content = catalogueOf(Array.from({ length: 25 }, (_, i) => reference(String.fromCharCode(97 + i))))
  const whole = names(pageOfTracks(content, query({ limit: 500 })).items)
  for (const limit of [1, 2, 7, 24, 25, 26]) {
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = pageOfTracks(content, query({ limit, cursor }))
      found.push(...names(page.items))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect([limit, found]).toStrictEqual([limit, whole])
  }
})

test('rows can be had from any place of the list, with how many there are', () => {
  const content = catalogueOf(Array.from({ length: 25 }, (_, i) => reference(String.fromCharCode(97 + i))))
  const whole = names(pageOfTracks(content, query({ limit: 500 })).items)
  for (const fields of [{}, { genre: 'Ambient' }, { q: 'title' }]) {
    const page = pageOfTracks(content, query({ ...fields, offset: '7', limit: 5 }))
    expect([names(page.items), page.total]).toStrictEqual([whole.slice(7, 12), 25])
    const next = pageOfTracks(content, query({ ...fields, cursor: page.nextCursor, limit: 500 }))
    expect([names(next.items), next.nextCursor]).toStrictEqual([whole.slice(12), null])
    expect(pageOfTracks(content, query({ ...fields, offset: 25 }))).toStrictEqual({
      items: [],
      nextCursor: null,
      total: 25,
    })
  }
  expect(pageOfTracks(content, query({ artist: 'Artist c', offset: 0 })).total).toBe(1)
})

test('letters lead to the places of the list, and each place is under one', () => {
  const content = catalogueOf([
    reference('a', { artist: 'Björk' }),
    reference('b', { artist: 'élan' }),
    reference('c', { artist: '2Pac' }),
    reference('d', { artist: 'Eels', genres: ['Rock'] }),
    reference('e', { artist: '浜崎あゆみ' }),
    reference('f', { artist: '宇多田' }),
    reference('g', { artist: 'Ария' }),
    reference('h', { artist: '' }),
    reference('i', { artist: 'Abba', absentSince: 5 }),
  ])
  const { total, letters } = lettersOfTracks(content, query({}))
  expect(letters.map(({ letter, count }) => letter + String(count))).toStrictEqual([
    ...['#1', 'B1', 'E2', 'А1', '漢2', '?1', '1'],
  ])
  expect(total).toBe(9)
  const at = (letter: string) => letters.find((each) => each.letter === letter)?.offset
  expect(names(pageOfTracks(content, query({ offset: at('E'), limit: 2 })).items)).toStrictEqual(['d', 'b'])
  expect(names(pageOfTracks(content, query({ offset: at('') })).items)).toStrictEqual(['i'])
  expect(lettersOfTracks(content, query({ genre: 'rock' }))).toStrictEqual({
    total: 1,
    letters: [{ letter: 'E', offset: 0, count: 1 }],
  })
})

test('tracks that come and go between pages make no other appear twice or not at all', () => {
  const content = catalogueOf(['b', 'd', 'f', 'h'].map((name) => reference(name)))
  const first = pageOfTracks(content, query({ limit: 2 }))
  catalogue.apply(content, record(audioReferences, idOf('a'), reference('a'), 0))
  catalogue.apply(content, record(audioReferences, idOf('d'), null, 0))
  catalogue.apply(content, record(audioReferences, idOf('e'), reference('e'), 0))
  const second = pageOfTracks(content, query({ limit: 3, cursor: first.nextCursor }))
  expect([names(first.items), names(second.items), second.nextCursor]).toStrictEqual([
    ['b', 'd'],
    ['e', 'f', 'h'],
    null,
  ])
})

test('what is no cursor at all is refused: with the first page instead, a client would go round for ever', () => {
  for (const cursor of ['zz', 'AAAA', '!', 'AAA=']) {
    expect(() => pageOfTracks(library(), query({ cursor }))).toThrow('take it from nextCursor as it is')
  }
})

test('a cursor that nobody gave out is a place like any other', () => {
  expect(names(pageOfTracks(library(), query({ cursor: 'AAA' })).items)).toStrictEqual(['a', 'c', 'b', 'd'])
  expect(names(pageOfTracks(library(), query({ cursor: '_____w' })).items)).toStrictEqual([])
})

test.each([{ limit: 0 }, { limit: -1 }, { limit: 1.5 }, { limit: 'ten' }, { q: ['a', 'b'] }])(
  '%j is refused',
  (fields) => {
    expect(trackQueryShape.safeParse(fields).success).toBe(false)
  },
)

test('a limit above the most is the most', () => {
  expect(query({ limit: '100000' }).limit).toBe(500)
})

test('an item says what is known of the track, and what went wrong', () => {
  const content = catalogueOf([reference('a', { durationMs: null }), reference('b'), reference('c')])
  catalogue.apply(content, record(audioFeatures, idOf('b'), features('b'), 0))
  catalogue.apply(content, record(analysisFailures, idOf('c'), failure('c'), 0))
  const item = (name: string) => ({
    trackId: idOf(name),
    title: `Title ${name}`,
    artist: `Artist ${name}`,
    album: `Album ${name}`,
    genres: ['Ambient'],
    durationMs: 30_000,
    year: 2020,
    trackNumber: 1,
    discNumber: null,
    albumId: albumIdOf(reference(name)),
    artistIds: artistIdsOf(reference(name)),
    path: `${name}.ogg`,
    addedAt: 1_700_000_000_000,
    hasArt: false,
    mediaType: 'audio/ogg',
  })
  expect(pageOfTracks(content, query({})).items).toStrictEqual([
    { ...item('a'), durationMs: null, state: 'waiting' },
    { ...item('b'), durationMs: 30_125, levels: { loudnessLufs: -14 }, state: 'heard' },
    {
      ...item('c'),
      state: 'failed',
      problem: { code: 'undecodable-audio', message: 'c.ogg cannot be decoded: replace the file.' },
    },
  ])
})

/** Tracks whose titles are of few words, so that pieces of words that nothing has are common. */
const large = () =>
  catalogueOf(
    Array.from({ length: 3_000 }, (_, n) =>
      reference(`t${n}`, {
        title: `${['another', 'the', 'winter'][n % 3] ?? ''} ${['song', 'string', 'thing'][(n % 7) % 3] ?? ''} ${n}`,
        artist: `Artist ${n % 50}`,
      }),
    ),
  )

test.each<Record<string, unknown>>([
  { q: 'nothingwinter' },
  { q: 'zzzz' },
  { q: 'song winter zzz' },
  { q: Array.from({ length: 100 }, (_, i) => 'abcdefghijklmnopqrstuvwxyz'[i % 26]).join(' ') },
  { q: 'an th er wi in st ri on so ng zq' },
  { genre: 'nothing has it' },
  { artist: 'Artist 7', q: 'qqq' },
])('a search that finds nothing looks at few texts: %o', (fields) => {
  const work = noWork()
  expect(pageOfTracks(large(), query(fields), work)).toMatchObject({ items: [], nextCursor: null })
  expect(work.texts).toBeLessThan(1_000)
})

test('a page that would cost too much ends early; all pages together are the whole', () => {
  const content = large()
  const whole = names(pageOfTracks(content, query({ q: 'winter song', limit: 500 })).items)
  // As if other words of the query were so common that no list of them is read.
  const spent = { ...noWork(), postings: MAX_POSTINGS, texts: MAX_TEXTS - 100 }
  const first = pageOfTracks(content, query({ q: 'winter song', limit: 500 }), spent)
  expect(spent.texts).toBeLessThanOrEqual(MAX_TEXTS)
  expect(first.items.length).toBeLessThan(whole.length)
  const rest = pageOfTracks(content, query({ q: 'winter song', limit: 500, cursor: first.nextCursor }))
  expect([...names(first.items), ...names(rest.items)].slice(0, whole.length)).toStrictEqual(whole)
})

test.each([
  ['orlund', 'Ørlund'],
  ['strassenlicht', 'Straßenlicht'],
  ["we're", 'We’re Near'],
  ['aenigra', 'Ænigra'],
  ['don’t', "Don't"],
  ['jay-z', 'Jay\u2010Z'],
  ['本語', '日本語'],
  ['acdc', 'AC/DC'],
  ['AC/DC', 'ACDC'],
])('%s finds the track %s', (q, title) => {
  const content = catalogueOf([reference('a', { title }), reference('b', { title: 'Another' })])
  expect(names(pageOfTracks(content, query({ q })).items)).toStrictEqual(['a'])
})

test('no middle of a word is found', () => {
  const content = catalogueOf([reference('a', { artist: 'Simon' }), reference('b', { artist: 'Mona' })])
  expect(names(pageOfTracks(content, query({ q: 'mo' })).items)).toStrictEqual(['b'])
})

test.each(['Beta', 'alpha', 'Alpha, Beta', 'Guest'])('a track of several artists is found by %s', (artist) => {
  const fields = { artist: 'Alpha, Beta', artists: ['Alpha', 'Beta'], featuredArtists: ['Guest'] }
  const content = catalogueOf([reference('a', fields), reference('b')])
  expect(names(pageOfTracks(content, query({ artist })).items)).toStrictEqual(['a'])
  expect(names(pageOfTracks(content, query({ q: artist })).items)).toStrictEqual(['a'])
})
