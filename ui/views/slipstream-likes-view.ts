import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import { opinionsContext, playerContext, routerContext } from '../context.ts'
import type { ViewPlace } from '../router/place.ts'
import { fetchArtist } from '../data/entities.ts'
import { counted } from '../data/library.ts'
import { NamedRows } from '../data/named-rows.ts'
import { paths } from '../data/paths.ts'
import type { QueueSource } from '../data/queue.ts'
import { RequestError } from '../data/requests.ts'
import { icons } from '../elements/icons.ts'
import { listIcons } from '../elements/list-icons.ts'
import { Life } from '../elements/life.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-track-rows.ts'
import { FromContext, Watch } from '../elements/watch.ts'
import { likesStyles } from './slipstream-likes-view.styles.ts'
import { problemBlock, stateBlock } from './state-block.ts'
import { viewStyles } from './view.styles.ts'

const KINDS = ['liked', 'disliked', 'never'] as const
type Kind = (typeof KINDS)[number]
const WORDS: Readonly<Record<Kind, string>> = { liked: 'Liked', disliked: 'Disliked', never: 'Never suggested' }
/** What is said where there are none. */
const EMPTY: Readonly<Record<Kind, readonly [title: string, words: string, picture: TemplateResult]>> = {
  liked: ['No likes yet', 'The heart of a song puts it here, and brings more songs like it.', icons.like],
  disliked: ['No dislikes', 'A disliked song is suggested less, and songs like it too.', icons.dislike],
  never: ['Nothing is left out', '“Never suggest” stands in the menu of each song and artist.', listIcons.never],
}

/** @summary What the listener likes, dislikes and never wants to have suggested; each can be taken back. */
export class SlipstreamLikesView extends LitElement {
  static override styles = [sharedStyles, viewStyles, likesStyles]
  static override properties = { place: { attribute: false }, _names: { state: true } }

  declare place: ViewPlace
  /** Names of artists, by id. */
  declare private _names: ReadonlyMap<string, string>

  readonly #opinions = new FromContext(this, opinionsContext)
  readonly #player = new FromContext(this, playerContext, () => null)
  readonly #router = new FromContext(this, routerContext, () => null)
  #rows: NamedRows
  readonly #life = new Life(this)
  readonly #askedArtists = new Set<string>()

