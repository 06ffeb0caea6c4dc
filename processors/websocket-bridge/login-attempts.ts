import { fullBucket, takeToken } from './token-bucket.ts'

/**
 * Slows the guessing of a password. After a few wrong ones the client waits twice as long each time; all strangers together
 * have a budget, as who guesses may have many addresses. The browsers that are logged in notice nothing, and those that were once
 * do not need the budget: who empties it locks none of them out.
 */
export interface LoginAttempts {
  /** How long who tries has to wait; 0: they may try now, and then one attempt is taken. */
  take(who: Trying, nowMs: number): number
  succeeded(who: Trying): void
}

/** Who tries: a browser that was let in before, by its listener, or a stranger, by the address. */
export interface Trying {
  readonly name: string
  readonly isStranger: boolean
}

const FREE_FAILURES = 3
const FIRST_WAIT_MS = 1_000
/** Not longer, since a household or an office behind one router is one address. */
const LONGEST_WAIT_MS = 60_000
const FORGOTTEN_AFTER_MS = 3_600_000
/** Addresses and listeners remembered; the one that failed longest ago is forgotten first. */
export const MAX_ADDRESSES = 10_000
/** Of all strangers: 17,000 a day, one in years for a password of six random letters. */
const ALL = { perSecond: 0.2, burst: 60 }

interface Failures {
  readonly count: number
  readonly lastAtMs: number
}

export function loginAttempts(nowMs: number): LoginAttempts & { readonly addresses: number } {
  const byName = new Map<string, Failures>()
  let all = fullBucket(ALL, nowMs)
  const failuresOf = (name: string, now: number): Failures => {
    const known = byName.get(name)
    return known === undefined || now - known.lastAtMs > FORGOTTEN_AFTER_MS ? { count: 0, lastAtMs: 0 } : known
  }
  return {
    take({ name, isStranger }, now) {
      const { count, lastAtMs } = failuresOf(name, now)
      const waitMs = lastAtMs + waitAfter(count) - now
      if (waitMs > 0) return waitMs
      const left = isStranger ? takeToken(all, ALL, now) : all
      if (left === null) return 1_000 / ALL.perSecond
      all = left
      // Counted before the password is looked at: attempts at the same time count, too.
      byName.delete(name)
      byName.set(name, { count: count + 1, lastAtMs: now })
      const [oldest] = byName.keys()
      if (byName.size > MAX_ADDRESSES && oldest !== undefined) byName.delete(oldest)
      return 0
    },
    succeeded({ name, isStranger }) {
      byName.delete(name)
      if (isStranger) all = { ...all, tokens: all.tokens + 1 }
    },
    get addresses() {
      return byName.size
    },
  }
}

function waitAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES))
}
