import type { Track } from '../data/tracks.ts'
import { audioPath } from '../data/tracks.ts'
import type { Deck } from './deck.ts'
import { isConverted } from './deck.ts'

/** What plays and what comes next are read whole so long before the end, so that a network may be away for a minute and more. */
const NEXT_MS = 120_000
/** What is left sooner than that is not read whole. */
const AFTER_MS = 5_000
/** A file is here to its end when so much is missing at most: the length that it states may be longer. */
const WHOLE_WITHIN_MS = 200
/** A file larger than that is not held: of it only what the browser reads ahead is here. */
const MAX_FILE_BYTES = 64 * 1024 * 1024
/** What could not be read is tried again after this. */
const AGAIN_MS = 3_000

/** What plays. */
export interface Playing {
  readonly deck: Deck
  /** What is loaded beside it. */
  readonly other: Deck
  readonly leftMs: number
  readonly playedMs: number
}

interface Reading {
  readonly path: string
  readonly abort: AbortController
}

/**
 * Files that are here whole, as a browser reads no more than seconds ahead of a large one: what plays and what comes next sound
 * to their ends without a network. One is read at a time. Held are those that are wanted and those in use: at most three files of
 * at most 64 MiB, which the browser keeps outside the page.
 */
export class HeldFiles {
  /** By path: the address of the file in this page. */
  readonly #urls = new Map<string, string>()
  #wanted: readonly string[] = []
  #tooLarge: ReadonlySet<string> = new Set()
  #reading: Reading | null = null
  #againAtMs = 0

  constructor() {
    window.addEventListener('online', () => {
      this.#againAtMs = 0
      this.#readNext()
    })
  }

  /** The address of a file that is here whole; null: it is not. */
  urlOf(path: string): string | null {
    return this.#urls.get(path) ?? null
  }

  has(track: Track): boolean {
    return this.#urls.has(fileOf(track))
  }

  /** Reads what plays whole, unless it was chosen a moment ago, and then what comes next. */
  hold({ deck, other, leftMs, playedMs }: Playing, following: () => Track | null): void {
    const isNear = leftMs <= NEXT_MS
    const next = isNear ? following() : null
    const isWanted = (isNear || playedMs >= AFTER_MS) && !isWhole(deck)
    this.#want([...(isWanted ? [deck.path] : []), ...(next === null ? [] : [fileOf(next)])], [deck.path, other.path])
  }

  /**
   * Reads files, the most urgent first, and forgets all others but those in use.
   * @param wanted paths, two at most. @param inUse paths of what is loaded
   */
  #want(wanted: readonly string[], inUse: readonly string[]): void {
    this.#wanted = wanted
    this.#tooLarge = new Set(wanted.filter((path) => this.#tooLarge.has(path)))
    for (const [path, url] of this.#urls) {
      if (wanted.includes(path) || inUse.includes(path)) continue
      URL.revokeObjectURL(url)
      this.#urls.delete(path)
    }
    if (this.#reading !== null && !wanted.includes(this.#reading.path)) this.#reading.abort.abort()
    this.#readNext()
  }

  #readNext(): void {
    if (this.#reading !== null || performance.now() < this.#againAtMs) return
    const path = this.#wanted.find((each) => !this.#urls.has(each) && !this.#tooLarge.has(each))
    if (path !== undefined) void this.#read(path)
  }

  async #read(path: string): Promise<void> {
    const abort = new AbortController()
    this.#reading = { path, abort }
    try {
      const file = await fileAt(path, abort.signal)
      if (file === null) this.#tooLarge = new Set([...this.#tooLarge, path])
      else if (this.#wanted.includes(path)) this.#urls.set(path, URL.createObjectURL(file))
    } catch {
      // Another one is wanted, or the network or the server is away: the audio element tells why nothing sounds.
      if (!abort.signal.aborted) this.#againAtMs = performance.now() + AGAIN_MS
    }
    this.#reading = null
    this.#readNext()
  }
}

/** Where the file of a track lies, as it is asked for first. */
const fileOf = (track: Track): string => audioPath(track.trackId, isConverted(track))

/** Whether all that is left of the track is here. */
function isWhole({ isHeld, audio, durationMs, offsetMs }: Deck): boolean {
  const { buffered, currentTime } = audio
  const endS = (durationMs + offsetMs - WHOLE_WITHIN_MS) / 1000
  const ranges = Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)] as const)
  return isHeld || ranges.some(([start, end]) => start <= currentTime && end >= endS)
}

/** @returns null: it is too large to be held. @throws when it could not be read */
async function fileAt(path: string, signal: AbortSignal): Promise<Blob | null> {
  const response = await fetch(path, { signal, priority: 'low', cache: 'no-store' })
  if (!response.ok) throw new Error(`The server answered ${response.status}.`)
  const isTooLarge = Number(response.headers.get('content-length') ?? 0) > MAX_FILE_BYTES
  if (isTooLarge) {
    await response.body?.cancel()
    return null
  }
  const file = await response.blob()
  return file.size > MAX_FILE_BYTES ? null : file
}
