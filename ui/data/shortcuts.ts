/** What a key can do. */
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
  | 'search'
  | 'show-shortcuts'
  | 'hold'
  | 'why'
  | 'undo'

interface Shortcut {
  readonly key: string
  /** As it is printed on a keyboard. */
  readonly label: string
  readonly action: Action
  readonly words: string
  /** A single character, which WCAG 2.1.4 wants to be possible to switch off. */
  readonly isCharacter: boolean
}

/** How far an arrow key seeks. */
export const SEEK_STEP_MS = 10_000

/** Every shortcut of the player, in the order in which they are shown. */
export const shortcuts: readonly Shortcut[] = [
  { key: ' ', label: 'Space', action: 'toggle-play', words: 'Play or pause', isCharacter: false },
  { key: 'ArrowLeft', label: '←', action: 'seek-back', words: 'Back 10 seconds', isCharacter: false },
  { key: 'ArrowRight', label: '→', action: 'seek-forward', words: 'Forward 10 seconds', isCharacter: false },
  { key: 'n', label: 'N', action: 'next', words: 'Next track', isCharacter: true },
  { key: 'p', label: 'P', action: 'previous', words: 'Previous track', isCharacter: true },
  { key: 'l', label: 'L', action: 'like', words: 'Like, or take the like back', isCharacter: true },
  { key: 'd', label: 'D', action: 'dislike', words: 'Dislike and go on', isCharacter: true },
  { key: 's', label: 'S', action: 'shuffle', words: 'Shuffle Yours, or not', isCharacter: true },
  { key: 'r', label: 'R', action: 'repeat', words: 'Repeat off, all, one', isCharacter: true },
  { key: 'q', label: 'Q', action: 'queue', words: 'Show or hide the queue', isCharacter: true },
  { key: 'f', label: 'F', action: 'full', words: 'Full view of what plays', isCharacter: true },
  { key: 'm', label: 'M', action: 'mute', words: 'Mute or unmute', isCharacter: true },
  { key: 'w', label: 'W', action: 'why', words: 'Why the first song of Live is there', isCharacter: true },
  { key: 'h', label: 'H', action: 'hold', words: 'Hold Live still, or let it move', isCharacter: true },
  { key: 'z', label: 'Z', action: 'undo', words: 'Undo the last change of Yours', isCharacter: true },
  { key: '/', label: '/', action: 'search', words: 'Search the library', isCharacter: true },
  { key: '?', label: '?', action: 'show-shortcuts', words: 'Show these shortcuts', isCharacter: true },
]

/** Keys that the listener chose in the place of the first ones, by action; empty: the action has none. */
export type ChosenKeys = Readonly<Partial<Record<Action, string>>>

/** The key of an action as it is printed on a keyboard; empty: it has none. */
export function labelOf({ action, key, label }: Shortcut, chosen: ChosenKeys): string {
  const own = chosen[action]
  return own === undefined || own === key ? label : own.toUpperCase()
}

/** Only single characters may be chosen: every other key is one of the browser or of a screen reader. */
export function canBeChosen(key: string): boolean {
  return [...new Intl.Segmenter().segment(key)].length === 1 && key !== ' '
}

/** An action gets a key, which is taken from the one that had it. */
export function withKey(chosen: ChosenKeys, action: Action, key: string): ChosenKeys {
  const wanted = key.toLowerCase()
  const had = shortcuts.find((shortcut) => shortcut.action !== action && keyOf(shortcut, chosen) === wanted)
  return { ...chosen, ...(had === undefined ? {} : { [had.action]: '' }), [action]: wanted }
}

function keyOf({ action, key }: Shortcut, chosen: ChosenKeys): string {
  return chosen[action] ?? key
}

/**
 * Where a key was pressed: on the page, on something that a press of Space works and that the keyboard led to (a button, a
 * summary), on a slider, which uses arrows, or in something that uses letters too (a text field, a menu, a dialog).
 */
export type Place = 'page' | 'button' | 'slider' | 'field'

export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** What a key press asks for; null leaves it to the browser. */
export function actionOf(
  press: KeyPress,
  place: Place,
  characterKeys: boolean,
  chosen: ChosenKeys = {},
): Action | null {
  if (place === 'field' || press.ctrlKey || press.metaKey || press.altKey) return null
  // Letters with Shift jump within lists; signs may need it to be typed at all.
  if (press.shiftKey && /^\p{L}$/u.test(press.key)) return null
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key
  const shortcut = shortcuts.find((candidate) => keyOf(candidate, chosen) === key)
  if (shortcut === undefined) return null
  if (shortcut.isCharacter && !characterKeys) return null
  if (place === 'button' && key === ' ') return null
  return place === 'slider' && key.startsWith('Arrow') ? null : shortcut.action
}

/** Whether a held key goes on acting: seeking does, everything else happens once. */
export function actsWhileHeld(action: Action): boolean {
  return action === 'seek-back' || action === 'seek-forward'
}

/**
 * @param path the elements that a key event passes, innermost first
 * @param pointed those of the last press of a pointer: a control that has the focus from there is not worked by Space, which
 * then plays and pauses. `:focus-visible` does not say it: it becomes true with any key that is pressed after a click.
 */
export function placeOf(path: readonly EventTarget[], pointed: readonly EventTarget[]): Place {
  const elements = path.filter((node) => node instanceof Element)
  if (elements.some((element) => element.matches('dialog, [role="menu"]'))) return 'field'
  for (const node of elements) {
    if (node.matches('input[type="range"]')) return 'slider'
    if (node.matches('input[type="checkbox"], input[type="radio"], button, summary, a[href], [role="slider"]'))
      return pointed.includes(node) ? 'page' : 'button'
    if (node.matches('input, textarea, select, [contenteditable]')) return 'field'
  }
  return 'page'
}
