import { paths } from './paths.ts'

/** Views that are gone to by two keys. */
export const goPaths = {
  'go-listen': paths.listen,
  'go-albums': paths.albums,
  'go-artists': paths.artists,
  'go-genres': paths.genres,
  'go-tracks': paths.tracks,
  'go-recent': paths.recent,
  'go-playlists': paths.playlists,
  'go-history': paths.history,
  'go-queue': paths.queue,
  'go-settings': paths.settings,
} as const
export type GoAction = keyof typeof goPaths

/** Each plays the song of Live that stands there. */
export const liveActions = ['live-1', 'live-2', 'live-3', 'live-4', 'live-5', 'live-6', 'live-7', 'live-8'] as const
export type LiveAction = (typeof liveActions)[number]

/** What a key can do; `go` waits for the key of a view. */
export type Action =
  | 'toggle-play'
  | 'seek-back'
  | 'seek-forward'
  | 'next'
  | 'previous'
  | 'like'
  | 'dislike'
  | 'shuffle'
  | 'repeat'
  | 'queue'
  | 'full'
  | 'mute'
  | 'volume-up'
  | 'volume-down'
  | 'search'
  | 'show-shortcuts'
  | 'hold'
  | 'why'
  | 'undo'
  | 'go'
  | GoAction
  | LiveAction

/** What one key does, or the second of two. */
export type KeyAct = Exclude<Action, 'go'>

export interface Shortcut {
  readonly key: string
  readonly action: Action
  /** Whether the listener can choose another key, or none. */
  readonly isFixed?: true
  /** Whether it is the second of two keys, after that of `go`. */
  readonly isSecond?: true
}

/** How far an arrow key seeks. */
export const SEEK_STEP_MS = 10_000

/** How much an arrow key changes the volume, which is from 0 to 1. */
export const VOLUME_STEP = 0.05
/** So long the second of two keys is waited for. */
export const SECOND_KEY_MS = 2_000

const go = (key: string, action: GoAction): Shortcut => ({ key, action, isSecond: true })

/** Every shortcut of the player, in the order in which they are shown. */
export const shortcuts: readonly Shortcut[] = [
  { key: ' ', action: 'toggle-play', isFixed: true },
  { key: 'ArrowLeft', action: 'seek-back', isFixed: true },
  { key: 'ArrowRight', action: 'seek-forward', isFixed: true },
  { key: 'ArrowUp', action: 'volume-up' },
  { key: 'ArrowDown', action: 'volume-down' },
  { key: 'n', action: 'next' },
  { key: 'p', action: 'previous' },
  { key: 'l', action: 'like' },
  { key: 'd', action: 'dislike' },
  { key: 's', action: 'shuffle' },
  { key: 'r', action: 'repeat' },
  { key: 'q', action: 'queue' },
  { key: 'f', action: 'full' },
  { key: 'm', action: 'mute' },
  { key: 'w', action: 'why' },
  { key: 'h', action: 'hold' },
  { key: 'z', action: 'undo' },
  { key: '/', action: 'search' },
  { key: '?', action: 'show-shortcuts' },
  { key: 'g', action: 'go' },
  go('l', 'go-listen'),
  go('a', 'go-albums'),
  go('i', 'go-artists'),
  go('g', 'go-genres'),
  go('t', 'go-tracks'),
  go('r', 'go-recent'),
  go('p', 'go-playlists'),
  go('h', 'go-history'),
  go('q', 'go-queue'),
  go('s', 'go-settings'),
  ...liveActions.map((action, at): Shortcut => ({ key: String(at + 1), action })),
]

/** Keys that the listener chose in the place of the first ones, by action; empty: the action has none. */
export type ChosenKeys = Readonly<Partial<Record<Action, string>>>

/** Whether it is a single character, which WCAG 2.1.4 wants to be possible to switch off. */
export function isCharacter(shortcut: Shortcut, chosen: ChosenKeys): boolean {
  const key = keyOf(shortcut, chosen)
  return key.length === 1 && key !== ' '
}

export function keyOf({ action, key }: Shortcut, chosen: ChosenKeys): string {
  return chosen[action] ?? key
}

/**
 * Where a key was pressed: on the page, on something that a press of Space works and that the keyboard led to (a button, a
 * summary), on such a thing in a list, whose rows ↑ and ↓ go through, anywhere else in a list, on a slider, which uses
 * arrows, or in something that uses letters too (a text field, a menu, a dialog).
 */
export type Place = 'page' | 'button' | 'list' | 'clicked-list' | 'slider' | 'field'

export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** What a key press asks for; null leaves it to the browser. */
export function actionOf(
  press: KeyPress,
  place: Place,
  characterKeys: boolean,
  chosen: ChosenKeys = {},
  before: 'go' | null = null,
): Action | null {
  if (place === 'field' || press.ctrlKey || press.metaKey || press.altKey) return null
  // Letters with Shift jump within lists; signs may need it to be typed at all.
  if (press.shiftKey && /^\p{L}$/u.test(press.key)) return null
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key
  const isSecond = before !== null
  const shortcut = shortcuts.find((each) => (each.isSecond ?? false) === isSecond && keyOf(each, chosen) === key)
  if (shortcut === undefined || (isCharacter(shortcut, chosen) && !characterKeys)) return null
  if (key === ' ' && (place === 'button' || place === 'list')) return null
  if (place === 'slider' && key.startsWith('Arrow')) return null
  if (place.endsWith('list') && (key === 'ArrowUp' || key === 'ArrowDown')) return null
  return shortcut.action
}

const WHILE_HELD: ReadonlySet<Action> = new Set(['seek-back', 'seek-forward', 'volume-up', 'volume-down'])

/** Whether a held key goes on acting: seeking does, and the volume; everything else happens once. */
export function actsWhileHeld(action: Action): boolean {
  return WHILE_HELD.has(action)
}

export function isGo(action: Action): action is GoAction {
  return Object.hasOwn(goPaths, action)
}

export function isLive(action: Action): action is LiveAction {
  return liveActions.some((each) => each === action)
}

const LISTS =
  'ol, ul, [role="list"], [role="grid"], [role="row"], [role="tablist"], [role="tabpanel"], [role="toolbar"]'

/**
 * @param path the elements that a key event passes, innermost first
 * @param pointed those of the last press of a pointer: a control that has the focus from there is not worked by Space, which
 * then plays and pauses. `:focus-visible` does not say it: it becomes true with any key that is pressed after a click.
 */
export function placeOf(path: readonly EventTarget[], pointed: readonly EventTarget[]): Place {
  const elements = path.filter((node) => node instanceof Element)
  if (elements.some((element) => element.matches('dialog, [role="menu"]'))) return 'field'
  const isInList = elements.some((element) => element.matches(LISTS))
  for (const node of elements) {
    if (node.matches('input[type="range"]')) return 'slider'
    if (node.matches('input[type="checkbox"], input[type="radio"], button, summary, a[href], [role="slider"]'))
      return pointed.includes(node) ? (isInList ? 'clicked-list' : 'page') : isInList ? 'list' : 'button'
    if (node.matches('input, textarea, select, [contenteditable]')) return 'field'
  }
  return isInList ? 'clicked-list' : 'page'
}
