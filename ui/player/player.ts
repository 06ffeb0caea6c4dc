import type { SessionIntent, Sitting } from '../../schemas/live.ts'
import type { RestOfList } from '../data/list-rest.ts'
import { CHOSEN } from '../data/playback-session.ts'
import type { QueueSource, RepeatMode } from '../data/queue.ts'
import { withMoved, withShuffle, without } from '../data/queue.ts'
import type { Suggestion } from '../data/recommendations.ts'
import { asRequestError } from '../data/requests.ts'
import { SEEK_STEP_MS } from '../data/shortcuts.ts'
import type { Track } from '../data/tracks.ts'
import { addRest } from './add-rest.ts'
import { connectMediaKeys } from './media-session.ts'
import type { Mixing } from './mixing.ts'
import type { Offer, TrackOfList } from './player-queue.ts'
import { newSeed, songs } from './player-queue.ts'
import type { PlayerPorts } from './player-state.ts'
import { PlayerState } from './player-state.ts'
import type { ActTakenBack } from './statements.ts'

/** Going back later than this in a track goes to its beginning. */
const RESTART_AFTER_MS = 3_000

/** How a list is played. */
export interface HowPlayed {
  /** Left out: as the queue is. */
  readonly shuffle?: boolean
  /** What of the list is not loaded; null: nothing. */
  readonly rest?: RestOfList<TrackOfList> | null
}

/**
 * What plays, what comes next and what is told of it: everything that is heard is played through here. It comes back after
 * a reload as it was, paused.
 */
export class Player extends PlayerState {
  constructor(ports: PlayerPorts) {
    super(ports)
    connectMediaKeys(
      {
        play: () => this.playback.play(),
        pause: () => this.playback.sound.pause(),
        next: () => this.next(),
        previous: () => this.previous(),
        seekBy: (ms) => this.seekBy(ms),
        seekTo: (ms) => this.seek(ms),
      },
      SEEK_STEP_MS,
    )
    this.playback.comeBack()
  }

  /** Asks for the code that a first view does without: what joins songs, waits for connections, and shares the queue. */
  async complete(): Promise<void> {
    await Promise.all([this.playback.sound.complete(), this.playback.shared.complete()])
  }

  /** Plays `tracks[at]`; the rest of the list is Yours, and what of it is not loaded is added as it comes. */
  playList(tracks: readonly TrackOfList[], at: number, source: QueueSource, how: HowPlayed = {}): void {
    const turn = this.playback.playerQueue.list(tracks, at, source, how.shuffle ?? this.shuffled, how.shuffle)
    if (turn === null) return
    if (this.yours.length > 0) this.playback.playerQueue.remember(`Yours was replaced: ${songs(this.yours.length)}`)
    if (turn.entry.track.trackId !== this.now?.track.trackId || this.playback.sound.isOver) this.playback.pick(turn)
    else {
      // It goes on where it is, now as a part of this list.
      this.playback.playerQueue.set({ ...turn.queue, before: this.before })
      this.playback.play()
    }
    this.#growBy(how.rest ?? null, source, this.shuffled)
  }

  /** Plays one track; Yours stays. */
  playOne(track: TrackOfList, source: QueueSource): void {
    this.playback.pick(this.playback.playerQueue.one(track, source))
  }

  playNext(tracks: readonly TrackOfList[], source: QueueSource): void {
    this.playback.playerQueue.add(tracks, source, null)
  }

  addLast(tracks: readonly TrackOfList[], source: QueueSource, rest: RestOfList<TrackOfList> | null = null): void {
    this.playback.playerQueue.add(tracks, source, this.yours.at(-1)?.entryId ?? null)
    this.#growBy(rest, source, false)
  }

  /** A row of Live becomes the last of Yours. */
  keep({ trackId }: Pick<Suggestion, 'trackId'>): void {
    this.playback.playerQueue.keep(trackId)
  }

  remove(entryIds: readonly string[]): void {
    this.playback.playerQueue.edit(
      without(this.playback.playerQueue.queue, new Set(entryIds)),
      `${songs(entryIds.length)} removed`,
    )
  }

  /** Moves entries of Yours behind another; null: before all of them. */
  move(entryIds: readonly string[], afterEntryId: string | null): void {
    const queue = withMoved(this.playback.playerQueue.queue, new Set(entryIds), afterEntryId)
    this.playback.playerQueue.edit(queue, `${songs(entryIds.length)} moved`)
  }

  clearYours(): void {
    this.playback.playerQueue.edit(
      { ...this.playback.playerQueue.queue, yours: [] },
      `${songs(this.yours.length)} removed`,
    )
  }

  playSuggestion(trackId: string): void {
    this.playback.pick(this.playback.playerQueue.live(trackId, this.statements.isRadio))
  }

  /** Plays an entry of Yours, or one of Before again. */
  playEntry(entryId: string): void {
    const at = this.yours.findIndex((entry) => entry.entryId === entryId)
    const turn = this.playback.playerQueue.entry(entryId)
    if (at > 0) this.playback.playerQueue.remember(`${songs(at)} passed over`)
    this.playback.pick(turn)
  }