  constructor() {
    super()
    this._names = new Map()
    this.#rows = new NamedRows([], this.#life.signal)
    new Watch(this, () => this.#rows)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#rows = new NamedRows([], this.#life.signal)
  }

  protected override willUpdate(): void {
    const ids = this.#opinions.store.lists[this.#kind]
    if (ids !== this.#rows.ids) this.#rows = new NamedRows(ids, this.#life.signal)
    if (this.#kind === 'never') this.#nameArtists()
  }

  protected override render(): TemplateResult {
    const kind = this.#kind
    const { lists } = this.#opinions.store
    const artists = kind === 'never' ? lists.neverArtists : []
    const { problem } = this.#rows
    const isEmpty = lists[kind].length === 0 && artists.length === 0
    return html`
      <div class="view-head">
        <h1>Likes</h1>
        ${kind === 'liked' && !isEmpty && problem === null ? this.#acts() : nothing}
      </div>
      <nav class="kinds" aria-label="Opinions">
        ${KINDS.map(
          (each) =>
            html`<a
              class="chip"
              href=${each === 'liked' ? paths.likes : `${paths.likes}?of=${each}`}
              aria-current=${each === kind ? 'true' : nothing}
              @click=${(event: MouseEvent) => this.#choose(event, each)}
              >${WORDS[each]} <span class="quiet">${counted(this.#countOf(each))}</span></a
            >`,
        )}
      </nav>
      ${
        problem === null
          ? nothing
          : problemBlock(
              {
                picture: icons.like,
                title: 'The songs cannot be shown',
                words: problem instanceof RequestError ? problem.message : 'Try again in a moment.',
              },
              () => this.#again(),
            )
      }
      ${isEmpty && problem === null ? this.#none(EMPTY[kind]) : nothing}
      ${artists.length === 0 ? nothing : this.#artists(artists)}
      ${
        problem === null
          ? html`<slipstream-track-rows
              .rows=${this.#rows}
              .source=${SOURCE}
              label=${WORDS[kind]}
            ></slipstream-track-rows>`
          : nothing
      }
    `
  }

  #none([title, words, picture]: (typeof EMPTY)[Kind]): TemplateResult {
    return stateBlock({ picture, title, words, act: html`<a class="button main" href=${paths.tracks}>All tracks</a>` })
  }

  get #kind(): Kind {
    const asked = this.place.query.get('of')
    return KINDS.find((kind) => kind === asked) ?? 'liked'
  }

  #countOf(kind: Kind): number {
    const { lists } = this.#opinions.store
    return lists[kind].length + (kind === 'never' ? lists.neverArtists.length : 0)
  }

  #choose(event: MouseEvent, kind: Kind): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return
    event.preventDefault()
    this.#router.store.setQuery({ of: kind === 'liked' ? null : kind })
  }

  #acts(): TemplateResult {
    return html`<button class="button main" @click=${() => void this.#play(false)}>${icons.play} Play</button>
      <button class="button" @click=${() => void this.#play(true)}>${icons.shuffle} Shuffle</button>`
  }

  /** The queue takes what is read: the rest follows it. */
  async #play(shuffle: boolean): Promise<void> {
    const rows = new NamedRows(this.#rows.ids.slice(0, MAX_PLAYED), this.#life.signal)
    await rows.all()
    const tracks = Array.from({ length: rows.length }, (_, index) => rows.get(index)).filter(
      (track) => track !== undefined && track.absentSince === undefined,
    )
    const at = shuffle ? Math.floor(Math.random() * tracks.length) : 0
    this.#player.store.playList(
      tracks.flatMap((track) => track ?? []),
      at,
      SOURCE,
      { shuffle },
    )
  }

  #again(): void {
    this.#rows = new NamedRows(this.#rows.ids, this.#life.signal)
    this.requestUpdate()
  }

  #artists(ids: readonly string[]): TemplateResult {
    return html`<section aria-labelledby="artists">
        <h2 id="artists">Artists</h2>
        <ul class="rows">
          ${ids.map(
            (id) =>
              html`<li>
                <a class="row" href=${paths.artist(id)}><span class="title">${this._names.get(id) ?? '…'}</span></a>
                <button
                  class="button plain"
                  aria-label=${`Suggest ${this._names.get(id) ?? 'this artist'} again`}
                  @click=${() => void this.#allow(id)}
                >
                  Suggest again
                </button>
              </li>`,
          )}
        </ul>
      </section>
      ${this.#rows.length === 0 ? nothing : html`<h2 class="songs">Songs</h2>`}`
  }

  #nameArtists(): void {
    for (const id of this.#opinions.store.lists.neverArtists) {
      if (this.#askedArtists.has(id)) continue
      this.#askedArtists.add(id)
      const named = (name: string) => (this._names = new Map([...this._names, [id, name]]))
      fetchArtist(id, this.#life.signal).then(
        ({ name }) => named(name),
        () => named('An artist who is no longer in the library'),
      )
    }
  }

  /** What is said of an artist is said with a track of theirs. */
  async #allow(artistId: string): Promise<void> {
    const artist = await fetchArtist(artistId, this.#life.signal).catch(() => null)
    const track = artist?.tracks[0] ?? this.#player.store.now?.track
    if (track !== undefined) this.#player.store.never(track, artistId)
  }
}

const SOURCE: QueueSource = { kind: 'library', id: 'likes', name: 'Likes' }
/** The most that the queue holds (`MAX_QUEUED`) is more than one wants to read at once. */
const MAX_PLAYED = 1_000

customElements.define('slipstream-likes-view', SlipstreamLikesView)
