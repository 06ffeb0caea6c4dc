import { describe, expect, it } from 'vitest'
import type { OpinionChange } from '../../../ui/data/opinions.ts'
import {
  eventsOfPress,
  noOpinions,
  opinionsWith,
  withNews,
  withOpinion,
  withOpinionPage,
  withSaid,
  withoutSettled,
} from '../../../ui/data/opinions.ts'

const said = (event: OpinionChange['event'], id: string): OpinionChange => ({ event, id })

describe('what a listener said', () => {
  it('stands with the newest first, each once, and liked and disliked exclude each other', () => {
    const lists = opinionsWith(noOpinions, [
      said('liked', 'a'),
      said('liked', 'b'),
      said('liked', 'a'),
      said('disliked', 'b'),
    ])
    expect(lists).toStrictEqual({ ...noOpinions, liked: ['a'], disliked: ['b'] })
  })

  it.each([
    [said('unliked', 'l'), { liked: [] }],
    [said('undisliked', 'd'), { disliked: [] }],
    [said('allowedTrack', 'n'), { never: [] }],
    [said('allowedArtist', 'x'), { neverArtists: [] }],
    [said('neverTrack', 'm'), { never: ['m', 'n'] }],
    [said('neverArtist', 'y'), { neverArtists: ['y', 'x'] }],
    [said('neverTrack', 'l'), { never: ['l', 'n'], liked: [] }],
    [said('liked', 'n'), { never: [], liked: ['n', 'l'] }],
    [said('started', 'l'), {}],
  ])('%o can be taken back, or added', (change, difference) => {
    const lists = { liked: ['l'], disliked: ['d'], never: ['n'], neverArtists: ['x'] }
    expect(withOpinion(lists, change)).toStrictEqual({ ...lists, ...difference })
  })

  it('outlasts an answer of the server that is older', () => {
    expect(
      opinionsWith({ ...noOpinions, liked: ['a', 'b'] }, [said('unliked', 'a'), said('liked', 'c')]).liked,
    ).toStrictEqual(['c', 'b'])
  })

  it('comes by pages', () => {
    const page = { liked: ['a'], disliked: ['b'], never: ['c'], neverArtists: ['d'], nextCursor: null }
    expect(withOpinionPage(withOpinionPage(noOpinions, page), { ...page, liked: ['z'] }).liked).toStrictEqual([
      'a',
      'z',
    ])
  })
})

it.each([
  ['none', 'liked', ['liked']],
  ['liked', 'liked', ['unliked']],
  ['disliked', 'liked', ['undisliked', 'liked']],
  ['liked', 'disliked', ['unliked', 'disliked']],
  ['disliked', 'disliked', ['undisliked']],
] as const)('with %s, pressing %s sends %j', (before, pressed, events) => {
  expect(eventsOfPress(before, pressed)).toStrictEqual(events)
})

describe('what was said and is on its way', () => {
  const stored = { liked: ['a'], disliked: ['b'], never: ['c'], neverArtists: ['d'] }

  it('is the last word of each thing', () => {
    const changes = [said('liked', 'x'), said('neverTrack', 'y'), said('unliked', 'x')]
    expect(changes.reduce<readonly OpinionChange[]>(withSaid, [])).toStrictEqual([
      said('neverTrack', 'y'),
      said('unliked', 'x'),
    ])
  })

  it('never is more than 500 changes', () => {
    const many = Array.from({ length: 600 }, (_, at) => said('liked', String(at)))
    const kept = many.reduce<readonly OpinionChange[]>(withSaid, [])
    expect([kept.length, kept.at(-1)]).toStrictEqual([500, said('liked', '599')])
  })

  it('is forgotten once the server has it', () => {
    const settled = [said('liked', 'a'), said('disliked', 'b'), said('neverTrack', 'c'), said('neverArtist', 'd')]
    const settledToo = [
      said('unliked', 'x'),
      said('undisliked', 'x'),
      said('allowedTrack', 'x'),
      said('allowedArtist', 'x'),
    ]
    const open = [said('unliked', 'a'), said('liked', 'b'), said('undisliked', 'b'), said('allowedTrack', 'c')]
    expect(withoutSettled(stored, [...settled, ...settledToo, ...open])).toStrictEqual(open)
  })
})

describe('what the server says that stands now', () => {
  const lists = { liked: ['l'], disliked: ['d'], never: ['n'], neverArtists: ['x'] }
  it.each([
    [{ trackId: 'l', artistId: null, opinion: 'none' }, { liked: [] }],
    [
      { trackId: 'd', artistId: null, opinion: 'liked' },
      { liked: ['d', 'l'], disliked: [] },
    ],
    [
      { trackId: 'd', artistId: null, opinion: 'never' },
      { never: ['d', 'n'], disliked: [] },
    ],
    [{ trackId: null, artistId: 'x', opinion: 'none' }, { neverArtists: [] }],
    [{ trackId: null, artistId: 'y', opinion: 'never' }, { neverArtists: ['y', 'x'] }],
    [{ trackId: null, artistId: null, opinion: 'liked' }, {}],
  ] as const)('%o', (news, difference) => {
    expect(withNews(lists, news)).toStrictEqual({ ...lists, ...difference })
  })
})
