/** How many messages a socket may still send, and when that was counted (monotonic ms). */
export interface TokenBucket {
  readonly tokens: number
  readonly countedAtMs: number
}

export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

export function fullBucket(rate: Rate, nowMs: number): TokenBucket {
  return { tokens: rate.burst, countedAtMs: nowMs }
}

/** Takes one token. Null: there is none, and the bucket stays as it was. */
export function takeToken(bucket: TokenBucket, rate: Rate, nowMs: number): TokenBucket | null {
  const refilled = bucket.tokens + ((nowMs - bucket.countedAtMs) * rate.perSecond) / 1000
  const tokens = Math.min(rate.burst, refilled)
  return tokens < 1 ? null : { tokens: tokens - 1, countedAtMs: nowMs }
}
