import type { RepeatMode } from './queue.ts'
import { REPEAT_WORDS } from './queue.ts'
import type { ListedTrack, Track } from './tracks.ts'

/** A track as far as a list knows it: where it leads is looked up when it is not there. */
export interface MenuTrack extends Track, Partial<Pick<ListedTrack, 'albumId' | 'absentSince'>> {
  readonly artistIds?: readonly string[]
}

/** A thing that has tracks. */
export interface MenuThing {
  readonly kind: 'album' | 'artist' | 'genre' | 'playlist'
  readonly id: string
  readonly name: string
}

/** What a menu was opened on. */
export type MenuSubject =
  | { readonly kind: 'tracks'; readonly tracks: readonly MenuTrack[] }
  | { readonly kind: 'suggestion'; readonly track: MenuTrack }
  | MenuThing

/** The track of a menu that is of a single one. */
export function trackOfMenu(subject: MenuSubject): MenuTrack | null {
  if (subject.kind === 'suggestion') return subject.track
  const [track, ...others] = subject.kind === 'tracks' ? subject.tracks : []
  return others.length === 0 ? (track ?? null) : null
}

/** What a menu is called. */
export function menuTitle(subject: MenuSubject): string {
  if (subject.kind === 'tracks' && subject.tracks.length > 1) return `${subject.tracks.length} songs`
  return trackOfMenu(subject)?.title ?? ('name' in subject ? subject.name : '')
}

/** What an item of a menu does. */
export type MenuAct =
  | 'play'
  | 'play-next'
  | 'add-last'
  | 'add-to-playlist'
  | 'like'
  | 'dislike'
  | 'never-track'
  | 'never-artist'
  | 'radio'
  | 'go-track'
  | 'go-album'
  | 'go-artist'
  | 'go-genre'
  | 'go-playlist'
  | 'move-up'
  | 'move-down'
  | 'remove'
  | 'download'
  | 'shuffle'
  | 'repeat'
  | 'sleep-at-end'
  | 'mute'

export interface MenuItem {
  readonly act: MenuAct
  readonly words: string
  /** The item can be checked, and is or is not; null: it cannot. */
  readonly checked: boolean | null
  /** Whether a line separates it from the item before. */
  readonly begins: boolean
}

/** What is known of the subject, and decides which items there are. */
export interface MenuFacts {
  readonly isLiked: boolean
  readonly isDisliked: boolean
  readonly isNever: boolean
  readonly isNeverArtist: boolean
  readonly hasAlbum: boolean
  readonly hasArtist: boolean
  /** Whether the list in which it was opened can be changed: its entry can be removed. */
  readonly isEditable: boolean
  /** Whether the entry can also be put to another place, by a step at a time. */
  readonly isMovable: boolean
  /** How the player stands, in a menu that has its switches; null: it has none. */
  readonly player: PlayerSwitches | null
}

export interface PlayerSwitches {
  readonly isShuffled: boolean
  readonly repeat: RepeatMode
  /** Whether it pauses at the end of this song. */
  readonly sleepsAtEnd: boolean
  readonly isMuted: boolean
}

const item = (act: MenuAct, words: string, checked: boolean | null = null): MenuItem => ({
  act,
  words,
  checked,
  begins: false,
})
const group = (...items: readonly (MenuItem | false)[]) => items.filter((each) => each !== false)

/** The items of the menu of a subject, in their order. */
export function menuItems(subject: MenuSubject, facts: MenuFacts): readonly MenuItem[] {
  const groups = groupsOf(subject, facts).filter((items) => items.length > 0)
  return groups.flatMap((items, at) => items.map((each, place) => ({ ...each, begins: at > 0 && place === 0 })))
}

function groupsOf(subject: MenuSubject, facts: MenuFacts): readonly (readonly MenuItem[])[] {
  const queue = group(item('play', 'Play'), item('play-next', 'Play next'), item('add-last', 'Add to the end of Yours'))
  const keeps = item('add-to-playlist', 'Add to playlist…')
  switch (subject.kind) {
    case 'album':
      return [queue, [keeps], group(item('go-album', 'Go to album'))]
    case 'artist': {
      const never = item('never-artist', 'Never suggest this artist', facts.isNeverArtist)
      return [queue, [keeps], [never], [item('go-artist', 'Go to artist')]]
    }
    case 'genre':
      return [queue, [keeps], [item('go-genre', 'Go to genre')]]
    case 'playlist':
      return [queue, [keeps, item('download', 'Download as M3U')], [item('go-playlist', 'Go to playlist')]]
    case 'tracks':
    case 'suggestion':
      return trackOfMenu(subject) === null
        ? [queue, [keeps], ...removal(facts)]
        : [
            group(...queue, item('radio', 'Radio of this song')),
            [keeps, ...removal(facts).flat()],
            opinionsIn(facts),
            destinations(facts),
            switchesOf(facts.player),
          ]
  }
}

function removal({ isEditable, isMovable }: MenuFacts): readonly (readonly MenuItem[])[] {
  const steps = isMovable ? [item('move-up', 'Move up'), item('move-down', 'Move down')] : []
  return isEditable ? [[...steps, item('remove', 'Remove from this list')]] : []
}

function opinionsIn(facts: MenuFacts): readonly MenuItem[] {
  return group(
    item('like', 'Like', facts.isLiked),
    item('dislike', 'Dislike', facts.isDisliked),
    item('never-track', 'Never suggest this song', facts.isNever),
    facts.hasArtist && item('never-artist', 'Never suggest this artist', facts.isNeverArtist),
  )
}

function switchesOf(player: PlayerSwitches | null): readonly MenuItem[] {
  if (player === null) return []
  return [
    item('shuffle', 'Shuffle', player.isShuffled),
    item('repeat', REPEAT_WORDS[player.repeat]),
    item('sleep-at-end', 'Pause at the end of this song', player.sleepsAtEnd),
    item('mute', 'Mute', player.isMuted),
  ]
}

function destinations(facts: MenuFacts): readonly MenuItem[] {
  return group(
    item('go-track', 'Go to song'),
    facts.hasAlbum && item('go-album', 'Go to album'),
    facts.hasArtist && item('go-artist', 'Go to artist'),
  )
}

/** Which item a key goes to in a menu of so many, from the one that has the focus; null when the key goes nowhere. */
export function menuStep(key: string, at: number, words: readonly string[]): number | null {
  const count = words.length
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count
    case 'ArrowUp':
      return (at - 1 + count) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return key.length === 1 && key !== ' ' ? withInitial(key.toLowerCase(), at, words) : null
  }
}

/** The next item that begins with a letter, from the one behind the present one round to itself. */
function withInitial(letter: string, at: number, words: readonly string[]): number | null {
  for (let step = 1; step <= words.length; step += 1) {
    const place = (at + step) % words.length
    if (words[place]?.toLowerCase().startsWith(letter) === true) return place
  }
  return null
}
