import { playEvents } from '../../schemas/live.ts'
import type { OpinionsMessage, PlayEvent } from '../../schemas/live.ts'
import type { KeyValueStore } from './kept.ts'
import { keep, readKept } from './kept.ts'
import type { Opinion, OpinionChange, OpinionLists } from './opinions.ts'
import {
  eventsOfPress,
  noOpinions,
  opinionSets,
  opinionsWith,
  withNews,
  withOpinionPage,
  withSaid,
  withoutSettled,
} from './opinions.ts'
import { fetchRatedTracks } from './session.ts'
import { z } from './shape.ts'
import { Observable } from './store.ts'

const KEY = 'slipstream.said'
/** Of each list: for a start without the database. All of them come with the answer of the server. */
const MAX_KEPT = 2_000

const changeShape = z.object({ event: z.enum(playEvents), id: z.string() })
const ids = z.array(z.string())
const keptShape = z.object({
  stored: z.object({ liked: ids, disliked: ids, never: ids, neverArtists: ids }),
  said: z.array(changeShape),
})

/** What reaches the other pages of this browser. */
export interface Channel {
  tell(data: unknown): void
  /** @param listener is given what other pages told, whatever that is */
  hear(listener: (data: unknown) => void): void
}

/** The channel of this name that the pages of this browser have in common. */
export function browserChannel(name: string): Channel {
  const channel = new BroadcastChannel(name)
  return {
    tell: (data) => channel.postMessage(data),
    hear: (listener) => channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data)),
  }
}

/**
 * What the listener likes, dislikes and never wants to have suggested: as the server has it, with what was said since in any
 * page of this browser.
 */
export class OpinionStore extends Observable {
  readonly #store: KeyValueStore
  readonly #channel: Channel
  #stored: OpinionLists = noOpinions
  #said: readonly OpinionChange[] = []
  /** Said in private, so that it counts nowhere: shown on this page for as long as that lasts. */
  #uncounted: readonly OpinionChange[] = []
  #lists: OpinionLists = noOpinions
  #sets = opinionSets(noOpinions)

  constructor(store: KeyValueStore, channel: Channel) {
    super()
    this.#store = store
    this.#channel = channel
    const kept = readKept(store, KEY, keptShape)
    if (kept !== null) this.#set(kept.stored, kept.said)
    channel.hear((data) => {
      const change = changeShape.safeParse(data)
      if (change.success) this.#hear(change.data)
    })
  }

  get lists(): OpinionLists {
    return this.#lists
  }

  of(trackId: string): Opinion {
    if (this.#sets.liked.has(trackId)) return 'liked'
    return this.#sets.disliked.has(trackId) ? 'disliked' : 'none'
  }

  isNever(trackId: string): boolean {
    return this.#sets.never.has(trackId)
  }

  isNeverArtist(artistId: string): boolean {
    return this.#sets.neverArtists.has(artistId)
  }

  /** Like or dislike was pressed. @param counts not in private @returns the events that are to be sent, in this order */
  press(trackId: string, pressed: 'liked' | 'disliked', counts = true): readonly PlayEvent[] {
    const events = eventsOfPress(this.of(trackId), pressed)
    for (const event of events) this.say({ event, id: trackId }, counts)
    return events
  }

  /** Never was pressed, or taken back. @param counts not in private @returns the event that is to be sent */
  pressNever(id: string, of: 'track' | 'artist', counts = true): PlayEvent {
    const isSaid = of === 'track' ? this.isNever(id) : this.isNeverArtist(id)
    const [never, allowed] =
      of === 'track' ? (['neverTrack', 'allowedTrack'] as const) : (['neverArtist', 'allowedArtist'] as const)
    const event = isSaid ? allowed : never
    this.say({ event, id }, counts)
    return event
  }

  /** The listener said something here: it is shown here and, where it counts, in the other pages of this browser. */
  say(change: OpinionChange, counts = true): void {
    if (counts) {
      this.#channel.tell(change)
      this.#hear(change)
      return
    }
    this.#uncounted = withSaid(this.#uncounted, change)
    this.#set(this.#stored, this.#said)
  }

  /** Private listening is left: what was said in it was said to nobody. */
  forgetUncounted(): void {
    if (this.#uncounted.length === 0) return
    this.#uncounted = []
    this.#set(this.#stored, this.#said)
  }

  /** Reads everything that the server has. @throws {RequestError} */
  async load(signal: AbortSignal): Promise<void> {
    let lists = noOpinions
    let cursor: string | null = null
    do {
      const page = await fetchRatedTracks(signal, cursor)
      lists = withOpinionPage(lists, page)
      cursor = page.nextCursor
    } while (cursor !== null)
    this.#set(lists, withoutSettled(lists, this.#said))
  }

  /** The server says what stands now. @returns whether everything has to be read again (`load`) */
  follow({ reload, items }: OpinionsMessage): boolean {
    const stored = items.reduce(withNews, this.#stored)
    this.#set(stored, withoutSettled(stored, this.#said))
    return reload
  }

  #hear(change: OpinionChange): void {
    this.#set(this.#stored, withSaid(this.#said, change))
  }

  #set(stored: OpinionLists, said: readonly OpinionChange[]): void {
    this.#stored = stored
    this.#said = said
    this.#lists = opinionsWith(opinionsWith(stored, said), this.#uncounted)
    this.#sets = opinionSets(this.#lists)
    const { liked, disliked, never, neverArtists } = stored
    const [l, d, n, a] = [liked, disliked, never, neverArtists].map((list) => list.slice(0, MAX_KEPT))
    keep(this.#store, KEY, { stored: { liked: l, disliked: d, never: n, neverArtists: a }, said })
    this.changed()
  }
}