  /** Takes the last act on Yours back. @returns false: it is too late, or there was none */
  undo(): boolean {
    const queue = this.playback.playerQueue.undo()
    if (queue !== null) this.playback.takeBack(queue)
    return queue !== null
  }

  /** Plays or pauses; with nothing loaded, what comes next begins. */
  toggle(): void {
    const { now } = this
    if (now === null) this.next()
    // A track that is played again after its end is a playback of its own.
    else if (this.playback.sound.isOver) this.playback.begin(now, { ...CHOSEN, shuffled: this.shuffled })
    else if (this.paused) this.playback.play()
    else this.playback.sound.pause()
  }

  /** Goes on to what comes next; at the end of everything, and while that cannot be had, it does nothing. */
  next(): void {
    this.playback.goOn()
  }

  /** To the beginning of the track, or from there to the one before. */
  previous(): void {
    const turn = this.positionMs > RESTART_AFTER_MS ? null : this.playback.playerQueue.previous()
    if (turn === null) this.seek(0)
    else this.playback.pick(turn)
  }

  seek(ms: number): void {
    this.playback.sound.seek(ms)
  }

  seekBy(ms: number): void {
    this.seek(this.positionMs + ms)
  }

  setShuffled(on: boolean): void {
    if (on === this.shuffled) return
    const queue = withShuffle(this.playback.playerQueue.queue, on ? newSeed() : null)
    this.playback.playerQueue.edit(queue, on ? 'Yours shuffled' : 'Yours in its own order')
  }

  setRepeat(repeat: RepeatMode): void {
    this.playback.playerQueue.set({ ...this.playback.playerQueue.queue, repeat })
  }

  /** Whether Live plays when Yours is empty. */
  setGoesOn(goesOn: boolean): void {
    this.playback.playerQueue.set({ ...this.playback.playerQueue.queue, goesOn })
  }

  /** Pressed again, it is taken back. */
  like(track: Track): void {
    this.statements.rate(track, 'liked')
    this.changed()
  }

  /** Pressed again, it is taken back; a dislike of what plays goes on to what comes next. */
  dislike(track: Track): void {
    this.statements.rate(track, 'disliked')
    const goesOn = this.opinions.of(track.trackId) === 'disliked' && track.trackId === this.now?.track.trackId
    const turn = goesOn ? this.playback.next() : null
    if (turn === null) this.changed()
    else this.playback.start(turn, 'other')
  }

  /** Never suggests the track again; with an artist, nothing of that artist. Pressed again, it is taken back. */
  never(track: Track, artistId: string | null = null): void {
    this.statements.never(track, artistId)
    this.changed()
  }

  /**
   * Says what the listener intends from now on. A radio that begins is of `of`, or else of what plays; one that is on stays of
   * its track.
   */
  wish(intent: SessionIntent, of: Track | null = null): void {
    this.statements.wish(intent, of)
    this.changed()
  }

  /** Whether what is played from now on counts. What was wished stays. */
  setPrivate(on: boolean): void {
    this.statements.setPrivate(on)
    this.changed()
  }

  /** Takes back what was played in this sitting while it counted. */
  forget(): void {
    this.statements.forget()
    this.changed()
  }

  /** Takes back one act: a play and no other of its track, or an opinion. */
  takeBack(act: ActTakenBack): void {
    this.statements.takeBack(act)
    this.changed()
  }

  /** @param choice minutes from now; null: not at all */
  setSleep(choice: number | 'end-of-song' | null): void {
    this.playback.sleep.set(choice)
  }

  /** @param volume 0 to 1 */
  setVolume(volume: number, muted: boolean): void {
    this.playback.sound.setVolume(volume, muted)
  }

  setMixing(mixing: Mixing): void {
    this.playback.setMixing(mixing)
  }

  /** The server asks for the password again, by the page that this address then gives: at once where that disturbs nothing. */
  loginWanted(): void {
    if (this.paused) location.reload()
    this.wantsLogin = true
    this.changed()
  }

  /** The line to the server is open: what other players put is read. */
  opened(): void {
    this.wantsLogin = false
    this.playback.shared.opened()
  }

  /** A player of the listener put the queue. */
  queueTold(message: { readonly revision: number; readonly deviceId: string | null }): void {
    this.playback.shared.queueTold(message)
  }

  /** What the server says that holds in the sittings of the listener. */
  setSittings(sittings: readonly Sitting[]): void {
    this.statements.setSittings(sittings)
    this.changed()
  }

  /** Live shows something else. */
  setOffer(offer: Offer | null): void {
    this.playback.playerQueue.setOffer(offer)
  }

  #growBy(rest: RestOfList<TrackOfList> | null, source: QueueSource, isMixed: boolean): void {
    const add = this.playback.playerQueue.grow(source, isMixed)
    if (rest === null) return
    const grow = () =>
      addRest(rest, add, isMixed).catch((error: unknown) => {
        const words = `Not all of “${source.name}” is in Yours. ${asRequestError(error).message}`
        this.playback.notices.tell({ words, retry: { words: 'Try again', run: () => void grow() } }, null)
      })
    void grow()
  }
}
