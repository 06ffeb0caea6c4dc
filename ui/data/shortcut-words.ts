import type { Action, ChosenKeys, LiveAction, Shortcut } from './shortcuts.ts'
import { keyOf, liveActions, shortcuts } from './shortcuts.ts'

/** What the dialog of keys says of them. */
const words: Readonly<Record<Exclude<Action, LiveAction>, string>> = {
  'toggle-play': 'Play or pause',
  'seek-back': 'Back 10 seconds',
  'seek-forward': 'Forward 10 seconds',
  'volume-up': 'Louder, but in a list',
  'volume-down': 'Softer, but in a list',
  next: 'Next track',
  previous: 'Previous track',
  like: 'Like, or take the like back',
  dislike: 'Dislike and go on',
  shuffle: 'Shuffle Yours, or not',
  repeat: 'Repeat off, all, one',
  queue: 'Show or hide the queue',
  full: 'Full view of what plays',
  mute: 'Mute or unmute',
  why: 'Why the first song of Live is there',
  hold: 'Hold Live still, or let it move',
  undo: 'Undo the last change of Yours',
  search: 'Search the library',
  'show-shortcuts': 'Show these shortcuts',
  go: 'Go to the view whose key follows',
  'go-listen': 'Go to Listen',
  'go-albums': 'Go to the albums',
  'go-artists': 'Go to the artists',
  'go-genres': 'Go to the genres',
  'go-tracks': 'Go to the tracks',
  'go-recent': 'Go to what was added lately',
  'go-playlists': 'Go to the playlists',
  'go-history': 'Go to the history',
  'go-queue': 'Go to the queue',
  'go-settings': 'Go to the settings',
}

const isOfLive = (action: Action): action is LiveAction => liveActions.some((each) => each === action)

export function shortcutWords({ key, action }: Shortcut): string {
  return isOfLive(action) ? `Play song ${key} of Live` : words[action]
}

/** As keys are printed on a keyboard that does not print what they type. */
const LABELS: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
}

/** The keys of an action as they are printed on a keyboard; empty: it has none. */
export function labelOf(shortcut: Shortcut, chosen: ChosenKeys): string {
  const own = printed(shortcut, chosen)
  const [first] = shortcuts.filter(({ action }) => action === 'go')
  if (shortcut.isSecond !== true || own === '' || first === undefined) return own
  const before = printed(first, chosen)
  return before === '' ? '' : `${before} ${own}`
}

function printed({ action, key }: Shortcut, chosen: ChosenKeys): string {
  const own = chosen[action]
  return own === undefined || own === key ? (LABELS[key] ?? key.toUpperCase()) : own.toUpperCase()
}

/** Only single characters may be chosen: every other key is one of the browser or of a screen reader. */
export function canBeChosen(key: string): boolean {
  return [...new Intl.Segmenter().segment(key)].length === 1 && key !== ' '
}

/** An action gets a key, which is taken from the one that had it; a second key may be the same as a first one. */
export function withKey(chosen: ChosenKeys, action: Action, key: string): ChosenKeys {
  const wanted = key.toLowerCase()
  const isSecond = shortcuts.some((shortcut) => shortcut.action === action && shortcut.isSecond === true)
  const had = shortcuts.find(
    (shortcut) =>
      shortcut.action !== action && (shortcut.isSecond ?? false) === isSecond && keyOf(shortcut, chosen) === wanted,
  )
  return { ...chosen, ...(had === undefined ? {} : { [had.action]: '' }), [action]: wanted }
}
