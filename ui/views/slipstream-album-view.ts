import type { TemplateResult } from 'lit'
import { LitElement, html, nothing } from 'lit'
import type { ViewPlace } from '../router/place.ts'
import { playerContext } from '../context.ts'
import { albumArtist, albumCard, albumTitle, artOf, countOf } from '../data/cards.ts'
import type { DescribedAlbum } from '../data/entities.ts'
import { fetchAlbum } from '../data/entities.ts'
import { paths } from '../data/paths.ts'
import type { QueueSource } from '../data/queue.ts'
import { lengthWords } from '../data/time-words.ts'
import type { ListedTrack } from '../data/tracks.ts'
import { WholeList } from '../data/windowed-list.ts'
import { art } from '../elements/art.ts'
import { FetchedThing } from '../elements/fetched.ts'
import { sharedStyles } from '../elements/shared.styles.ts'
import '../elements/slipstream-cover-grid.ts'
import '../elements/slipstream-track-rows.ts'
import { FromContext } from '../elements/watch.ts'
import { emit } from '../events.ts'
import { actsOf } from './acts.ts'
import { libraryViewStyles } from './library.styles.ts'
import { stateOfThing } from './thing-parts.ts'
import { viewStyles } from './view.styles.ts'

/** Of the cover of a page, on a screen of two device pixels to each. */
const COVER_PIXELS = 480

/** A part of an album: its rows, with their place among all of its tracks. */
interface Disc {
  readonly title: string
  readonly rows: WholeList<ListedTrack>
}

/** @summary One album: by disc and track number, with albums that sound like it. */
export class SlipstreamAlbumView extends LitElement {
  static override styles = [sharedStyles, viewStyles, libraryViewStyles]
  static override properties = { place: { attribute: false } }

  declare place: ViewPlace

  readonly #player = new FromContext(this, playerContext, () => null)
  readonly #album = new FetchedThing(
    this,
    () => this.#id,
    (signal) => fetchAlbum(this.#id, signal),
  )
  #shown: DescribedAlbum | null = null
  #discs: readonly Disc[] = []

  get #id(): string {
    return this.place.parameters['id'] ?? ''
  }

  protected override willUpdate(): void {
    const { value } = this.#album
    if (value === this.#shown) return
    this.#shown = value
    this.#discs = value === null ? [] : discsOf(value)
    if (value !== null) emit(this, 'view-titled', { title: `${albumTitle(value)} by ${albumArtist(value)}` })
  }

  protected override render(): TemplateResult {
    const album = this.#album.value
    if (album === null) return stateOfThing(this.#album, 'Album')
    const source: QueueSource = { kind: 'album', id: album.albumId, name: albumTitle(album) }
    return html`
      <div class="thing">
        ${art(artOf(album.albumId, album.artTrackId, album.artVersion), COVER_PIXELS)}
        <div class="about">
          <p class="kind">${album.compilation ? 'Compilation' : 'Album'}</p>
          <h1>${albumTitle(album)}</h1>
          <p class="by">${this.#artists(album)}</p>
          <p class="facts quiet">${this.#facts(album)}</p>
          ${actsOf({ player: this.#player.store, tracks: album.tracks, source, radio: { radio: 'track', genre: '' } })}
        </div>
      </div>
      <div class="halves tracks-first">
        <div>
          <div>
            ${this.#discs.map(
              ({ title, rows }) => html`
                ${title === '' ? nothing : html`<h2 class="day">${title}</h2>`}
                <slipstream-track-rows
                  .rows=${rows}
                  .queued=${album.tracks}
                  .source=${source}
                  .columns=${NUMBERED}
                  artist=${albumArtist(album)}
                  label=${title === '' ? albumTitle(album) : title}
                ></slipstream-track-rows>
              `,
            )}
            ${album.tracksLeftOut === 0 ? nothing : html`<p class="quiet">${countOf(album.tracksLeftOut, 'more track')} not listed.</p>`}
          </div>
          ${
            album.similar.length === 0
              ? nothing
              : html`<section aria-labelledby="similar">
                  <h2 id="similar" class="day">Sounds like it</h2>
                  <slipstream-cover-grid
                    label="Albums that sound like it"
                    .cards=${new WholeList(album.similar.map((other) => albumCard(other)))}
                  ></slipstream-cover-grid>
                </section>`
          }
        </div>
      </div>
    `
  }

  #artists(album: DescribedAlbum): TemplateResult | string {
    if (album.artists.length === 0) return albumArtist(album)
    return html`${album.artists.map(
      ({ artistId, name }, index) => html`${index === 0 ? '' : ', '}<a href=${paths.artist(artistId)}>${name}</a>`,
    )}`
  }

  #facts({ year, originalYear, trackCount, durationMs, genres }: DescribedAlbum): TemplateResult {
    const first = originalYear !== null && originalYear !== year ? [`first ${originalYear}`] : []
    const words = [
      ...(year === null ? [] : [String(year)]),
      ...first,
      countOf(trackCount, 'track'),
      lengthWords(durationMs),
    ]
    return html`${words.join(' · ')}${genres
      .slice(0, MAX_GENRES)
      .map((genre) => html` · <a href=${paths.genre(genre)}>${genre}</a>`)}`
  }
}

const NUMBERED = ['number'] as const
/** Genres that an album shows; it may have one for every track. */
const MAX_GENRES = 4

/** Discs without tracks are left out; a single one has no heading unless it has a title. */
function discsOf({ discs, tracks }: DescribedAlbum): readonly Disc[] {
  const parts = discs.map(({ number, subtitle }) => ({
    title: subtitle ?? (discs.length > 1 ? `Disc ${number}` : ''),
    tracks: tracks.filter(({ discNumber }) => (discNumber ?? 1) === number),
  }))
  const listed = parts.reduce((sum, part) => sum + part.tracks.length, 0)
  if (listed !== tracks.length) return [{ title: '', rows: new WholeList(tracks) }]
  return parts
    .filter((part) => part.tracks.length > 0)
    .map((part) => ({ title: part.title, rows: new WholeList(part.tracks) }))
}

customElements.define('slipstream-album-view', SlipstreamAlbumView)
