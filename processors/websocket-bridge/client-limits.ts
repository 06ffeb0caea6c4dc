import { LRUCache } from 'lru-cache'
import type { ListenerId } from '../../schemas/generated.ts'
import { fullBucket, takeToken } from './token-bucket.ts'
import type { Rate, TokenBucket } from './token-bucket.ts'

/**
 * What clients may use of what all of them share. A listener has a budget, however many sockets they open, and an address has
 * one, however many listeners it invents.
 */
export interface ClientLimits {
  /** Whether a listener may send one more message, from this address. */
  takesMessage(listener: ListenerId, address: string): boolean
  takesRequest(address: string): boolean
  /** Whether a listener may change playlists or the queue once more: each change is a record, those of playlists are kept for ever. */
  takesChange(listener: ListenerId): boolean
  /** Whether one more listener may be made: each has a profile in memory, and plays that are kept for ever. */
  takesNewListener(address: string): boolean
  /** Connected players. */
  readonly sockets: Places
  /** Audio that is being sent: each holds a file open. */
  readonly streams: Places
}

/** A number of places for each address. */
export interface Places {
  /** @returns false when the address has taken all of its places. */
  take(address: string): boolean
  giveBack(address: string): void
}

/** What one address may use. */
export interface AddressLimits {
  readonly messages: Rate
  readonly requests: Rate
  readonly newListeners: Rate
  readonly sockets: number
  readonly streams: number
}

/** What a person does, with room for what gathered while the connection was gone. */
const LISTENER_RATE: Rate = { perSecond: 20, burst: 40 }

/** Changes of playlists and the queue: of somebody who orders a list, or of a player that keeps its place every second. */
const CHANGE_RATE: Rate = { perSecond: 2, burst: 120 }

const HOUR_S = 3_600

/** A household, an office or a school behind one router. */
export const REMOTE_LIMITS: AddressLimits = {
  /** Ten listeners at their full rate, each with a burst and more. */
  messages: { perSecond: 200, burst: 400 },
  /** A page of the library asks for 50 covers, one of 500 tracks for 500. */
  requests: { perSecond: 200, burst: 2_000 },
  newListeners: { perSecond: 120 / HOUR_S, burst: 120 },
  sockets: 512,
  /** Six of a browser; one that pauses keeps its stream until it is cut. */
  streams: 128,
}

/** The machine's own programs, and every client of a proxy on it that is not trusted: limited by what the machine can take. */
export const LOOPBACK_LIMITS: AddressLimits = {
  /** What the benches and the ledger send. */
  messages: { perSecond: 400, burst: 2_000 },
  requests: { perSecond: 5_000, burst: 10_000 },
  newListeners: { perSecond: 10_000 / HOUR_S, burst: 10_000 },
  sockets: 512,
  streams: 512,
}

/**
 * Messages of all addresses that send at once, divided among them: recommend keeps up with so many on two cores that do other
 * work too. Beyond that plays would wait in Kafka, those of an ordinary listener behind those of others.
 */
const SHARED_PER_S = 300
/** What is left to an address in any case: more than a person does. */
const LEAST_PER_S = 2
/** A client that has sent nothing for twice this long takes no share. */
const ACTIVE_MS = 10_000

/**
 * Budgets that are kept, of each kind. The client seen longest ago has a full one again: it takes this many other addresses
 * within an hour to be a new listener once too often.
 */
const MAX_BUDGETS = 10_000

/** @param limitsOf what an address may use. @param now monotonic milliseconds. */
export function clientLimits(limitsOf: (address: string) => AddressLimits, now: () => number): ClientLimits {
  const listeners = budgets(() => LISTENER_RATE, now)
  const shareOf = fairShare(now)
  const messages = budgets((address) => {
    const { perSecond, burst } = limitsOf(address).messages
    return { perSecond: Math.min(perSecond, shareOf(address)), burst }
  }, now)
  const requests = budgets((address) => limitsOf(address).requests, now)
  const changes = budgets(() => CHANGE_RATE, now)
  const newListeners = budgets((address) => limitsOf(address).newListeners, now)
  return {
    takesMessage: (listener, address) => listeners(listener) && messages(address),
    takesRequest: requests,
    takesChange: changes,
    takesNewListener: newListeners,
    sockets: places((address) => limitsOf(address).sockets),
    streams: places((address) => limitsOf(address).streams),
  }
}

/** @returns a function that takes one token of the named client. */
function budgets(rateOf: (who: string) => Rate, now: () => number): (who: string) => boolean {
  const buckets = new LRUCache<string, TokenBucket>({ max: MAX_BUDGETS })
  return (who) => {
    const rate = rateOf(who)
    const left = takeToken(buckets.get(who) ?? fullBucket(rate, now()), rate, now())
    if (left !== null) buckets.set(who, left)
    return left !== null
  }
}

/** @returns the share of an address, messages per second, among those that have sent lately. */
function fairShare(now: () => number): (address: string) => number {
  let [current, previous] = [new Set<string>(), new Set<string>()]
  let beganAtMs = now()
  return (address) => {
    const passed = now() - beganAtMs
    if (passed >= ACTIVE_MS) {
      previous = passed < 2 * ACTIVE_MS ? current : new Set()
      current = new Set()
      beganAtMs = now()
    }
    if (current.size < MAX_BUDGETS) current.add(address)
    return Math.max(LEAST_PER_S, SHARED_PER_S / Math.max(current.size, previous.size))
  }
}

/** Addresses in the map are those that hold a place, so there are no more of them than places are taken. */
function places(mostOf: (address: string) => number): Places {
  const taken = new Map<string, number>()
  return {
    take(address) {
      const count = (taken.get(address) ?? 0) + 1
      if (count > mostOf(address)) return false
      taken.set(address, count)
      return true
    },
    giveBack(address) {
      const left = (taken.get(address) ?? 1) - 1
      if (left === 0) taken.delete(address)
      else taken.set(address, left)
    },
  }
}
