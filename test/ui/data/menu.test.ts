import { describe, expect, it } from 'vitest'
import type { MenuFacts } from '../../../ui/data/menu.ts'
import { menuItems, menuStep, menuTitle } from '../../../ui/data/menu.ts'

const facts: MenuFacts = {
  isLiked: false,
  isDisliked: false,
  isNever: false,
  isNeverArtist: false,
  hasAlbum: true,
  hasArtist: true,
  isEditable: false,
  isMovable: false,
  player: null,
}
const track = { trackId: 't', title: 'T', artist: 'A', album: 'B', durationMs: null, hasArt: false }
const acts = (...given: Parameters<typeof menuItems>) => menuItems(...given).map(({ act }) => act)

describe('the menu of', () => {
  it('a song has everything that can be done with it', () => {
    expect(acts({ kind: 'tracks', tracks: [track] }, facts)).toStrictEqual([
      'play',
      'play-next',
      'add-last',
      'radio',
      'add-to-playlist',
      'like',
      'dislike',
      'never-track',
      'never-artist',
      'go-track',
      'go-album',
      'go-artist',
    ])
  })

  it('the player has its switches below, which a row of the same song has not', () => {
    const player = { isShuffled: true, repeat: 'one', sleepsAtEnd: false, isMuted: false } as const
    const subject = { kind: 'tracks', tracks: [track] } as const
    expect(
      menuItems(subject, { ...facts, player })
        .slice(-4)
        .map(({ words, checked }) => [words, checked]),
    ).toStrictEqual([
      ['Shuffle', true],
      ['Repeat: this song', null],
      ['Pause at the end of this song', false],
      ['Mute', false],
    ])
    expect(acts(subject, facts)).not.toContain('shuffle')
  })

  it('a song without album or artist leads to none', () => {
    const bare = acts({ kind: 'suggestion', track }, { ...facts, hasAlbum: false, hasArtist: false })
    expect(bare.filter((act) => /album|artist/.test(act))).toStrictEqual([])
  })

  it('a song in a list of one’s own is moved and taken out of it, also where nothing can be dragged', () => {
    const subject = { kind: 'tracks', tracks: [track] } as const
    const own = acts(subject, { ...facts, isEditable: true, isMovable: true })
    expect(own.filter((act) => /move/.test(act))).toStrictEqual(['move-up', 'move-down', 'remove'])
    expect(acts(subject, { ...facts, isEditable: true })).not.toContain('move-up')
  })

  it('a genre has what can be done with all of its songs', () => {
    const genre = { kind: 'genre', id: 'Folk', name: 'Folk' } as const
    expect(acts(genre, facts)).toStrictEqual(['play', 'play-next', 'add-last', 'add-to-playlist', 'go-genre'])
  })

  it('several songs has what can be done with all of them', () => {
    expect(acts({ kind: 'tracks', tracks: [track, track] }, { ...facts, isEditable: true })).toStrictEqual([
      'play',
      'play-next',
      'add-last',
      'add-to-playlist',
      'remove',
    ])
  })

  it('an entry of a playlist of one’s own can be removed', () => {
    expect(acts({ kind: 'tracks', tracks: [track] }, { ...facts, isEditable: true })).toContain('remove')
    expect(acts({ kind: 'tracks', tracks: [track] }, facts)).not.toContain('remove')
  })

  it.each([
    ['album', 'go-album'],
    ['artist', 'never-artist'],
    ['playlist', 'download'],
  ] as const)('an %s has %s', (kind, act) => {
    expect(acts({ kind, id: 'x', name: 'X' }, facts)).toContain(act)
  })

  it('shows what was said already, and separates its groups', () => {
    const items = menuItems({ kind: 'tracks', tracks: [track] }, { ...facts, isLiked: true })
    expect(items.filter(({ checked }) => checked === true).map(({ act }) => act)).toStrictEqual(['like'])
    expect(items.filter(({ begins }) => begins).map(({ act }) => act)).toStrictEqual([
      'add-to-playlist',
      'like',
      'go-track',
    ])
  })
})

describe('the keyboard goes', () => {
  const words = ['Play', 'Play next', 'Like', 'Go to song']
  it.each([
    ['ArrowDown', 3, 0],
    ['ArrowUp', 0, 3],
    ['Home', 2, 0],
    ['End', 1, 3],
    ['p', 0, 1],
    ['P', 1, 0],
    ['g', 0, 3],
    ['l', 2, 2],
    ['x', 0, null],
    ['Tab', 0, null],
    [' ', 0, null],
  ])('%s from %i to %s', (key, from, to) => {
    expect(menuStep(key, from, words)).toBe(to)
  })
})

it('a menu is called by its song, its thing, or how many songs it is of', () => {
  expect([
    menuTitle({ kind: 'suggestion', track }),
    menuTitle({ kind: 'album', id: 'x', name: 'X' }),
    menuTitle({ kind: 'tracks', tracks: [track, track] }),
    menuTitle({ kind: 'tracks', tracks: [] }),
  ]).toStrictEqual(['T', 'X', '2 songs', ''])
})
