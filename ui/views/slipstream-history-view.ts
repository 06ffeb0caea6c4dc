import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { playerContext } from '../context.ts'
import type { HistoryEvent } from '../data/history.ts'
import { fetchHistory } from '../data/history.ts'
import type { HistoryPlay } from '../data/history-plays.ts'
import { byDay, canTakeBack, dayOf, dayWords, outcomeWords, playsOf, shownTrackOf } from '../data/history-plays.ts'
import { paths } from '../data/paths.ts'
import { asRequestError } from '../data/requests.ts'
import { wallTime } from '../data/time-words.ts'
import { artistOf } from '../data/tracks.ts'
import { art } from '../elements/art.ts'
import { icons } from '../elements/icons.ts'
import { Life } from '../elements/life.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import { FromContext } from '../elements/watch.ts'
import { historyStyles } from './slipstream-history-view.styles.ts'
import { problemBlock, stateBlock } from './state-block.ts'
import { viewStyles } from './view.styles.ts'

/** So many records are read at most: months of listening. */
const MAX_EVENTS = 10_000

const NOTHING_PLAYED = stateBlock({
  picture: icons.history,
  title: 'Nothing was played yet',
  words: 'What you play is listed here by day, and can be taken back.',
  act: html`<a class="button main" href=${paths.listen}>Start listening</a>`,
})

/** @summary What was played, by day; a play can be taken back. */
export class SlipstreamHistoryView extends LitElement {
  static override styles = [sharedStyles, viewStyles, historyStyles]
  static override properties = {
    _events: { state: true },
    _cursor: { state: true },
    _busy: { state: true },
    _problem: { state: true },
    _undone: { state: true },
    _late: { state: true },
  }

  /** As the server has them, the newest first; null until they were read. */
  declare private _events: readonly HistoryEvent[] | null
  /** Null: there are no more. */
  declare private _cursor: string | null
  declare private _busy: boolean
  declare private _problem: string
  /** Why a play was not taken back. */
  declare private _late: string
  /** Plays that were taken back here. */
  declare private _undone: ReadonlySet<string>

  readonly #player = new FromContext(this, playerContext)
  readonly #life = new Life(this)

  constructor() {
    super()
    this._events = null
    this._cursor = null
    this._busy = false
    this._problem = ''
    this._late = ''
    this._undone = new Set()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    // Come back to, it shows what was played since.
    void this.#read(null)
  }

  protected override render(): TemplateResult {
    const { _events: events } = this
    const days = byDay(playsOf(events ?? []), dayOf)
    const today = dayOf(Date.now())
    const settledDay = days.find(({ plays }) => !plays.some((play) => canTakeBack(play, Date.now())))?.day
    return html`
      <div class="view-head"><h1>History</h1></div>
      ${
        this._problem === ''
          ? nothing
          : problemBlock(
              { picture: icons.history, title: 'Your history cannot be shown', words: this._problem },
              () => void this.#read(null),
            )
      }
      ${this._late === '' ? nothing : html`<p class="problem" role="alert">${this._late}</p>`}
      ${events === null && this._problem === '' ? html`<p class="quiet">Reading what you played…</p>` : nothing}
      ${events !== null && days.length === 0 && this._problem === '' ? NOTHING_PLAYED : nothing}
      ${days.map(
        ({ day, plays }) =>
          html`<section aria-label=${dayWords(day, today)}>
            <h2>${dayWords(day, today)}</h2>
            ${day === settledDay ? html`<p class="quiet">These cannot be taken back any more: ${FOR_GOOD}</p>` : nothing}
            <ul class="rows">
              ${plays.map((play) => this.#row(play))}
            </ul>
          </section>`,
      )}
      ${
        this._cursor === null
          ? nothing
          : html`<p>
              <button class="button" ?disabled=${this._busy} @click=${() => void this.#read(this._cursor)}>
                Show earlier plays
              </button>
            </p>`
      }
    `
  }

  #row(play: HistoryPlay): TemplateResult {
    const { trackId, title, artist, at } = play
    const canUndo = canTakeBack(play, Date.now())
    const isUndone = play.isRetracted || this._undone.has(keyOf(play))
    const time = wallTime(at)
    const by = title === null ? '' : artistOf({ artist: artist ?? '' })
    const became = outcomeWords({ ...play, isRetracted: isUndone })
    const names = html`${art(shownTrackOf(play))}
      <span class="names">
        <span class="title clipped">${title ?? 'A song that is no longer in the library'}</span>
        <span class="quiet below"><span class="clipped">${by}</span><span class="became">${became}</span></span>
      </span>`
    return html`<li class=${isUndone ? 'undone' : ''}>
      <time class="quiet" datetime=${new Date(at).toISOString()}>${time}</time>
      ${title === null ? html`<span class="row">${names}</span>` : html`<a class="row" href=${paths.track(trackId)}>${names}</a>`}
      ${
        isUndone || !canUndo
          ? nothing
          : html`<button
              class="button plain undo"
              title="Do not count"
              aria-label=${`Do not count ${title ?? 'this play'}, played at ${time}`}
              @click=${() => this.#undo(play)}
            >
              ${icons.undo}<span>Do not count</span>
            </button>`
      }
    </li>`
  }

  #undo(play: HistoryPlay): void {
    if (!canTakeBack(play, Date.now())) {
      this._late = `“${play.title ?? 'This play'}” cannot be taken back any more: ${FOR_GOOD}`
      return
    }
    this.#player.store.takeBack({ event: play.outcome, trackId: play.trackId, playIds: play.playIds })
    this._undone = new Set([...this._undone, keyOf(play)])
  }

  async #read(cursor: string | null): Promise<void> {
    const { signal } = this.#life
    this._busy = true
    try {
      const { items, nextCursor } = await fetchHistory(cursor, signal)
      const events = cursor === null ? items : [...(this._events ?? []), ...items]
      this._events = events
      this._cursor = events.length >= MAX_EVENTS ? null : nextCursor
      this._problem = ''
    } catch (error) {
      if (signal.aborted) return
      this._problem = asRequestError(error, 'The history cannot be shown. Reload the page.').message
    }
    this._busy = false
  }
}

const keyOf = ({ playIds }: HistoryPlay) => playIds.join(' ')

/** Why a play cannot be taken back. */
const FOR_GOOD = 'after two days, or 200 other songs, a play has become a part of your taste.'

customElements.define('slipstream-history-view', SlipstreamHistoryView)
