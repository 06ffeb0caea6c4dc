/** What a key can do. */
export type Action =
  | 'toggle-play'
  | 'seek-back'
  | 'seek-forward'
  | 'next'
  | 'previous'
  | 'like'
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
  { key: 'm', label: 'M', action: 'mute', words: 'Mute or unmute', isCharacter: true },
  { key: 'w', label: 'W', action: 'why', words: 'Why the first song of Live is there', isCharacter: true },
  { key: 'h', label: 'H', action: 'hold', words: 'Hold Live still, or let it move', isCharacter: true },
  { key: 'z', label: 'Z', action: 'undo', words: 'Undo the last change of Yours', isCharacter: true },
  { key: '/', label: '/', action: 'search', words: 'Search the library', isCharacter: true },
  { key: '?', label: '?', action: 'show-shortcuts', words: 'Show these shortcuts', isCharacter: true },
]

/**
 * Where a key was pressed: on the page, on something that a press of Space works (a button, a summary), on a slider, which
 * uses the arrow keys, or in something that uses all keys itself (a text field, a dialog).
 */
export type Place = 'page' | 'button' | 'slider' | 'field'

export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'>

/** What a key that is held does again and again; anything else it does once. */
const REPEATED: ReadonlySet<Action> = new Set(['seek-back', 'seek-forward'])

/** What a key press asks for; null leaves it to the browser. */
export function actionOf(press: KeyPress, place: Place, characterKeys: boolean): Action | null {
  if (place === 'field' || press.ctrlKey || press.metaKey || press.altKey) return null
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key
  const shortcut = shortcuts.find((candidate) => candidate.key === key)
  if (shortcut === undefined) return null
  if (shortcut.isCharacter && !characterKeys) return null
  if (place === 'slider' && key.startsWith('Arrow')) return null
  return shortcut.key === ' ' && place === 'button' ? null : shortcut.action
}

/** Whether a key acts now: one that is held acts once. */
export function acts(action: Action, { repeat }: KeyPress): boolean {
  return !repeat || REPEATED.has(action)
}

/**
 * @param path the elements that a key event passes, innermost first
 * @param pointed those of the last press of a pointer: a button that has the focus from there is not worked by Space, which
 * then plays and pauses
 */
export function placeOf(path: readonly EventTarget[], pointed: readonly EventTarget[]): Place {
  for (const node of path) {
    if (!(node instanceof Element)) continue
    if (node.matches('input[type="range"]')) return 'slider'
    if (node.matches('input, textarea, select, dialog, [contenteditable]')) return 'field'
    if (node.matches('button, summary, a[href]') && !pointed.includes(node)) return 'button'
  }
  return 'page'
}
