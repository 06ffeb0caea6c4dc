import type { PropertyValues, TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { classMap } from 'lit/directives/class-map.js'
import { guard } from 'lit/directives/guard.js'
import { repeat } from 'lit/directives/repeat.js'
import { MAX_QUEUED } from '../../schemas/http.ts'
import { opinionsContext, playerContext, settingsContext } from '../context.ts'
import type { RestOfList } from '../data/list-rest.ts'
import { paths } from '../data/paths.ts'
import type { QueueSource } from '../data/queue.ts'
import { movedTo, nothingTyped, rowTyped, typed } from '../data/roving.ts'
import { clockTime, spokenTime } from '../data/time-words.ts'
import type { ListedTrack, Track } from '../data/tracks.ts'
import { artistOf, isHere } from '../data/tracks.ts'
import type { RowSource } from '../data/windowed-list.ts'
import { WholeList, playedFrom } from '../data/windowed-list.ts'
import { emit } from '../events.ts'
import { art } from './art.ts'
import { sharedStyles } from './shared.styles.ts'
import { trackRowsStyles } from './slipstream-track-rows.styles.ts'
import { styled } from './styled.ts'
import { VirtualRows, remPixels } from './virtual-rows.ts'
import { FromContext, Watch } from './watch.ts'

/** What a row shows of a track: what is not known of it is left out. */
export type RowTrack = Track &
  Partial<
    Pick<
      ListedTrack,
      'albumId' | 'artistIds' | 'genres' | 'year' | 'addedAt' | 'trackNumber' | 'state' | 'problem' | 'absentSince'
    >
  >

/** What stands in a row beside title and artist. `number` stands in the place of `cover`; `more` where there is room. */
export type RowColumn = 'cover' | 'number' | 'album' | 'more'

/** `rem`, as in the styles. */
const ROW_REM = { comfortable: 3.5, compact: 2.5 } as const
export type Density = keyof typeof ROW_REM

/** What can be done with the rows of a list of one's own. */
export interface RowEditor {
  /** @param to the place at which it stands then */
  move(index: number, to: number): void
  remove(index: number): void
}

const NOTHING = new WholeList<RowTrack>([])
/** From here on, titles and albums have room enough. */
const WIDE_PX = 1_000

/** What the columns are: for the eye alone, as each says it by itself. */
const heads = (isOwn: boolean) => html`<div class="heads quiet ${isOwn ? 'own' : ''}" aria-hidden="true"><span></span><span>Title</span><span>Album</span><span>Genre</span><span>Year</span><span>Added</span><span class="time">Length</span></div>` // prettier-ignore

/** Genre, year and arrival. */
function more({ genres, year, addedAt }: RowTrack): TemplateResult {
  const [genre = ''] = genres ?? []
  const added = addedAt === undefined ? '' : new Date(addedAt).toLocaleDateString('en-GB', { dateStyle: 'medium' })
  return html`<span class="quiet clipped" role="gridcell">${linked(genre, genre, paths.genre)}</span><span class="quiet" role="gridcell" .textContent=${String(year ?? '')}></span><span class="quiet" role="gridcell" .textContent=${added}></span>` // prettier-ignore
}

/**
 * @summary Rows of tracks with the height of all, of which only those in sight are in the page. One tab stop: arrows, Home, End
 * and typed letters move (with Shift, as long as letters are shortcuts), Enter plays, Shift+Enter plays next, A adds.
 * @event {{ tracks, at, source, anchor }} menu-wanted - by the button, the right mouse button or Shift+F10
 * @event {{ first }} first-row-changed - another row is the first one in sight
 */
export class SlipstreamTrackRows extends LitElement {
  static override styles = [sharedStyles, trackRowsStyles]
  static override properties = {
    rows: { attribute: false },
    queued: { attribute: false },
    rest: { attribute: false },
    // Views make it with each render, as while one scrolls: the rows are not rendered for the same one.
    source: { attribute: false, hasChanged: isOtherSource },
    columns: { attribute: false },
    artist: {},
    label: {},
    density: { reflect: true },
    editor: { attribute: false },
    _dropAt: { state: true },
  }

  declare rows: RowSource<RowTrack>
  /** The list that is played from a row on, of which `rows` are a part; null: the rows. */
  declare queued: readonly RowTrack[] | null
  /** What of that list is not loaded; null: nothing. */
  declare rest: (() => RestOfList<RowTrack>) | null
  /** Where its tracks are from, which the queue tells. */
  declare source: QueueSource
  declare columns: readonly RowColumn[]
  /** Of whom the whole list is: a row that is of them too does not repeat it. */
  declare artist: string
  /** What the list is called. */
  declare label: string
  declare density: Density
  /** Null: the list is not one's own to change. Alt with the arrows and Delete work where it is. */
  declare editor: RowEditor | null
  /** Before which row what is dragged would stand; null: nothing is dragged. */
  declare private _dropAt: number | null

  readonly #player = new FromContext(
    this,
    playerContext,
    ({ now, paused, unplayable }) => `${now?.track.trackId} ${paused} ${[...unplayable.keys()].join()}`,
  )
  readonly #opinions = new FromContext(this, opinionsContext)
  readonly #settings = new FromContext(this, settingsContext)
  #active = 0
  #isFocused = false
  /** The focus goes to the active row as soon as it is in the page. */
  #wantsFocus = false
  #typed = nothingTyped
  #first = 0
  readonly #virtual = new VirtualRows(this, {
    body: () => this.renderRoot.querySelector('.body'),
    count: () => this.rows.length,
    rowHeight: () => ROW_REM[this.density] * remPixels(),
    keptRow: () => (this.#isFocused || this.#wantsFocus ? this.#active : null),
  })

  constructor() {
    super()
    this.rows = NOTHING
    this.queued = null
    this.rest = null
    this.source = { kind: 'unknown', id: null, name: '' }
    this.columns = ['cover', 'album', 'more']
    this.artist = ''
    this.label = 'Tracks'
    this.density = 'comfortable'
    this.editor = null
    this._dropAt = null
    new Watch(this, () => this.rows)
  }

  /** Puts the focus on the row that had it last. */
  override focus(): void {
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-index="${this.#active}"]`)
    this.#wantsFocus = row === null
    row?.focus({ preventScroll: true })
  }

  /** Scrolls until a row is the first one in sight. */
  scrollToRow(index: number): void {
    this.#active = index
    this.#virtual.scrollTo(index)
    this.requestUpdate()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('rows')) this.#active = 0
    this.#active = Math.min(this.#active, Math.max(0, this.rows.length - 1))
  }

  protected override updated(): void {
    if (this.#wantsFocus) this.focus()
    const { first, indexes } = this.#virtual
    this.rows.want(indexes[0] ?? 0, (indexes.at(-1) ?? 0) + 1)
    if (first === this.#first) return
    this.#first = first
    emit(this, 'first-row-changed', { first })
  }

  protected override render(): TemplateResult {
    const { store: player } = this.#player
    const currentId = player.now?.track.trackId
    const isPlaying = !player.paused
    return html`<div
        class="body"
        role="grid"
        aria-label=${this.label}
        aria-rowcount=${this.rows.length}
        ${styled({ height: `${this.#virtual.height}px` })}
        @keydown=${(event: KeyboardEvent) => this.#press(event)}
        @click=${(event: MouseEvent) => this.#click(event)}
        @contextmenu=${(event: MouseEvent) => this.#openMenuAt(event)}
        @pointerdown=${(event: PointerEvent) => this.#grip(event)}
        @focusin=${(event: FocusEvent) => this.#attend(event)}
        @focusout=${() => (this.#isFocused = false)}
      >
        ${repeat(
          this.#virtual.placed,
          ({ slot }) => slot,
          ({ index }) => {
            const track = this.rows.get(index)
            const isCurrent = track !== undefined && track.trackId === currentId
            return this.#row(index, track, isCurrent, isCurrent && isPlaying)
          },
        )}
        ${
          this._dropAt === null
            ? nothing
            : html`<div
                class="drop"
                ${styled({ transform: `translateY(${this._dropAt * ROW_REM[this.density] * remPixels()}px)` })}
              ></div>`
        }
      </div>
      ${this.#isWide && this.rows.length > 0 ? heads(this.editor !== null) : nothing}`
  }

  #row(index: number, track: RowTrack | undefined, isCurrent: boolean, isPlaying: boolean): TemplateResult {
    const isAbsent = track !== undefined && !isHere(track)
    const looks = {
      blank: track === undefined,
      dim: track !== undefined && ['disliked', 'never'].includes(this.#opinionOf(track.trackId)),
      numbered: this.columns.includes('number'),
      'with-album': this.columns.includes('album'),
      wide: this.#isWide,
      own: this.editor !== null,
      [track?.state ?? 'heard']: true,
    }
    // Without spaces within the row, which would be two nodes in every row.
    return html`<div
      class="row ${classMap(looks)}"
      role="row"
      data-index=${index}
      tabindex=${index === this.#active ? 0 : -1}
      aria-rowindex=${index + 1}
      aria-current=${isCurrent ? 'true' : nothing}
      aria-disabled=${isAbsent ? 'true' : nothing}
      ${styled({ transform: `translateY(${this.#virtual.topOf(index)}px)` })}
    >
      ${guard([track, isPlaying, this.#isWide, this.columns, this.artist, this.editor, track && this.#opinionOf(track.trackId), track && this.#player.store.unplayable.get(track.trackId)], () => (track === undefined ? BLANK : this.#cells(track, isPlaying)))}
    </div>`
  }

  #cells(track: RowTrack, isPlaying: boolean): TemplateResult {
    const { durationMs } = track
    const lead = this.columns.includes('number')
      ? html`<span class="number quiet" .textContent=${String(track.trackNumber ?? '')}></span>`
      : art(track)
    const time = durationMs === null ? ['', ''] : [spokenTime(durationMs), clockTime(durationMs)]
    const album = this.columns.includes('album')
      ? html`<span class="album quiet clipped" role="gridcell"
          >${linked(track.album, track.albumId, paths.album)}</span
        >`
      : nothing
    const beside = this.#isWide ? html`${album}${more(track)}` : album
    // Each node is one in every row: no spaces between the cells, text as a property, icons as masks of the style.
    // prettier-ignore
    return html`<span class="lead" role="gridcell">${lead}<span class="over masked ${isPlaying ? 'playing' : ''}"></span></span><span class="names" role="gridcell"><span class="title clipped" title=${track.title} .textContent=${track.title}></span><span class="artist quiet clipped">${this.#below(track)}</span></span>${beside}<span class="time quiet" role="gridcell" aria-label=${time[0] ?? ''} .textContent=${time[1] ?? ''}></span><span class="acts" role="gridcell">${this.#opinionButton(track)}${this.editor === null ? nothing : movers(track.title)}<button class="icon-button masked more" tabindex="-1" aria-label="More about ${track.title}" aria-haspopup="menu"></button></span>`
  }

  /** Where there is room, a row tells more than the album; of low ones there are too many in sight for as many nodes. */
  get #isWide(): boolean {
    return this.columns.includes('more') && this.density === 'comfortable' && this.#virtual.width >= WIDE_PX
  }

  /** The artist, and what is to be told of the track. */
  #below(track: RowTrack): TemplateResult | string {
    const [artistId] = track.artistIds ?? []
    const artist = artistOf(track)
    const isNamed = artist !== this.artist
    const name = isNamed ? linked(artist, artistId, paths.artist) : ''
    const state = stateOf(track, isNamed ? ' · ' : '')
    const badge = this.#badge(track)
    return state === nothing && badge === nothing ? name : html`${name}${state}${badge}`
  }

  /** That it could not be played in this sitting, and why; playing it tries again. */
  #badge({ trackId }: RowTrack): TemplateResult | typeof nothing {
    const reason = this.#player.store.unplayable.get(trackId)
    return reason === undefined ? nothing : html` <span class="badge">cannot be played: ${reason}</span>`
  }

  /** What was said of the track, which a press takes back; else a heart. */
  #opinionButton({ trackId, title }: RowTrack): TemplateResult {
    const opinion = this.#opinionOf(trackId)
    const words = OPINIONS[opinion]
    return html`<button class="icon-button masked opinion ${opinion}" tabindex="-1" data-act="opinion" title=${words} aria-label="${words} ${title}" aria-pressed=${String(opinion !== 'none')}></button>` // prettier-ignore
  }

  #opinionOf(trackId: string): keyof typeof OPINIONS {
    const { store: opinions } = this.#opinions
    return opinions.isNever(trackId) ? 'never' : opinions.of(trackId)
  }

  #pressOpinion(track: RowTrack): void {
    const { store: player } = this.#player
    const opinion = this.#opinionOf(track.trackId)
    if (opinion === 'never') player.never(track)
    else if (opinion === 'disliked') player.dislike(track)
    else player.like(track)
  }

  #attend({ target }: FocusEvent): void {
    this.#isFocused = true
    const index = indexOf(target)
    if (index === null || index === this.#active) return
    this.#active = index
    this.requestUpdate()
  }

  #click(event: MouseEvent): void {
    const index = indexOf(event.target)
    if (index === null || event.defaultPrevented || !(event.target instanceof Element)) return
    if (event.target.closest('a') !== null) return
    const button = event.target.closest('button')
    const track = this.rows.get(index)
    if (button?.dataset['act'] === 'opinion' && track !== undefined) this.#pressOpinion(track)
    else if (button?.dataset['act'] === 'up') this.#step(index, -1)
    else if (button?.dataset['act'] === 'down') this.#step(index, 1)
    else if (button !== null) this.#wantMenu(index, button)
    // The second click of a double-click would pause what the first one played.
    else if (event.button === 0 && event.detail < 2) this.#play(index)
  }

  #openMenuAt(event: MouseEvent): void {
    const index = indexOf(event.target)
    if (index === null || !(event.target instanceof HTMLElement)) return
    if (event.target.closest('a') !== null) return
    event.preventDefault()
    this.#wantMenu(index, event.target)
  }

  #wantMenu(index: number, anchor: HTMLElement): void {
    const track = this.rows.get(index)
    if (track === undefined) return
    const { editor, source } = this
    if (editor === null) emit(this, 'menu-wanted', { tracks: [track], at: index, source, anchor })
    else {
      const subject = { kind: 'tracks', tracks: [track] } as const
      const move = (by: number) => this.#step(index, by)
      emit(this, 'thing-menu-wanted', { subject, source, anchor, move, remove: () => editor.remove(index) })
    }
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey) return
    if (this.#edit(event)) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (event.altKey) return
    const to = event.shiftKey
      ? null
      : movedTo(event.key, this.#active, { length: this.rows.length, columns: 1, pageRows: this.#virtual.pageRows })
    if (to !== null) this.#focusRow(to)
    else if (!this.#act(event) && !this.#jump(event)) return
    event.preventDefault()
  }

  /** @returns whether the key changes the list */
  #edit({ key, altKey, target }: KeyboardEvent): boolean {
    const isOnRow = target instanceof HTMLElement && target.role === 'row'
    if (this.editor === null || !isOnRow) return false
    const by = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0
    if (altKey && by !== 0) this.#step(this.#active, by)
    else if (!altKey && key === 'Delete') {
      this.editor.remove(this.#active)
      this.#focusRow(Math.max(0, Math.min(this.rows.length - 1, this.#active)))
    } else return false
    return true
  }

  #step(index: number, by: number): void {
    const to = Math.max(0, Math.min(this.rows.length - 1, index + by))
    this.editor?.move(index, to)
    this.#focusRow(to)
  }

  /** A row follows the finger or the mouse that holds its grip. */
  #grip(event: PointerEvent): void {
    const from = indexOf(event.target)
    const grip = event.target instanceof Element ? event.target.closest<HTMLElement>('.grip') : null
    if (grip === null || from === null || event.button !== 0) return
    event.preventDefault()
    grip.setPointerCapture(event.pointerId)
    const life = new AbortController()
    const { signal } = life
    grip.addEventListener('pointermove', ({ clientY }) => (this._dropAt = this.#placeAt(clientY)), { signal })
    grip.addEventListener('lostpointercapture', () => {
      life.abort()
      const at = this._dropAt
      this._dropAt = null
      // Taken out of its place, what stood behind it moves up.
      if (at !== null && at !== from && at !== from + 1) this.editor?.move(from, at > from ? at - 1 : at)
    }, { signal }) // prettier-ignore
  }

  /** Before which row a height of the window is. */
  #placeAt(clientY: number): number {
    const top = this.renderRoot.querySelector('.body')?.getBoundingClientRect().top ?? 0
    const place = Math.round((clientY - top) / (ROW_REM[this.density] * remPixels()))
    return Math.max(0, Math.min(this.rows.length, place))
  }

  /** @returns whether the key does something with the row */
  #act({ key, shiftKey, target, repeat: isHeld }: KeyboardEvent): boolean {
    const isOnRow = target instanceof HTMLElement && target.role === 'row'
    const track = this.rows.get(this.#active)
    if (!isOnRow || track === undefined || isHeld) return false
    if (key === 'Enter' && shiftKey) this.#player.store.playNext([track], this.source)
    else if (key === 'Enter') this.#play(this.#active)
    else if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) this.#wantMenu(this.#active, target)
    else if (key === 'a' && this.#settings.store.current.characterKeys) this.#player.store.addLast([track], this.source)
    else return false
    return true
  }

  /** Letters are shortcuts: typed with Shift, or with shortcuts of letters switched off, they lead to a row. */
  #jump({ key, shiftKey, timeStamp }: KeyboardEvent): boolean {
    const isLetter = /^[\p{L}\p{N}]$/u.test(key)
    if (!isLetter || shiftKey !== this.#settings.store.current.characterKeys) return false
    this.#typed = typed(this.#typed, key, timeStamp)
    const to = rowTyped(this.#typed, this.#active, this.rows.length, (index) => this.rows.get(index)?.title)
    if (to !== null) this.#focusRow(to)
    return true
  }

  #focusRow(index: number): void {
    this.#active = index
    this.#wantsFocus = true
    this.#virtual.reveal(index)
    this.requestUpdate()
  }

  #play(index: number): void {
    const track = this.rows.get(index)
    if (track === undefined || !isHere(track)) return
    const { store: player } = this.#player
    if (player.now?.track.trackId === track.trackId) player.toggle()
    else if (this.queued !== null)
      player.playList(this.queued, this.queued.indexOf(track), this.source, { rest: this.rest?.() ?? null })
    else {
      const { rows, at, rest } = playedFrom(this.rows, index, MAX_QUEUED, player.shuffled)
      player.playList(rows, at, this.source, { rest })
    }
  }
}

function isOtherSource(now: QueueSource, before: QueueSource | undefined): boolean {
  return now.kind !== before?.kind || now.id !== before.id || now.name !== before.name
}

const OPINIONS = { none: 'Like', liked: 'Like', disliked: 'Dislike', never: 'Never suggest' } as const

/** Dragging alone would shut out who cannot drag. */
const movers = (title: string) =>
  html`<button class="icon-button masked step up" tabindex="-1" data-act="up" title="Move up" aria-label="Move ${title} up"></button><button class="icon-button masked step down" tabindex="-1" data-act="down" title="Move down" aria-label="Move ${title} down"></button><span class="icon-button masked grip" aria-hidden="true"></span>` // prettier-ignore

const BLANK = html`<span class="lead" role="gridcell"></span><span class="names" role="gridcell"><span class="unseen">Loading</span></span>` // prettier-ignore

function linked(name: string, id: string | null | undefined, path: (id: string) => string): TemplateResult | string {
  return id === undefined || id === null || name === '' ? name : html`<a href=${path(id)} tabindex="-1">${name}</a>`
}

function stateOf(track: RowTrack, before: string): TemplateResult | typeof nothing {
  if (!isHere(track)) return html`${before}<span class="state">not here now: its folder is away or was not given</span>`
  if (track.state === 'waiting') return html`${before}<span class="state">not analysed yet</span>`
  if (track.state !== 'failed') return nothing
  return html`${before}<span class="state"
      >could not be analysed: ${track.problem?.message ?? 'the reason is not known'}</span
    >`
}

function indexOf(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
  return row === null ? null : Number(row.dataset['index'])
}

customElements.define('slipstream-track-rows', SlipstreamTrackRows)
