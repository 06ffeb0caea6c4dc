import { fullBucket, takeToken } from './token-bucket.ts'

/**
 * Slows the guessing of a password. After a few wrong ones an address waits twice as long each time; all addresses together
 * have a budget, as who guesses may have many. The browsers that are logged in notice nothing.
 */
export interface LoginAttempts {
  /** How long this address has to wait; 0: it may try now, and then one attempt is taken. */
  take(address: string, nowMs: number): number
  succeeded(address: string): void
}

const FREE_FAILURES = 3
const FIRST_WAIT_MS = 1_000
/** Not longer, since a household or an office behind one router is one address. */
const LONGEST_WAIT_MS = 60_000
const FORGOTTEN_AFTER_MS = 3_600_000
/** Addresses remembered; the one that failed longest ago is forgotten first. */
export const MAX_ADDRESSES = 10_000
/** Of all addresses: 17,000 a day, one in years for a password of six random letters. */
const ALL = { perSecond: 0.2, burst: 60 }

interface Failures {
  readonly count: number
  readonly lastAtMs: number
}

export function loginAttempts(nowMs: number): LoginAttempts & { readonly addresses: number } {
  const byAddress = new Map<string, Failures>()
  let all = fullBucket(ALL, nowMs)
  const failuresOf = (address: string, now: number): Failures => {
    const known = byAddress.get(address)
    return known === undefined || now - known.lastAtMs > FORGOTTEN_AFTER_MS ? { count: 0, lastAtMs: 0 } : known
  }
  return {
    take(address, now) {
      const { count, lastAtMs } = failuresOf(address, now)
      const waitMs = lastAtMs + waitAfter(count) - now
      if (waitMs > 0) return waitMs
      const left = takeToken(all, ALL, now)
      if (left === null) return 1_000 / ALL.perSecond
      all = left
      // Counted before the password is looked at: attempts at the same time count, too.
      byAddress.delete(address)
      byAddress.set(address, { count: count + 1, lastAtMs: now })
      const [oldest] = byAddress.keys()
      if (byAddress.size > MAX_ADDRESSES && oldest !== undefined) byAddress.delete(oldest)
      return 0
    },
    succeeded(address) {
      byAddress.delete(address)
      all = { ...all, tokens: all.tokens + 1 }
    },
    get addresses() {
      return byAddress.size
    },
  }
}

function waitAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES))
}
