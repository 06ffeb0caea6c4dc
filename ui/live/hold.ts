/** What keeps Live still. Times are of a clock that only goes forward, in milliseconds. */
export interface Hold {
  /** A mouse or a pen is over the list. */
  readonly pointed: boolean
  /** The keyboard's focus is in it. */
  readonly focused: boolean
  /** Fingers that are on it. */
  readonly fingers: number
  /** A finger was on it, or it was scrolled, a moment ago. */
  readonly touchedUntilMs: number
  /** The listener's own switch; it stays over reloads. */
  readonly pinned: boolean
}

/** For so long after the last touch or scroll the list stays as it is: a finger that aims may have looked away from it. */
export const AFTER_TOUCH_MS = 1_500

export const notHeld: Hold = { pointed: false, focused: false, fingers: 0, touchedUntilMs: -Infinity, pinned: false }

export function touched(hold: Hold, fingers: number, nowMs: number): Hold {
  return { ...hold, fingers: Math.max(0, fingers), touchedUntilMs: nowMs + AFTER_TOUCH_MS }
}

export function scrolled(hold: Hold, nowMs: number): Hold {
  return { ...hold, touchedUntilMs: nowMs + AFTER_TOUCH_MS }
}

export function isHeld({ pointed, focused, fingers, touchedUntilMs, pinned }: Hold, nowMs: number): boolean {
  return pinned || pointed || focused || fingers > 0 || nowMs < touchedUntilMs
}

/** When the hold ends by itself; null: not by itself, or there is none. */
export function endsAtMs(hold: Hold, nowMs: number): number | null {
  const byItself = isHeld({ ...hold, touchedUntilMs: -Infinity }, nowMs)
  return byItself || nowMs >= hold.touchedUntilMs ? null : hold.touchedUntilMs
}
