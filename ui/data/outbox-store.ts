import type { KeyValueStore } from './kept.ts'
import { keep, readKept } from './kept.ts'
import { MAX_WAITING } from './outbox.ts'
import type { SentPlay } from './plays.ts'
import { sentPlayShape } from './plays.ts'

const PREFIX = 'slipstream.play.'
const TIME_DIGITS = 15

/**
 * Unacknowledged plays in the browser's storage, one entry each: several tabs share it without overwriting one another.
 * Two tabs may both send a play that was left over: it has one id, so it counts once.
 */
export function loadPlays(store: KeyValueStore): readonly SentPlay[] {
  const plays = keysOf(store).flatMap((key) => {
    const play = readKept(store, key, sentPlayShape)
    if (play === null) store.removeItem(key)
    return play === null ? [] : [play]
  })
  return plays.slice(-MAX_WAITING)
}

export function storePlay(store: KeyValueStore, play: SentPlay): void {
  keep(store, keyOf(play), play)
}

export function forgetPlay(store: KeyValueStore, playId: string): void {
  for (const key of keysOf(store)) if (key.endsWith(`.${playId}`)) store.removeItem(key)
}

/** Sorts by the device's clock, and by id where that is the same, as ids of one page grow. */
function keyOf({ deviceTime, playId }: SentPlay): string {
  return `${PREFIX}${String(deviceTime).padStart(TIME_DIGITS, '0')}.${playId}`
}

function keysOf(store: KeyValueStore): readonly string[] {
  const keys: string[] = []
  for (let index = 0; index < store.length; index += 1) {
    const key = store.key(index)
    if (key?.startsWith(PREFIX) === true) keys.push(key)
  }
  return keys.sort()
}
